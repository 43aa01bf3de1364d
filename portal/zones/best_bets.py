"""What a whole query names outright: a zone, an exemption, an act, a field or a place, with deep links."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.krds.dates import write_partial_date
from portal.page_cache.kept import kept
from portal.panels import panels_for
from portal.zones.models import Act, Exemption, Field, Municipality, Province, Zone
from portal.zones.search_names import (
    act_names,
    exemption_names,
    field_names,
    municipality_names,
    province_names,
)
from search.documents import BestBet, HitAction, Language
from search.registry import FacetName, Viewer
from search.text import name_key

type Named = tuple[str, str]
"""What kind of thing, and its key among them."""


def best_bet(name: str, viewer: Viewer, language: Language) -> BestBet | None:
    """The card for a name without blanks, dots and capitals, if it is one of ours."""
    found = kept("best bets of the registry", _all_names).get(name)
    if found is None:
        return None
    kind, key = found
    with translation.override(language):
        return _CARDS[kind](key, viewer)


def _all_names() -> Mapping[str, Named]:
    """Every name once; where two things share one, the first of this order has it."""
    names: dict[str, Named] = {}
    for kind, key, spelled in _spelled():
        for one in spelled:
            names.setdefault(name_key(one), (kind, key))
    names.pop("", None)
    return names


def _spelled() -> Iterator[tuple[str, str, Sequence[str]]]:
    for zone in Zone.objects.visible_to(None).prefetch_related("former_names").order_by("pk"):
        former = [row.name_ko for row in zone.former_names.all()]
        yield "zone", str(zone.pk), [zone.name_ko, zone.name_en, *former]
    for kind, read in _READERS.items():
        for found in read():
            yield kind, found.value, _without_stems(found) if kind == "exemption" else found.names


def _without_stems(found: FacetName) -> list[str]:
    """A45 names several exemptions and no single one, unless that is its whole code."""
    return [name for name in found.names if name != found.value.partition("-")[0] or name == found.value]


_READERS: Mapping[str, Callable[[], Iterable[FacetName]]] = {
    "exemption": exemption_names,
    "act": act_names,
    "field": field_names,
    "province": province_names,
    "municipality": municipality_names,
}


def _zone_card(key: str, viewer: Viewer) -> BestBet | None:
    zone = Zone.objects.visible_to(viewer).select_related("page", "province", "field").filter(pk=key).first()
    if zone is None:
        return None
    slug = zone.page.public_slug
    url = reverse("zone", args=[slug])
    designated = _("%(year)s년 지정") % {"year": zone.designated_text[:4]} if zone.designated_text else ""
    return BestBet(
        kind="zone",
        label=_("특구"),
        title=zone.name,
        url=url,
        object_id=key,
        lines=_lines(zone.province.name, zone.field.name, designated, zone.get_status_display()),
        links=(
            HitAction(_("사실"), url),
            *_panel_links("zone", zone, viewer, url=url),
            HitAction(_("규제특례"), f"{url}#exemptions"),
            HitAction(_("연혁"), reverse("zone-history", args=[slug])),
            HitAction(_("비교"), f"{reverse('zone-compare')}?zone={slug}"),
        ),
        is_sample=zone.is_sample,
    )


def _exemption_card(key: str, viewer: Viewer) -> BestBet | None:
    row = Exemption.objects.select_related("area").filter(code=key).first()
    if row is None:
        return None
    url = reverse("exemption", args=[row.code])
    return BestBet(
        kind="exemption",
        label=_("규제특례"),
        title=row.title,
        url=url,
        object_id=str(row.pk),
        lines=_lines(row.code, row.law, row.area.name),
        links=(
            HitAction(_("쓰는 특구"), f"{url}#uses"),
            *_panel_links("exemption", row, viewer, url=url),
            HitAction(_("출처"), f"{url}#sources"),
        ),
        is_sample=row.is_sample,
    )


def _page_card(place: str, label: str, row: Any, viewer: Viewer, links: Iterable[HitAction]) -> BestBet:
    """The page of an act, a field or a province."""
    url = row.get_absolute_url()
    return BestBet(
        kind=place,
        label=label,
        title=row.name,
        url=url,
        links=(*links, *_panel_links(place, row, viewer, url=url)),
        is_sample=getattr(row, "is_sample", False),
    )


def _act_card(key: str, viewer: Viewer) -> BestBet | None:
    row = Act.objects.filter(slug=key).first()
    if row is None:
        return None
    url = row.get_absolute_url()
    links = (HitAction(_("특례"), f"{url}#exemptions"), HitAction(_("쓰는 특구"), f"{url}#uses"))
    return _page_card("act", _("법률"), row, viewer, links)


def _field_card(key: str, viewer: Viewer) -> BestBet | None:
    row = Field.objects.filter(slug=key).first()
    if row is None:
        return None
    url = row.get_absolute_url()
    links = (
        HitAction(_("특구 목록"), f"{url}#zones"),
        HitAction(_("많이 쓰는 규제특례"), f"{url}#exemptions"),
    )
    return _page_card("field", _("분야"), row, viewer, links)


def _province_card(key: str, viewer: Viewer) -> BestBet | None:
    row = Province.objects.filter(code=key).first()
    if row is None:
        return None
    links = (HitAction(_("특구 목록"), f"{row.get_absolute_url()}#zones"),)
    return _page_card("province", _("시·도"), row, viewer, links)


def _municipality_card(key: str, viewer: Viewer) -> BestBet | None:
    """A municipality has no page: its zones stand in the list of its province."""
    row = Municipality.objects.select_related("province").filter(code=key).first()
    zones = (
        Zone.objects.visible_to(viewer)
        .filter(places__municipality=row, places__at="now")
        .select_related("page")
        .order_by("name_ko", "pk")
        .distinct()
    )
    listed = list(zones[:_MOST_ZONES]) if row else []
    if row is None or not listed:
        return None
    url = f"{reverse('zones')}?province={row.province.code}&municipality={row.code}"
    return BestBet(
        kind="municipality",
        label=_("시·군·구"),
        title=row.name,
        url=url,
        lines=_lines(row.province.name, *_status_dates(listed)),
        links=(
            *(HitAction(zone.name, reverse("zone", args=[zone.page.public_slug])) for zone in listed),
            HitAction(row.province.name, row.province.get_absolute_url()),
        ),
        is_sample=row.is_sample,
    )


def _status_dates(zones: Sequence[Zone]) -> Iterator[str]:
    """Of when the status of the only zone is known."""
    if len(zones) == 1 and zones[0].status_as_of:
        yield _("%(day)s 기준") % {"day": write_partial_date(zones[0].status_as_of)}


_MOST_ZONES = 5
_CARDS: Mapping[str, Callable[[str, Viewer], BestBet | None]] = {
    "zone": _zone_card,
    "exemption": _exemption_card,
    "act": _act_card,
    "field": _field_card,
    "province": _province_card,
    "municipality": _municipality_card,
}


def _panel_links(place: str, subject: Any, viewer: Viewer, *, url: str) -> list[HitAction]:
    """What other rooms have on that page, with how much."""
    return [
        HitAction(f"{filled.panel.title} {filled.content.total}", f"{url}#{filled.panel.key}")
        for filled in panels_for(place, subject=subject, viewer=viewer)
        if filled.content.total
    ]


def _lines(*parts: object) -> tuple[str, ...]:
    return tuple(str(part) for part in parts if part)
