"""What the lists of zones and exemptions offer: facets, sorts, search by words."""

import operator
from collections.abc import Sequence
from functools import cache, reduce
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import NullIf, Replace
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.listing import Choice, Facet, ListSpec, Sort
from portal.zones.models import (
    Act,
    Exemption,
    ExemptionArea,
    Field,
    FormerName,
    GradeStep,
    PlaceAlias,
    Province,
    PublishedGrade,
    Zone,
    ZonePlace,
)

NO_SPACE = Value("")


def listed_zones(viewer: Any) -> QuerySet[Zone]:
    """Zones the viewer may see, with the step of the latest published grade."""
    latest = PublishedGrade.objects.filter(zone=OuterRef("pk")).order_by("-year").values("grade__step")[:1]
    return Zone.objects.visible_to(viewer).annotate(grade_step=Subquery(latest))


def _provinces() -> list[Choice]:
    return [
        Choice(province.code, province.name) for province in Province.objects.current().order_by("position")
    ]


def _fields() -> list[Choice]:
    return [Choice(field.slug, field.name) for field in Field.objects.all()]


def _grades() -> list[Choice]:
    return [Choice(str(step.step), step.name) for step in GradeStep.objects.filter(is_active=True)]


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


def zone_list_spec() -> ListSpec:
    """The list of zones. Names sort by the language in force; examples stand at the end."""
    name = "name_en" if get_language() == "en" else "name_ko"
    return ListSpec(
        facets=(
            Facet("province", _("시·도(현재)"), "province__code", cache(_provinces)),
            Facet("field", _("분야"), "field__slug", cache(_fields)),
            Facet(
                "type",
                _("유형"),
                "type",
                lambda: [Choice(*pair) for pair in Zone.Type.choices],
                shows_unknown=True,
            ),
            Facet(
                "status",
                _("상태"),
                "status",
                lambda: [Choice(*pair) for pair in Zone.Status.choices],
                shows_unknown=True,
            ),
            Facet("grade", _("최근 평가 등급"), "grade_step", cache(_grades), shows_unknown=True),
        ),
        sorts=(
            Sort("name", _("이름순"), ("is_sample", name, "pk")),
            Sort(
                "newest",
                _("최근 지정순"),
                ("is_sample", NullIf("designated_text", Value("")).desc(nulls_last=True), name, "pk"),
            ),
            Sort(
                "oldest",
                _("먼저 지정된 순"),
                ("is_sample", NullIf("designated_text", Value("")).asc(nulls_last=True), name, "pk"),
            ),
        ),
        search=_search_zones,
    )


def _areas() -> list[Choice]:
    return [Choice(area.code, area.name) for area in ExemptionArea.objects.all()]


def _acts() -> list[Choice]:
    return [Choice(act.slug, act.name) for act in Act.objects.all()]


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
            Facet("kind", _("종류"), "kind", lambda: [Choice(*pair) for pair in Exemption.Kind.choices]),
        ),
        sorts=(
            Sort("article", _("조문순"), ("position", "code")),
            Sort("title", _("제목순"), ("title_en" if get_language() == "en" else "title_ko", "code")),
        ),
        search=_search_exemptions,
        page_size=20,
    )
