"""The same pages with 10,000 zones and 20,000 cases: what grows with the registry is a page that gets slow."""

import sys
from collections.abc import Callable
from functools import partial

from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from knowhow.models import CasePage
from portal.page_cache.wsgi import Application
from portal.page_tree import add_pages
from portal.zones.models import Zone, ZoneIndexPage, ZonePage, ZonePeer
from tests.bench.measuring import Bound, measure

ZONES = 10_000
CASES = 20_000
ZONE = "sunchang-fermented-sauce-industry"
GROWING = {
    "zone": f"/zones/{ZONE}/",
    "zones": "/zones/",
    "zones, filtered": "/zones/?province=52&field=agriculture_food",
    "cases": "/cases/",
}
MOST = 1.5


def bounds(visit: Callable[[str, Application], None]) -> list[Bound]:
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
    models = list(CasePage.objects.order_by("pk"))
    parents = list(ZonePage.objects.select_related("zone").order_by("pk"))
    now = timezone.now()
    placed = []
    for number in range(CASES - len(models)):
        model, parent = models[number % len(models)], parents[number % len(parents)]
        case = CasePage(
            title=f"{model.title} {number}", slug=f"grown-{number}", public_slug=f"grown-{number}", zone=parent.zone,
            summary_ko=model.summary_ko, year=model.year, topic_id=model.topic_id, stage_id=model.stage_id,
            outcome=model.outcome, live=True, first_published_at=now, last_published_at=now,
        )  # fmt: skip
        placed.append((parent, case))
    add_pages(placed)
