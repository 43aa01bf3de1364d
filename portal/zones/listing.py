"""What the lists of zones and exemptions offer: facets, sorts, search by words."""

import operator
from collections.abc import Sequence
from functools import cache, reduce
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, TextChoices, Value
from django.db.models.functions import NullIf, Replace, Substr
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from portal.listing import UNKNOWN, Choice, Facet, ListSpec, Sort
from portal.page_cache.kept import kept
from portal.pages import is_public
from portal.prepared import Prepared
from portal.words import gettext as _
from portal.words import label
from portal.zones.models import (
    Act,
    Exemption,
    ExemptionArea,
    Field,
    FormerName,
    GradeStep,
    Municipality,
    PlaceAlias,
    Province,
    PublishedGrade,
    Zone,
    ZonePage,
    ZonePlace,
)

NO_SPACE = Value("")
FIRST_YEAR = 2004
"""The scheme began with the act of 2004."""
MOST_PLACES = 10
"""Places an address may name."""
MUNICIPALITY = F("place_now__municipality__code")


PROVINCES = Prepared(
    lambda nobody: Province.objects.current().exclude(pk=nobody).order_by("is_sample", "position", "code")
)
FIELDS = Prepared(lambda nobody: Field.objects.exclude(pk=nobody))
GRADES = Prepared(lambda nobody: GradeStep.objects.filter(is_active=True).exclude(pk=nobody))
NOBODY = 0
"""No row has this number: what is prepared takes a value, and these leave nothing out."""


def listed_zones(viewer: Any) -> QuerySet[Zone]:  # noqa: ARG001  (whose page is public is so for everyone)
    """Zones the viewer may see, with what the list filters by and the registry does not store."""
    return _listed_zones().all()


@cache
def _listed_zones() -> QuerySet[Zone]:
    """Put together once: the condition of what may be seen is the same for everyone, and never run here.

    It is asked row by row, so that the list's own order is followed.
    """
    latest = PublishedGrade.objects.filter(zone=OuterRef("pk")).order_by("-year").values("grade__step")[:1]
    return (
        Zone.objects.filter(Exists(ZonePage.objects.filter(is_public(), zone=OuterRef("pk"))))
        .annotate(grade_step=Subquery(latest), designated_year=Substr("designated_text", 1, 4))
        .alias(place_now=FilteredRelation("places", condition=Q(places__at=ZonePlace.At.NOW)))
    )


def current_provinces() -> list[Province]:
    """The first-level units of today in their official order, examples at the end."""
    return kept("current provinces", lambda: PROVINCES.rows(NOBODY))


def successors(codes: Sequence[str]) -> dict[str, str]:
    """The units of today that took over from ended ones, by the code of the ended one."""
    ended = Province.objects.filter(code__in=[code for code in codes[:MOST_PLACES] if "\0" not in code])
    return dict(ended.filter(successor__isnull=False).values_list("code", "successor__code"))


def _municipalities(data: QueryDict) -> list[Choice]:
    """Those of the province that the address names; without one, those it names itself."""
    provinces = [code for code in data.getlist("province")[:MOST_PLACES] if code and "\0" not in code]
    named = [code for code in data.getlist("municipality")[:MOST_PLACES] if code and "\0" not in code]
    if not provinces and not named:
        return []
    key = ("municipalities", get_language(), tuple(provinces), () if provinces else tuple(named))
    return kept(key, lambda: _municipalities_of(provinces, named))


def _municipalities_of(provinces: Sequence[str], named: Sequence[str]) -> list[Choice]:
    where = Q(province__code__in=provinces) if provinces else Q(code__in=named)
    rows = Municipality.objects.filter(where).order_by("province__position", _name(), "code")
    return [Choice(row.code, row.name) for row in rows]


def _in_municipalities(codes: Sequence[str]) -> Q:
    here = ZonePlace.objects.filter(at=ZonePlace.At.NOW)
    found = Q(pk__in=here.filter(municipality__code__in=codes).values("zone"))
    return found | ~Q(pk__in=here.values("zone")) if UNKNOWN in codes else found


