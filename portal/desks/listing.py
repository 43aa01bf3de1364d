"""What the directory of desks offers: facets, sorts, search by words."""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from portal.accounts.models import Desk, Organisation
from portal.desks.abouts import shown_desks
from portal.desks.models import DeskLanguage, Exchange
from portal.listing import Choice, Facet, ListSpec, Sort
from portal.words import gettext as _
from portal.words import label
from portal.zones.models import Field, Province, ValueChainStage
from search.registry import AskingPlace, register_asking

PAGE_SIZE = 12
SEARCHED = (
    "name_ko",
    "name_en",
    "organisation__name_ko",
    "organisation__name_en",
    "profile__does_ko",
    "profile__does_en",
)


def register_in_search() -> None:
    """Called once when the app is ready. Desks are for who is signed in, so search leads to them and holds none."""
    register_asking(AskingPlace(gettext_lazy("담당자에게 묻기"), _who_can_be_asked))


def _who_can_be_asked(chosen: Mapping[str, Sequence[str]]) -> str:
    fields = [("offers", slug) for slug in chosen.get("field", ())]
    return reverse("desks") + (f"?{urlencode(fields)}" if fields else "")


def listed_desks() -> QuerySet[Desk]:
    """Desks that want to be found."""
    return shown_desks().filter(Q(profile=None) | Q(profile__is_listed=True))


def desk_list_spec() -> ListSpec:
    """The directory."""
    return ListSpec(
        facets=(
            Facet("kind", _("기관 종류"), "organisation__kind", _kinds),
            Facet("province", _("시·도"), "profile__province__code", cache(_provinces)),
            *_facets_of_exchanges(),
            Facet(
                "language",
                _("언어"),
                "",
                _languages,
                value=F("profile__languages__code"),
                condition=_speaking,
            ),
        ),
        sorts=(
            Sort(
                "name", _("이름순"), ("is_sample", "organisation__name_ko", "organisation", "name_ko", "pk")
            ),
        ),
        search=_search,
        page_size=PAGE_SIZE,
        flag="is_sample",
    )


def _facets_of_exchanges() -> tuple[Facet, ...]:
    """What a desk offers and needs; a desk has several of each."""
    fields = cache(_fields)
    sides = (
        (Exchange.Side.OFFER, "offers", _("나눌 수 있는 분야")),
        (Exchange.Side.NEED, "needs", _("필요한 분야")),
    )
    return (
        *(
            Facet(name, title, "", fields, value=_field_on(side), condition=_exchanging("field", side))
            for side, name, title in sides
        ),
        Facet(
            "stage",
            _("가치사슬 단계"),
            "",
            cache(_stages),
            value=F("profile__exchanges__stage__slug"),
            condition=_exchanging("stage", None),
        ),
    )


def _speaking(codes: Sequence[str]) -> Q:
    return Q(pk__in=DeskLanguage.objects.filter(code__in=codes).values("profile__desk"))


def _field_on(side: str) -> Case:
    return Case(When(profile__exchanges__side=side, then=F("profile__exchanges__field__slug")))


def _exchanging(part: str, side: str | None) -> Callable[[Sequence[str]], Q]:
    def condition(slugs: Sequence[str]) -> Q:
        rows = Exchange.objects.filter(**{f"{part}__slug__in": slugs})
        if side is not None:
            rows = rows.filter(side=side)
        return Q(pk__in=rows.values("profile__desk"))

    return condition


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word must be in a name, in what the desk does, or in what it offers or needs."""
    for word in text.split():
        said = Exchange.objects.filter(Q(text_ko__icontains=word) | Q(text_en__icontains=word))
        named = reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
        rows = rows.filter(named | Q(pk__in=said.values("profile__desk")))
    return rows


def _kinds() -> list[Choice]:
    return [Choice(value, label(Organisation.Kind, value)) for value in Organisation.Kind.values]


def _languages() -> list[Choice]:
    return [Choice(value, label(DeskLanguage.Code, value)) for value in DeskLanguage.Code.values]


def _provinces() -> list[Choice]:
    return [Choice(row.code, row.name) for row in Province.objects.current().order_by("position", "code")]


def _named[Row: Model](model: type[Row]) -> list[Choice]:
    return [Choice(row.slug, row.name) for row in model._default_manager.all()]  # type: ignore[attr-defined]  # the two vocabularies have both


def _fields() -> list[Choice]:
    return _named(Field)


def _stages() -> list[Choice]:
    return _named(ValueChainStage)
