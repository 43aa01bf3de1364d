"""Peers: zones like this one, each with the reasons in words. Fewer where the registry does not carry it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language, gettext, gettext_lazy, override
from django.utils.translation import gettext as _

from portal.addresses import address
from portal.page_cache.epoch import bump
from portal.pages import is_public
from portal.prepared import Prepared
from portal.zones.models.facts import ExemptionUse
from portal.zones.models.peers import ZonePeer
from portal.zones.models.zones import Zone

type Acts = Mapping[int, Mapping[int, tuple[str, str]]]
"""The acts whose exemptions each zone uses, by zone: number, and the name in Korean and English."""

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

    slug: str
    url: str
    name_ko: str
    name_en: str
    field: str
    place: str
    is_sample: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Peers:
    """Up to ten peers, and which of the zone's own facts are missing for a better answer."""

    peers: tuple[Peer, ...]
    missing: tuple[str, ...]


ASKED = Prepared(
    lambda zone: (
        ZonePeer.objects.filter(is_public("peer__page"), zone=zone)
        .order_by("position")
        .values(
            "reasons_ko",
            "reasons_en",
            "peer__name_ko",
            "peer__name_en",
            "peer__page__public_slug",
            "peer__field__name_ko",
            "peer__field__name_en",
            "peer__province__short_ko",
            "peer__province__short_en",
            "peer__municipality_text",
            "peer__municipality_text_en",
            "peer__is_sample",
        )
    )
)


def peers_of(zone: Zone, *, names_acts: bool) -> Peers:
    """Peers as they were worked out last, and what is missing. `names_acts`: whether the zone's acts are known."""
    return Peers(
        peers=stored_peers(zone.pk),
        missing=_missing(zone, names_acts=names_acts),
    )


def stored_peers(zone: int) -> tuple[Peer, ...]:
    """The peers of the zone with this number, in the language in force, the likest first."""
    is_english = get_language() == "en"
    return tuple(_peer(row, is_english=is_english) for row in ASKED.rows(zone))


def _peer(row: Mapping[str, Any], *, is_english: bool) -> Peer:
    place = row["peer__municipality_text_en" if is_english else "peer__municipality_text"]
    return Peer(
        slug=row["peer__page__public_slug"],
        url=address("zone", row["peer__page__public_slug"]),
        name_ko=row["peer__name_ko"],
        name_en=row["peer__name_en"],
        field=(is_english and row["peer__field__name_en"]) or row["peer__field__name_ko"],
        place=f"{row['peer__province__short_en' if is_english else 'peer__province__short_ko']} {place}".strip(),
        is_sample=row["peer__is_sample"],
        reasons=tuple(row["reasons_en" if is_english else "reasons_ko"]),
    )


def refresh_peers() -> int:
    """Work out every zone's peers anew and return how many rows were written. One transaction."""
    zones = list(
        Zone.objects.annotate(award_year=Max("awards__year"))
        .filter(is_public("page"))
        .select_related("field", "province")
        .order_by("pk")
    )
    acts = _acts_used()
    rows = [
        row
        for is_sample in (False, True)  # real with real, example with example
        for row in _rows([zone for zone in zones if zone.is_sample is is_sample], acts)
    ]
    with transaction.atomic():
        ZonePeer.objects.all().delete()
        ZonePeer.objects.bulk_create(rows, batch_size=1000)
        bump()
    return len(rows)


def fingerprint() -> str:
    """What peers are worked out from, in short: as long as it stays, so do they."""
    compared = Zone.objects.filter(is_public("page")).order_by("pk").values_list("pk", "is_sample", *COMPARED)
    awarded = Zone.objects.filter(awards__isnull=False).order_by("pk").annotate(Max("awards__year"))
    facts = (list(compared), list(awarded.values_list("pk", "awards__year__max")), _acts_used())
    return sha256(repr(facts).encode()).hexdigest()