def _years() -> list[Choice]:
    return [Choice(str(year), str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


def _name() -> str:
    return "name_en" if get_language() == "en" else "name_ko"


def _fields() -> list[Choice]:
    return [Choice(field.slug, field.name) for field in kept("fields", lambda: FIELDS.rows(NOBODY))]


def _grades() -> list[Choice]:
    return [Choice(str(step.step), step.name) for step in kept("grade steps", lambda: GRADES.rows(NOBODY))]


def _search_zones(rows: QuerySet[Zone], text: str) -> QuerySet[Zone]:
    """Every word must be in a name, former name, product or place; spaces in names do not count."""
    compact = rows.annotate(
        name_compact=Replace("name_ko", Value(" "), NO_SPACE),
        product_compact=Replace("product_ko", Value(" "), NO_SPACE),
    )
    return compact.filter(reduce(operator.and_, (_has_word(word) for word in text.split())))


def _has_word(word: str) -> Q:
    former = FormerName.objects.annotate(compact=Replace("name_ko", Value(" "), NO_SPACE)).filter(
        compact__icontains=word
    )
    aliases = PlaceAlias.objects.filter(alias__iexact=word)
    places = ZonePlace.objects.filter(
        Q(municipality__name_ko__icontains=word)
        | Q(municipality__name_en__icontains=word)
        | Q(municipality__in=aliases.filter(municipality__isnull=False).values("municipality"))
    )
    return (
        Q(name_compact__icontains=word)
        | Q(name_en__icontains=word)
        | Q(product_compact__icontains=word)
        | Q(product_en__icontains=word)
        | Q(province__name_ko__icontains=word)
        | Q(province__in=aliases.filter(province__isnull=False).values("province"))
        | Q(pk__in=former.values("zone"))
        | Q(pk__in=places.values("zone"))
    )


def zone_list_spec(data: QueryDict | None = None, *, provinces: Sequence[Province] | None = None) -> ListSpec:
    """The list of zones. Names sort by the language in force; examples stand at the end.

    The facet of municipalities offers those of the province that `data` names. Who has read the provinces already
    gives them.
    """
    address = QueryDict() if data is None else data
    return ListSpec(
        facets=_zone_facets(address, provinces),
        sorts=_zone_sorts(),
        search=_search_zones,
        flag="is_sample",
    )


def _zone_facets(address: QueryDict, provinces: Sequence[Province] | None) -> tuple[Facet, ...]:
    @cache
    def known_provinces() -> list[Choice]:
        rows = current_provinces() if provinces is None else provinces
        return [Choice(row.code, row.name) for row in rows]

    return (
        Facet("province", _("시·도(현재)"), "province__code", known_provinces),
        Facet(
            "municipality",
            _("시·군·구"),
            "",
            cache(lambda: _municipalities(address)),
            shows_unknown=True,
            value=MUNICIPALITY,
            condition=_in_municipalities,
        ),
        Facet("field", _("분야"), "field__slug", cache(_fields)),
        Facet("type", _("유형"), "type", lambda: _labels(Zone.Type), shows_unknown=True),
        Facet("status", _("상태"), "status", lambda: _labels(Zone.Status), shows_unknown=True),
        Facet("grade", _("최근 평가 등급"), "grade_step", cache(_grades), shows_unknown=True),
        Facet("year", _("지정 연도"), "designated_year", _years, shows_unknown=True),
    )


def _labels(choices: type[TextChoices]) -> list[Choice]:
    return [Choice(value, label(choices, value)) for value in choices.values]


def _zone_sorts() -> tuple[Sort, ...]:
    name, day = _name(), NullIf("designated_text", Value(""))
    return (
        Sort("name", _("이름순"), ("is_sample", name, "pk")),
        Sort("newest", _("최근 지정순"), ("is_sample", day.desc(nulls_last=True), name, "pk")),
        Sort("oldest", _("먼저 지정된 순"), ("is_sample", day.asc(nulls_last=True), name, "pk")),
    )


def _areas() -> list[Choice]:
    return [Choice(area.code, area.name) for area in kept("areas", lambda: list(ExemptionArea.objects.all()))]


def _acts() -> list[Choice]:
    return [Choice(act.slug, act.name) for act in kept("acts", lambda: list(Act.objects.all()))]


def _touches_acts(slugs: Sequence[str]) -> Q:
    return Q(pk__in=Exemption.acts.through.objects.filter(act__slug__in=slugs).values("exemption"))


def _search_exemptions(rows: QuerySet[Exemption], text: str) -> QuerySet[Exemption]:
    """Every word must be in the title, explanation, article or an act's name or alias."""
    return rows.filter(reduce(operator.and_, (_exemption_has(word) for word in text.split())))


def _exemption_has(word: str) -> Q:
    acts = Act.objects.filter(
        Q(name_ko__icontains=word) | Q(name_en__icontains=word) | Q(aliases__alias__icontains=word)
    ).values("pk")
    fields: Sequence[str] = (
        "code",
        "article",
        "law_ko",
        "law_en",
        "title_ko",
        "title_en",
        "description_ko",
        "description_en",
    )
    return reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in fields)) | Q(
        pk__in=Exemption.acts.through.objects.filter(act__in=acts).values("exemption")
    )


def exemption_list_spec() -> ListSpec:
    """The catalogue of exemptions."""
    return ListSpec(
        facets=(
            Facet("area", _("특례 분야"), "area__code", cache(_areas)),
            Facet("act", _("법률"), "acts__slug", cache(_acts), condition=_touches_acts),
            Facet("kind", _("종류"), "kind", lambda: _labels(Exemption.Kind)),
        ),
        sorts=(
            Sort("article", _("조문순"), ("position", "code")),
            Sort("title", _("제목순"), ("title_en" if get_language() == "en" else "title_ko", "code")),
        ),
        search=_search_exemptions,
        page_size=20,
    )
