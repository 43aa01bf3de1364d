"""What the list of cases offers: facets, sorts, search by words."""

import operator
from collections.abc import Sequence
from functools import cache, reduce
from typing import Any

from django.db.models import Case, CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.models import Page

from knowhow.models import NEWEST, CaseExemption, CasePage, CaseTopic
from portal.listing import Choice, Facet, ListSpec, Sort
from portal.page_cache.kept import kept
from portal.pages import is_public
from portal.words import gettext as _
from portal.words import label
from portal.zones.models import Act, Field, Province, ValueChainStage, Zone

PAGE_SIZE = 12
ACT = Coalesce(F("exemption_uses__exemption__acts__slug"), F("exemption_uses__act__slug"))
"""An act that a case touches: by an article or by name. A case has one for each of its exemptions."""
LAST_CONFIRMED = Coalesce(Cast("freshness__confirmed_on", CharField()), Value(""))
"""As text, which a cursor of the API can hold; blank where nobody has confirmed."""
PROVINCE = Case(When(is_anonymous=False, then=F("zone__province__code")))
ZONE = Case(When(is_anonymous=False, then=F("zone__page__public_slug")))
"""What an anonymous case does not tell is nothing to filter by."""
ENGLISH_TITLE = (Coalesce(NullIf("title_en", Value("")), "title"),)
SEARCHED = (
    "title",
    "title_en",
    "summary_ko",
    "summary_en",
    "topic__name_ko",
)
NAMES_SEARCHED = ("zone__name_ko", "zone__name_en")


def listed_cases(viewer: object) -> QuerySet[Any]:  # noqa: ARG001  (what is public is so for everyone)
    """Cases the viewer may see. Whether a page is public is asked row by row, so that the list's own order is followed."""
    return _listed_cases().all()


@cache
def _listed_cases() -> QuerySet[Any]:
    """Put together once: the condition is the same for everyone, and never run here."""
    rows = CasePage.objects.filter(Exists(Page.objects.filter(is_public(), pk=OuterRef("pk"))))
    return rows.annotate(shown_province=PROVINCE)  # type: ignore[no-any-return]


def case_list_spec(data: QueryDict) -> ListSpec:
    """The list of cases. Other pages link to it by zone: that facet offers what the address names.

    Choices are read once a spec, hence once a request.
    """
    return ListSpec(
        facets=(
            Facet("field", _("분야"), "zone__field__slug", cache(field_choices)),
            Facet("stage", _("가치사슬 단계"), "stage__slug", cache(stage_choices)),
            Facet("act", _("규제특례 법률"), "", cache(_acts), value=ACT, condition=_touches_acts),
            Facet("province", _("시·도(현재)"), "shown_province", cache(province_choices)),
            Facet("year", _("연도"), "year", cache(_years), shows_unknown=True),
            Facet("outcome", _("결말"), "outcome", _outcomes),
            library_facet(),
            Facet("topic", _("주제"), "topic__slug", cache(topic_choices)),
            Facet(
                "zone",
                _("특구"),
                "zone__page__public_slug",
                cache(lambda: named_zone_choices(data)),
                value=ZONE,
                condition=_of_zones,
            ),
        ),
        sorts=(
            Sort("newest", _("최근 연도순"), ("is_sample", *NEWEST)),
            Sort("confirmed", _("최근 확인순"), ("is_sample", LAST_CONFIRMED.desc(), *NEWEST)),
            Sort(
                "title",
                _("제목순"),
                ("is_sample", *(ENGLISH_TITLE if get_language() == "en" else ()), "title_again", "pk"),
            ),
        ),
        search=_search,
        page_size=PAGE_SIZE,
    )


def library_facet() -> Facet:
    """Whether the expert panel took it into the national library, or it stands on its zone's page alone."""
    admitted = Case(When(admitted_at__isnull=False, then=Value("library")), default=Value("zone"))
    return Facet(
        "library",
        _("국가 사례 서가"),
        "",
        lambda: [Choice("library", _("국가 사례 서가 등재")), Choice("zone", _("특구 게시"))],
        value=admitted,
        condition=_of_library,
    )


def _of_library(chosen: Sequence[str]) -> Q:
    return reduce(operator.or_, (Q(admitted_at__isnull=level != "library") for level in chosen))


def _touches_acts(slugs: Sequence[str]) -> Q:
    uses = CaseExemption.objects.filter(Q(act__slug__in=slugs) | Q(exemption__acts__slug__in=slugs))
    return Q(pk__in=uses.values("case"))


def _of_zones(slugs: Sequence[str]) -> Q:
    shared = CasePage.other_zones.through.objects.filter(zone__page__public_slug__in=slugs)
    mine = Q(zone__page__public_slug__in=slugs) | Q(pk__in=shared.values("casepage_id"))
    return mine & Q(is_anonymous=False)


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word must be in the title, the summary, the zone's name or the topic."""
    return rows.filter(reduce(operator.and_, map(_has_word, text.split())))


def _has_word(word: str) -> Q:
    """An anonymous case is not found by the name of its zone."""
    said, named = (
        reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in names))
        for names in (SEARCHED, NAMES_SEARCHED)
    )
    return said | (named & Q(is_anonymous=False))


def field_choices() -> list[Choice]:
    """Every field."""
    return [Choice(row.slug, row.name) for row in _all(Field)]


def stage_choices() -> list[Choice]:
    """Every stage of the value chain."""
    return [Choice(row.slug, row.name) for row in _all(ValueChainStage)]


def _acts() -> list[Choice]:
    return [Choice(row.slug, row.name) for row in _all(Act)]


def province_choices() -> list[Choice]:
    """The provinces of today."""
    rows = kept("provinces of cases", lambda: list(Province.objects.current().order_by("position", "code")))
    return [Choice(row.code, row.name) for row in rows]


def _years() -> list[Choice]:
    years = (
        CasePage.objects.live().filter(year__isnull=False).order_by("-year").values_list("year", flat=True)
    )
    return [Choice(str(year), str(year)) for year in kept("years of cases", lambda: list(years.distinct()))]


def _all[Row: Model](model: type[Row]) -> list[Row]:
    """Every row of a vocabulary in its order, read once until something changes."""
    return kept(("all", model), lambda: list(model._default_manager.all()))


def _outcomes() -> Sequence[Choice]:
    return [Choice(value, label(CasePage.Outcome, value)) for value in CasePage.Outcome.values]


def topic_choices() -> list[Choice]:
    """Every topic."""
    return [Choice(row.slug, row.name) for row in _all(CaseTopic)]


def named_zone_choices(data: QueryDict) -> list[Choice]:
    """The zones that the address names."""
    slugs = [slug for slug in data.getlist("zone")[:10] if slug and "\0" not in slug]
    if not slugs:
        return []
    zones = Zone.objects.filter(page__live=True, page__public_slug__in=slugs).select_related("page")
    return [Choice(zone.page.public_slug, zone.name) for zone in zones]