def _rows(zones: Sequence[Zone], acts: Acts) -> Iterator[ZonePeer]:
    near = _Neighbours(zones, acts)
    for zone in zones:
        best = _best(zone, near.of(zone), acts)
        if len(best) < MAX_PEERS:
            best = _best(zone, zones, acts)
        for position, pair in enumerate(best):
            yield ZonePeer(
                zone=zone,
                peer=pair.other,
                position=position,
                reasons_ko=_reasons(pair, "ko"),
                reasons_en=_reasons(pair, "en"),
            )


def _reasons(pair: "Pair", language: str) -> list[str]:
    with override(language):
        return [one.reason for one in likenesses(pair)]


def _best(zone: Zone, others: Iterable[Zone], acts: Acts) -> list["Pair"]:
    """The likest zones first: by the weight of their likenesses, then by name."""
    ranked = []
    for other in others:
        pair = Pair(zone, other, acts)
        kinds = [one.kind for one in likenesses(pair)] if other.pk != zone.pk else []
        if len(kinds) >= MIN_REASONS:
            ranked.append((-sum(WEIGHTS[kind] for kind in kinds), other.name_ko, other.pk, pair))
    return [pair for *_order, pair in sorted(ranked, key=lambda row: row[:3])[:MAX_PEERS]]


class _Neighbours:
    """Zones that share what counts most: comparing each with each would take minutes for thousands."""

    def __init__(self, zones: Sequence[Zone], acts: Acts) -> None:
        self.acts = acts
        self.groups: dict[tuple[str, object], list[Zone]] = defaultdict(list)
        for zone in zones:
            for key in self._keys(zone):
                self.groups[key].append(zone)

    def of(self, zone: Zone) -> list[Zone]:
        """Every zone that shares field, product or act with this one."""
        found = {other.pk: other for key in self._keys(zone) for other in self.groups[key]}
        return list(found.values())

    def _keys(self, zone: Zone) -> Iterator[tuple[str, object]]:
        yield "field", zone.field_id
        for word in _words(zone.product_ko):
            yield "product", word
        for act in self.acts.get(zone.pk, {}):
            yield "act", act


@dataclass(frozen=True)
class Pair:
    """Two zones and the acts whose exemptions each zone of the registry uses."""

    zone: Zone
    other: Zone
    acts: Acts


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


COMMON_WORDS = frozenset({"and", "of", "the", "for", "in", "industry", "special", "zone"})


def _product(pair: Pair) -> Likeness | None:
    shared = _words(pair.zone.product_ko) & _words(pair.other.product_ko)
    if not shared:
        return None
    if get_language() == "en":
        shared = _words(pair.zone.product_en) & _words(pair.other.product_en) or shared
    return Likeness("product", _("품목이 겹칩니다: %(words)s") % {"words": ", ".join(sorted(shared))})


def _act(pair: Pair) -> Likeness | None:
    ours, theirs = pair.acts.get(pair.zone.pk, {}), pair.acts.get(pair.other.pk, {})
    is_english = get_language() == "en"
    shared = sorted(
        (is_english and english) or korean for pk, (korean, english) in ours.items() if pk in theirs
    )
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


def _acts_used() -> Acts:
    """Acts whose exemptions each zone uses, by zone: read from the act, or from the exemption's acts."""
    used: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    columns = ("pk", "name_ko", "name_en")
    rows: Iterable[tuple[Any, ...]] = ExemptionUse.objects.exclude(
        level=ExemptionUse.Level.UNRESOLVED
    ).values_list("zone_id", *(f"{path}__{name}" for path in ("act", "exemption__acts") for name in columns))
    for zone, *named in rows:
        for act, korean, english in (named[:3], named[3:]):
            if act:
                used[zone][act] = (korean, english)
    return used


def _missing(zone: Zone, *, names_acts: bool) -> tuple[str, ...]:
    absent = {
        gettext_lazy("유형"): not zone.type,
        gettext_lazy("쓰는 규제특례"): not names_acts,
        gettext_lazy("면적"): not zone.area_m2,
        gettext_lazy("품목"): not zone.product_ko,
    }
    return tuple(gettext(str(name)) for name, is_absent in absent.items() if is_absent)
