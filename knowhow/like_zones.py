"""Cases of other zones that are like a zone: kept in a table, so that a zone's page asks one question for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from knowhow.cards import CARD_COLUMNS, CaseCard, case_card
from knowhow.models import CaseExemption, CaseLikeZone, CasePage
from knowhow.similar import ranked, uses_of
from portal.page_cache.epoch import bump
from portal.pages import is_public
from portal.prepared import Prepared
from portal.zones.models import Act, ExemptionUse, Zone
from search.models import IndexBuild
from search.similar import alike_in_words

SHOWN = 4
MOST_ACTS_NAMED = 2
OTHER = "other"
"""The field of zones that fit in none: having it in common says nothing."""


@dataclass(frozen=True)
class LikeCase:
    """A case of another zone, and what it shares with this one."""

    card: CaseCard
    reasons: tuple[str, ...]


_COLUMNS = {f"case__{column}": column for column in CARD_COLUMNS}
LIKE_ZONE = Prepared(
    lambda zone: (
        CaseLikeZone.objects.filter(is_public("case"), zone=zone, case__is_anonymous=False)
        .exclude(case__zone=zone)
        .order_by("position")
        .values("reasons_ko", "reasons_en", *_COLUMNS)
    )
)


def cases_like(zone: int) -> tuple[LikeCase, ...]:
    """The cases that are like the zone of this number, as they were worked out last, the likest first."""
    is_english = get_language() == "en"
    return tuple(
        LikeCase(
            case_card({column: row[name] for name, column in _COLUMNS.items()}),
            tuple(row["reasons_en" if is_english else "reasons_ko"]),
        )
        for row in LIKE_ZONE.rows(zone)
    )


def refresh_cases_like_zones() -> int:
    """Work out for every zone which cases are like it, and return how many rows were written. One transaction."""
    zones = Zone.objects.filter(is_public("page")).select_related("field").order_by("pk")
    acts_of_cases = _acts_of_cases()
    rows = [row for zone in zones for row in _rows(zone, acts_of_cases)]
    with transaction.atomic():
        CaseLikeZone.objects.all().delete()
        CaseLikeZone.objects.bulk_create(rows, batch_size=1000)
        bump()
    return len(rows)


def fingerprint() -> str:
    """What likeness is worked out from, in short: as long as it stays, so does the table."""
    told = (
        list(CasePage.objects.live().order_by("pk").values_list("pk", "zone", "latest_revision")),
        list(CaseExemption.objects.order_by("pk").values_list("case", "act", "exemption")),
        list(Zone.objects.order_by("pk").values_list("pk", "field")),
        list(ExemptionUse.objects.order_by("pk").values_list("zone", "act", "exemption")),
        IndexBuild.objects.order_by("-pk").values_list("pk", flat=True).first(),
    )
    return sha256(repr(told).encode()).hexdigest()


def _rows(zone: Zone, acts_of_cases: Mapping[int, set[int]]) -> Iterator[CaseLikeZone]:
    """Words put them in order, but only a shared act or field is a reason to name a case: shared words are often chance."""
    acts = _acts_of(zone)
    alike = alike_in_words("zone", zone.pk, among="case", language="ko")
    shared = uses_of(acts).filter(case=OuterRef("pk"))
    same_field = Q(zone__field=zone.field_id) & ~Q(zone__field__slug=OTHER)
    cases = (
        CasePage.objects.visible_to(None)
        .named()
        .filter(Exists(shared) | same_field, is_sample=zone.is_sample)
        .exclude(zone=zone)
        .select_related("zone")
    )
    chosen = list(ranked(cases, {3: Exists(shared), 2: same_field}, alike)[:SHOWN])
    for position, case in enumerate(chosen):
        in_both = [act for act in acts if act.pk in acts_of_cases.get(case.pk, ())]
        yield CaseLikeZone(
            zone=zone,
            case=case,
            position=position,
            reasons_ko=_reasons(zone, case, in_both, language="ko"),
            reasons_en=_reasons(zone, case, in_both, language="en"),
        )


def _acts_of(zone: Zone) -> list[Act]:
    """Return the acts whose exemptions a zone uses, by name."""
    uses = zone.exemption_uses.order_by()
    by_act, by_article = uses.values("act"), uses.values("exemption__acts")
    return list(Act.objects.filter(Q(pk__in=by_act) | Q(pk__in=by_article)).order_by("name_ko"))


def _acts_of_cases() -> dict[int, set[int]]:
    """Return the acts that each case has to do with, of all cases at once: they are asked for once a zone."""
    found: dict[int, set[int]] = {}
    for case, *acts in CaseExemption.objects.values_list("case", "act", "exemption__acts"):
        found.setdefault(case, set()).update(act for act in acts if act)
    return found


def _reasons(zone: Zone, case: CasePage, acts: Sequence[Act], *, language: str) -> list[str]:
    with override(language):
        names = ", ".join(act.name for act in acts[:MOST_ACTS_NAMED])
        is_same_field = case.zone.field_id == zone.field_id and zone.field.slug != OTHER
        reasons = (
            (acts, _("같은 법률의 특례: %(acts)s") % {"acts": names}),
            (is_same_field, _("같은 분야: %(field)s") % {"field": zone.field.name}),
        )
        return [reason for holds, reason in reasons if holds]
