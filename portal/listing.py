"""Lists with filters in the address: facets that count, sorts, pages, applied filters. Rooms declare, this counts.

A facet is disjunctive: its counts hold every other filter but not its own, so that a second choice can be weighed.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 100
MAX_PAGE = 500
UNKNOWN = "unknown"
"""The value that stands for "not known" in an address."""

type Text = str | Promise


@dataclass(frozen=True)
class Choice:
    """A value that may stand in the address, and how it is called on the screen."""

    value: str
    label: Text


@dataclass(frozen=True)
class Facet:
    """A filter by one property. `path` is the ORM path of its value; a blank or null value counts as unknown.

    Where one path does not say it, `value` is the expression that is counted, and `condition` chooses the rows; it
    must not multiply them, so it asks by subquery.
    """

    name: str
    label: Text
    path: str
    choices: Callable[[], Sequence[Choice]]
    shows_unknown: bool = False
    value: Any = None
    condition: Callable[[Sequence[str]], Q] | None = None


@dataclass(frozen=True)
class Sort:
    """An order the visitor may choose."""

    name: str
    label: Text
    order_by: tuple[Any, ...]


@dataclass(frozen=True)
class ListSpec:
    """What a list offers. `search` narrows a queryset by the visitor's words."""

    facets: tuple[Facet, ...]
    sorts: tuple[Sort, ...]
    search: Callable[[QuerySet[Any], str], QuerySet[Any]]
    page_size: int = 10


@dataclass(frozen=True)
class Option:
    """A choice of a facet with its count in the present list."""

    value: str
    label: Text
    count: int
    is_selected: bool


@dataclass(frozen=True)
class FilledFacet:
    """A facet ready for the screen."""

    name: str
    label: Text
    options: tuple[Option, ...]

    @property
    def selected(self) -> str:
        """The first value chosen, for a control that takes one."""
        return next((option.value for option in self.options if option.is_selected), "")


@dataclass(frozen=True)
class AppliedFilter:
    """A filter in force and the query string of the same list without it."""

    label: Text
    without: str


@dataclass(frozen=True)
class Listed:
    """A list as asked for."""

    rows: QuerySet[Any]
    """Every row of the list in its order, for exports."""
    page: Page[Any]
    total: int
    facets: tuple[FilledFacet, ...]
    applied: tuple[AppliedFilter, ...]
    sorts: tuple[Sort, ...]
    sort: Sort
    text: str
    query: str
    """The query string of this list without its page: what an export or a feed needs."""
    ignored: tuple[str, ...]
    """Parameters whose values were not understood and left out."""

    @property
    def page_rows(self) -> QuerySet[Any]:
        """The rows of this page as a queryset, to be read with what a room needs."""
        return cast("QuerySet[Any]", self.page.object_list)

    @property
    def applied_links(self) -> list[tuple[Text, str]]:
        """The filters in force as (label, address without it)."""
        return [(item.label, f"?{item.without}") for item in self.applied]

    def facet(self, name: str) -> FilledFacet | None:
        """The facet of that name, if it is shown."""
        return next((facet for facet in self.facets if facet.name == name), None)


