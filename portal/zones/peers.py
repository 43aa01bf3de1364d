"""Peers: zones like this one, each with the reasons in words. Fewer where the registry does not carry it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext as _

from portal.zones.cards import ZoneCard, zone_cards
from portal.zones.models.facts import ExemptionUse
from portal.zones.models.zones import Zone

MAX_PEERS = 10
MIN_REASONS = 2
SAME_ERA_YEARS = 1
SIMILAR_AREA = 0.3
MIN_WORD = 2
COMPARED = (
    "name_ko",
    "field_id",
    "type",
    "province_id",
    "area_m2",
    "designated_text",
    "product_ko",
    "product_en",
)
WEIGHTS = {"field": 3, "product": 4, "act": 3, "type": 2, "province": 1, "area": 1, "era": 1, "award": 1}
"""How much each likeness counts when peers are put in order: our own choice, not a rule of the scheme."""


@dataclass(frozen=True)
class Likeness:
    """One way in which two zones are alike."""

    kind: str
    reason: str


@dataclass(frozen=True)
class Peer:
    """A zone like this one, and why."""

    zone: ZoneCard
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Peers:
    """Up to ten peers, and which of the zone's own facts are missing for a better answer."""

    peers: tuple[Peer, ...]
    missing: tuple[str, ...]


def peers_of(zone: Zone, *, viewer: Any) -> Peers:
    """Zones of the same kind (real with real, example with example) with at least two likenesses, best first."""
    awarded = Zone.objects.annotate(award_year=Max("awards__year"))
    zone = awarded.select_related("field", "province").get(pk=zone.pk)
    others = awarded.visible_to(viewer).filter(is_sample=zone.is_sample).exclude(pk=zone.pk)
    acts = _acts_used()
    ranked = []
    for other in others.only(*COMPARED).order_by("pk"):
        alike = likenesses(Pair(zone, other, acts))
        if len(alike) >= MIN_REASONS:
            ranked.append((-sum(WEIGHTS[one.kind] for one in alike), other.name_ko, other.pk, alike))
    best = sorted(ranked)[:MAX_PEERS]
    cards = {
        card.pk: card
        for card in zone_cards(Zone.objects.filter(pk__in=[row[2] for row in best], page__live=True))
    }
    return Peers(
        peers=tuple(
            Peer(cards[pk], tuple(one.reason for one in alike)) for _weight, _name, pk, alike in best
        ),
        missing=_missing(zone, acts),
    )


@dataclass(frozen=True)
class Pair:
    """Two zones and the acts whose exemptions each zone of the registry uses."""

    zone: Zone
    other: Zone
    acts: Mapping[int, Mapping[int, str]]


def likenesses(pair: Pair) -> list[Likeness]:
    """Every likeness of two zones, in a fixed order."""
    found = (check(pair) for check in _CHECKS)
    return [one for one in found if one is not None]


def _field(pair: Pair) -> Likeness | None:
    if pair.zone.field_id != pair.other.field_id:
        return None
    return Likeness("field", _("분야가 같습니다: %(field)s") % {"field": pair.zone.field.name})


def _words(text: str) -> set[str]:
    cleaned = "".join(c if c.isalnum() else " " for c in text)
    return {word for word in cleaned.split() if len(word) >= MIN_WORD and word not in COMMON_WORDS}


def _products(zone: Zone) -> str:
    return (get_language() == "en" and zone.product_en) or zone.product_ko


COMMON_WORDS = frozenset({"and", "of", "the", "for", "in", "industry", "special", "zone"})


def _product(pair: Pair) -> Likeness | None:
    ours, theirs = _products(pair.zone), _products(pair.other)
    shared = _words(ours) & _words(theirs)
    if not shared:
        return None
    return Likeness("product", _("품목이 겹칩니다: %(words)s") % {"words": ", ".join(sorted(shared))})


def _act(pair: Pair) -> Likeness | None:
    ours, theirs = pair.acts.get(pair.zone.pk, {}), pair.acts.get(pair.other.pk, {})
    shared = sorted(name for pk, name in ours.items() if pk in theirs)
    if not shared:
        return None
    return Likeness("act", _("같은 법률의 특례를 씁니다: %(acts)s") % {"acts": ", ".join(shared[:2])})


def _type(pair: Pair) -> Likeness | None:
    if not pair.zone.type or pair.zone.type != pair.other.type:
        return None
    return Likeness("type", _("유형이 같습니다: %(type)s") % {"type": pair.zone.get_type_display()})


def _province(pair: Pair) -> Likeness | None:
    if pair.zone.province_id != pair.other.province_id:
        return None
    return Likeness(
        "province", _("같은 시·도에 있습니다: %(province)s") % {"province": pair.zone.province.name}
    )


def _area(pair: Pair) -> Likeness | None:
    ours, theirs = pair.zone.area_m2, pair.other.area_m2
    if not ours or not theirs or abs(ours - theirs) > SIMILAR_AREA * ours:
        return None
    return Likeness("area", _("면적이 비슷합니다: %(area)s㎡") % {"area": f"{theirs:,}"})


def _era(pair: Pair) -> Likeness | None:
    ours, theirs = pair.zone.designated_text[:4], pair.other.designated_text[:4]
    if not ours or not theirs or abs(int(ours) - int(theirs)) > SAME_ERA_YEARS:
        return None
    return Likeness("era", _("지정 시기가 비슷합니다: %(year)s년") % {"year": theirs})


def _award(pair: Pair) -> Likeness | None:
    """Both were awarded: two zones that were found excellent."""
    ours, theirs = getattr(pair.zone, "award_year", None), getattr(pair.other, "award_year", None)
    if not ours or not theirs:
        return None
    return Likeness("award", _("둘 다 우수특구 포상을 받았습니다(%(year)s년)") % {"year": theirs})


_CHECKS: tuple[Callable[[Pair], Likeness | None], ...] = (
    _product,
    _field,
    _act,
    _type,
    _award,
    _area,
    _province,
    _era,
)


def _acts_used() -> Mapping[int, Mapping[int, str]]:
    """Acts whose exemptions each zone uses, by zone: read from the act, or from the exemption's acts."""
    used: dict[int, dict[int, str]] = defaultdict(dict)
    rows: Iterable[tuple[Any, ...]] = ExemptionUse.objects.exclude(
        level=ExemptionUse.Level.UNRESOLVED
    ).values_list("zone_id", "act_id", "act__name_ko", "exemption__acts__pk", "exemption__acts__name_ko")
    for zone, act, act_name, of_exemption, name in rows:
        if act:
            used[zone][act] = act_name
        if of_exemption:
            used[zone][of_exemption] = name
    return used


def _missing(zone: Zone, acts: Mapping[int, Mapping[int, str]]) -> tuple[str, ...]:
    absent = {
        gettext_lazy("유형"): not zone.type,
        gettext_lazy("쓰는 규제특례"): zone.pk not in acts,
        gettext_lazy("면적"): not zone.area_m2,
        gettext_lazy("품목"): not zone.product_ko,
    }
    return tuple(gettext(str(name)) for name, is_absent in absent.items() if is_absent)
