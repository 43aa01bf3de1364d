"""Lists with filters in the address: facets that count, sorts, pages, applied filters. Rooms declare, this counts.

A facet is disjunctive: its counts hold every other filter but not its own, so that a second choice can be weighed.
All facets with one value a row are counted by one query: rows by combination of values, added up here.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.page_cache.kept import kept

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

    A path leads to one value a row. Where a row may have several, `value` is the expression that is counted, and
    `condition` chooses the rows; it must not multiply them, so it asks by subquery. A facet without choices is
    neither counted nor shown.
    """

    name: str
    label: Text
    path: str
    choices: Callable[[], Sequence[Choice]]
    shows_unknown: bool = False
    value: Any = None
    condition: Callable[[Sequence[str]], Q] | None = None

    @property
    def has_one_value(self) -> bool:
        """Whether a row has one value, so that one query can count this facet with others."""
        return self.value is None and self.condition is None


@dataclass(frozen=True)
class Sort:
    """An order the visitor may choose."""

    name: str
    label: Text
    order_by: tuple[Any, ...]


@dataclass(frozen=True)
class ListSpec:
    """What a list offers. `search` narrows a queryset by the visitor's words, `flag` is a yes-no column to count."""

    facets: tuple[Facet, ...]
    sorts: tuple[Sort, ...]
    search: Callable[[QuerySet[Any], str], QuerySet[Any]]
    page_size: int = 10
    flag: str = ""


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

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by value; a value without rows is not there."""
        return {option.value: option.count for option in self.options}


@dataclass(frozen=True)
class FormParts:
    """The facets of a list where its form shows them, and what the form carries along unseen."""

    selects: tuple[FilledFacet, ...]
    chips: tuple[FilledFacet, ...]
    more: tuple[FilledFacet, ...]
    hidden: tuple[tuple[str, str], ...]

    @property
    def is_more_open(self) -> bool:
        """Whether a choice stands among the further facets."""
        return any(facet.selected for facet in self.more)


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
    flagged: int
    """Rows of the list whose `flag` is set."""
    facets: tuple[FilledFacet, ...]
    applied: tuple[AppliedFilter, ...]
    sorts: tuple[Sort, ...]
    sort: Sort
    text: str
    query: str
    """The query string of this list without its page: what an export or a feed needs."""
    ignored: tuple[str, ...]
    """Parameters whose values were not understood and left out."""
    rows_without: Callable[[str], QuerySet[Any]]
    """Every row of the list as it would be without the choice in one facet, in no order."""

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

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values chosen in the facet of that name."""
        facet = self.facet(name)
        return tuple(option.value for option in facet.options if option.is_selected) if facet else ()

    def form_parts(
        self,
        *,
        selects: Sequence[str],
        chips: Sequence[str] = (),
        more: Sequence[str] = (),
        hidden: Iterable[tuple[str, str]] = (),
    ) -> FormParts:
        """Lay the form out: names of facets for each part. A sort other than the first is carried along."""
        sort = [] if self.sort is self.sorts[0] else [("sort", self.sort.name)]
        return FormParts(self._named(selects), self._named(chips), self._named(more), hidden=(*hidden, *sort))

    def _named(self, names: Sequence[str]) -> tuple[FilledFacet, ...]:
        return tuple(facet for name in names if (facet := self.facet(name)))


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


def list_rows(rows: QuerySet[Any], data: QueryDict, spec: ListSpec, *, kept_as: str = "") -> Listed:
    """Filter, count, sort and page `rows` as the address asks.

    `kept_as` names a list whose `rows` and choices are the same for everyone: its counts are kept until something
    changes, so that pages and orders of one choice count once.
    """
    form = ListForm(data, spec=spec)
    selected, text, sort = form.selected(), form.text(), form.chosen_sort()
    searched = spec.search(rows, text) if text else rows
    filtered = searched.filter(_conditions(spec.facets, selected)).order_by(*sort.order_by)
    key = (kept_as, text, tuple(selected.items()))
    tally = (
        kept(key, lambda: _tally(searched, spec, selected)) if kept_as else _tally(searched, spec, selected)
    )
    paginator = Paginator(filtered, spec.page_size)
    vars(paginator)["count"] = tally.total  # Django's cached property; the rows are counted already
    facets = _fill_facets(spec, selected, tally)
    return Listed(
        rows=filtered,
        page=paginator.get_page(form.page_number()),
        total=tally.total,
        flagged=tally.flagged,
        facets=facets,
        applied=_applied(data, text=text, facets=facets),
        sorts=spec.sorts,
        sort=sort,
        text=text,
        query=_query(text=text, selected=selected, sort="" if sort is spec.sorts[0] else sort.name),
        ignored=form.ignored(),
        rows_without=lambda name: searched.filter(
            _conditions(spec.facets, {**selected, name: ()})
        ).order_by(),
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


@dataclass(frozen=True)
class _Tally:
    """Rows of the list, those with the flag, and rows by facet and value."""

    total: int
    flagged: int
    counts: Mapping[str, Mapping[str, int]]


def _tally(searched: QuerySet[Model], spec: ListSpec, selected: Mapping[str, Sequence[str]]) -> _Tally:
    counted = [facet for facet in spec.facets if facet.choices() or selected[facet.name]]
    single = [facet for facet in counted if facet.has_one_value]
    several = [facet for facet in counted if not facet.has_one_value]
    rows = searched.filter(_conditions(several, selected))
    tally = _add_up(_combinations(rows, single, flag=spec.flag), single, selected)
    counts = {
        facet.name: _counts(searched.filter(_conditions(spec.facets, {**selected, facet.name: ()})), facet)
        for facet in several
    }
    return _Tally(tally.total, tally.flagged, {**tally.counts, **counts})


def _combinations(rows: QuerySet[Any], facets: Sequence[Facet], *, flag: str) -> Iterable[tuple[Any, ...]]:
    """How many rows there are of each combination of values, the flag second to last."""
    flagged = rows.order_by().annotate(facet_flag=F(flag) if flag else Value(value=False))
    grouped = flagged.values_list(*(facet.path for facet in facets), "facet_flag")
    return cast("Iterable[tuple[Any, ...]]", grouped.annotate(rows=Count("pk")))


def _add_up(
    combinations: Iterable[tuple[Any, ...]],
    facets: Sequence[Facet],
    selected: Mapping[str, Sequence[str]],
) -> _Tally:
    """A combination counts for the list if it meets every choice, and for a facet if it meets all others."""
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in facets}
    total = flagged = 0
    for *values, is_flagged, number in combinations:
        keys = {facet.name: _key(value) for facet, value in zip(facets, values, strict=True)}
        missed = [name for name, key in keys.items() if selected[name] and key not in selected[name]]
        if not missed:
            total += number
            flagged += number if is_flagged else 0
        for name in _counted_for(missed, keys):
            counts[name][keys[name]] += number
    return _Tally(total, flagged, counts)


def _counted_for(missed: Sequence[str], keys: Mapping[str, str]) -> Iterable[str]:
    """The facets a combination counts for, by the choices it does not meet."""
    if len(missed) > 1:
        return ()
    return missed or keys


def _key(value: object) -> str:
    return UNKNOWN if value is None or value == "" else str(value)


def _fill_facets(
    spec: ListSpec, selected: Mapping[str, Sequence[str]], tally: _Tally
) -> tuple[FilledFacet, ...]:
    filled = []
    for facet in spec.facets:
        counts = tally.counts.get(facet.name, {})
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
        counts[_key(value)] = counts.get(_key(value), 0) + count
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