class ListForm(forms.Form):
    """Reads the address of a list. Unknown values are dropped and reported, never an error page."""

    q = forms.CharField(required=False, max_length=10_000)
    sort = forms.CharField(required=False, max_length=40)
    page = forms.IntegerField(required=False)

    def __init__(self, data: QueryDict, *, spec: ListSpec) -> None:
        super().__init__(data)
        self.address = data
        self.spec = spec
        self.known = {
            facet.name: {choice.value for choice in facet.choices()} | {UNKNOWN} for facet in spec.facets
        }

    def text(self) -> str:
        """The visitor's words: NFC, no control characters, at most 100 characters."""
        words = unicodedata.normalize(
            "NFC", self.address.get("q", "").encode("utf-8", "ignore").decode("utf-8")
        )
        return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:MAX_TEXT]

    def selected(self) -> dict[str, tuple[str, ...]]:
        """Known values per facet, without repeats, in the order given."""
        return {
            name: tuple(dict.fromkeys(value for value in self.address.getlist(name) if value in known))
            for name, known in self.known.items()
        }

    def ignored(self) -> tuple[str, ...]:
        """Names of facets that came with a value nobody knows."""
        return tuple(
            name
            for name, known in self.known.items()
            if any(value and value not in known for value in self.address.getlist(name))
        )

    def chosen_sort(self) -> Sort:
        """The order asked for, else the first."""
        return next(
            (sort for sort in self.spec.sorts if sort.name == self.address.get("sort")), self.spec.sorts[0]
        )

    def page_number(self) -> int:
        """A page between 1 and 500; anything else is 1."""
        raw = self.address.get("page", "1")
        return min(int(raw), MAX_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 8 and int(raw) else 1  # noqa: PLR2004  (digits of any page we serve)


def list_rows(rows: QuerySet[Any], data: QueryDict, spec: ListSpec) -> Listed:
    """Filter, count, sort and page `rows` as the address asks."""
    form = ListForm(data, spec=spec)
    selected, text, sort = form.selected(), form.text(), form.chosen_sort()
    searched = spec.search(rows, text) if text else rows
    filtered = searched.filter(_conditions(spec.facets, selected)).order_by(*sort.order_by)
    paginator = Paginator(filtered, spec.page_size)
    facets = _fill_facets(searched, spec, selected)
    return Listed(
        rows=filtered,
        page=paginator.get_page(form.page_number()),
        total=paginator.count,
        facets=facets,
        applied=_applied(data, text=text, facets=facets),
        sorts=spec.sorts,
        sort=sort,
        text=text,
        query=_query(text=text, selected=selected, sort="" if sort is spec.sorts[0] else sort.name),
        ignored=form.ignored(),
    )


def _condition(facet: Facet, values: Sequence[str]) -> Q:
    if facet.condition is not None:
        return facet.condition(values)
    known = [value for value in values if value != UNKNOWN]
    condition = Q(**{f"{facet.path}__in": known}) if known else Q()
    if UNKNOWN in values:
        unknown = Q(**{f"{facet.path}__isnull": True}) | Q(
            Exact(Cast(F(facet.path), CharField()), "")
        )  # a number is no ""
        condition = condition | unknown if known else unknown
    return condition


def _conditions(facets: Sequence[Facet], selected: Mapping[str, Sequence[str]]) -> Q:
    conditions = Q()
    for facet in facets:
        if selected[facet.name]:
            conditions &= _condition(facet, selected[facet.name])
    return conditions


def _fill_facets(
    searched: QuerySet[Model], spec: ListSpec, selected: Mapping[str, Sequence[str]]
) -> tuple[FilledFacet, ...]:
    filled = []
    for facet in spec.facets:
        others = {name: () if name == facet.name else values for name, values in selected.items()}
        counts = _counts(searched.filter(_conditions(spec.facets, others)), facet)
        options = tuple(
            Option(
                choice.value, choice.label, counts.get(choice.value, 0), choice.value in selected[facet.name]
            )
            for choice in _offered(facet)
            if counts.get(choice.value) or choice.value in selected[facet.name]
        )
        if any(option.value != UNKNOWN or option.is_selected for option in options):
            filled.append(FilledFacet(facet.name, facet.label, options))
    return tuple(filled)


def _offered(facet: Facet) -> list[Choice]:
    unknown = [Choice(UNKNOWN, _("확인되지 않음"))] if facet.shows_unknown else []
    return [*facet.choices(), *unknown]


def _counts(rows: QuerySet[Model], facet: Facet) -> dict[str, int]:
    counts: dict[str, int] = {}
    counted = rows.order_by().annotate(facet_value=facet.value or F(facet.path)).values_list("facet_value")
    for value, count in counted.annotate(rows=Count("pk", distinct=True)):
        key = UNKNOWN if value in {None, ""} else str(value)
        counts[key] = counts.get(key, 0) + count
    return counts


def _applied(data: QueryDict, *, text: str, facets: Sequence[FilledFacet]) -> tuple[AppliedFilter, ...]:
    applied = [AppliedFilter(f"“{text}”", _without(data, "q", text=None))] if text else []
    return (
        *applied,
        *(
            AppliedFilter(option.label, _without(data, facet.name, text=option.value))
            for facet in facets
            for option in facet.options
            if option.is_selected
        ),
    )


def _without(data: QueryDict, name: str, *, text: str | None) -> str:
    rest = data.copy()
    rest.pop("page", None)
    kept = [] if text is None else [value for value in data.getlist(name) if value != text]
    rest.pop(name, None)
    if kept:
        rest.setlist(name, kept)
    return rest.urlencode()


def _query(*, text: str, selected: Mapping[str, Sequence[str]], sort: str) -> str:
    query = QueryDict(mutable=True)
    if text:
        query["q"] = text
    for name, values in selected.items():
        if values:
            query.setlist(name, list(values))
    if sort:
        query["sort"] = sort
    return query.urlencode()
