"""The same pages with 10,000 zones and 20,000 cases: what grows with the registry is a page that gets slow."""

import sys
import time
from collections.abc import Callable
from functools import partial

from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from modelsearch.index import insert_or_update_object
from wagtail.models import ReferenceIndex

from knowhow.models import CasePage
from portal.page_cache.packing import Application
from portal.page_tree import add_pages, index_pages
from portal.zones.models import Zone, ZoneIndexPage, ZonePage, ZonePeer
from tests.bench.measuring import Bound, measure

ZONES = 10_000
CASES = 20_000
SHIPPED = 56
COMPARED = 200
ZONE = "sunchang-fermented-sauce-industry"
GROWING = {
    "zone": f"/zones/{ZONE}/",
    "zones": "/zones/",
    "zones, filtered": "/zones/?province=52&field=agriculture_food",
    "cases": "/cases/",
}
MOST = 1.5


def bounds(visit: Callable[[str, Application], object]) -> list[Bound]:
    """Measure, grow, measure again."""
    handler = WSGIHandler()
    calls = {name: partial(visit, address, handler) for name, address in GROWING.items()}
    sys.stdout.write(
        f"\nFrom {Zone.objects.count()} zones and {CasePage.objects.count()} cases to {ZONES:,} and {CASES:,}\n"
    )
    before = measure(calls)
    grow_zones()
    grow_cases()
    after = measure(calls)
    for name in GROWING:
        sys.stdout.write(f"{before[name]}  ->  {after[name].median:.2f} ms\n")
    kept = [
        Bound(f"{name}: grown / now", after[name].median / before[name].median, most=MOST) for name in GROWING
    ]
    sys.stdout.writelines(f"{bound}\n" for bound in kept)
    return kept


def bulk_bounds() -> list[Bound]:
    """New cases with the CMS's own indexes: at once, against `add_child` one by one. The Korean analysis is apart."""
    parents = list(ZonePage.objects.order_by("pk"))
    one_by_one = _seconds(lambda: _add_one_by_one(_placed(parents, COMPARED, "one")))
    at_once = _seconds(lambda: _add_at_once(_placed(parents, COMPARED, "many")))
    sys.stdout.write(
        f"\n{COMPARED} cases: one by one {one_by_one:.1f} s, at once {at_once:.1f} s of processor time\n"
    )
    bound = Bound("cases: at once / one by one", at_once / one_by_one, most=1 / 3)
    sys.stdout.write(f"{bound}\n")
    return [bound]


def _seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _add_one_by_one(placed: list[tuple[ZonePage, CasePage]]) -> None:
    for parent, case in placed:
        ZonePage.objects.get(pk=parent.pk).add_child(instance=case)
        insert_or_update_object(case)
        ReferenceIndex.create_or_update_for_object(case)


def _add_at_once(placed: list[tuple[ZonePage, CasePage]]) -> None:
    add_pages(placed)
    keys = [case.pk for _parent, case in placed]
    index_pages.func("knowhow.casepage", min(keys), max(keys))


def grow_zones() -> None:
    """Copies of the real zones under other names, each with its page and ten peers."""
    models = list(Zone.objects.order_by("pk"))
    new = []
    for number in range(ZONES - len(models)):
        model = models[number % len(models)]
        values = {
            field.attname: getattr(model, field.attname)
            for field in Zone._meta.concrete_fields
            if not field.primary_key
        }
        new.append(
            Zone(**values | {"name_ko": f"{model.name_ko} {number}", "name_en": f"{model.name_en} {number}"})
        )
    Zone.objects.bulk_create(new, batch_size=500)
    parent = ZoneIndexPage.objects.get()
    pages = [
        ZonePage(
            title=zone.name_ko, slug=f"grown-{zone.pk}", public_slug=f"grown-{zone.pk}", zone=zone, live=True
        )
        for zone in new
    ]
    add_pages([(parent, page) for page in pages])
    ZonePeer.objects.bulk_create(
        (
            ZonePeer(
                zone=zone,
                peer=new[(index + step) % len(new)],
                position=step,
                reasons_ko=["가", "나"],
                reasons_en=["a", "b"],
            )
            for index, zone in enumerate(new)
            for step in range(1, 11)
        ),
        batch_size=1000,
    )


def grow_cases() -> None:
    """Copies of the real cases below every zone in turn."""
    parents = list(ZonePage.objects.order_by("pk"))
    add_pages(_placed(parents, CASES - CasePage.objects.count(), "grown"))


def _placed(parents: list[ZonePage], count: int, name: str) -> list[tuple[ZonePage, CasePage]]:
    """Copies of the real cases, one below each parent in turn."""
    models, now, placed = list(CasePage.objects.order_by("pk")[:SHIPPED]), timezone.now(), []
    for number in range(count):
        model, parent = models[number % len(models)], parents[number % len(parents)]
        case = CasePage(
            title=f"{model.title} {name} {number}", slug=f"{name}-{number}", public_slug=f"{name}-{number}",
            zone_id=parent.zone_id, summary_ko=model.summary_ko, year=model.year, topic_id=model.topic_id,
            stage_id=model.stage_id, outcome=model.outcome, live=True, first_published_at=now, last_published_at=now,
        )  # fmt: skip
        placed.append((parent, case))
    return placed
