"""Lists with filters in the address: facets that count, sorts, pages, applied filters. Rooms declare, this counts.

A facet is disjunctive: its counts hold every other filter but not its own, so that a second choice can be weighed.
All facets with one value a row are counted by one query: rows by combination of values, added up here.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import QueryDict
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language

from portal.page_cache.kept import kept
from portal.prepared import PreparedShapes
from portal.words import gettext as _

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
class NothingYet:
    """What a list says that holds nothing at all, and where it leads."""

    title: Text
    hint: Text
    to: str
    """The name of an address."""
    action: Text


@dataclass(frozen=True)
class ListPage:
    """What the page of a list says of itself; `templates/krds/list_page.html` shows it."""

    key: str
    """The name of its address, of its exports and of its data set."""
    name: Text
    list_name: Text
    about: Text
    lead: Text
    words_label: Text
    words_hint: Text
    none_title: Text
    none_hint: Text
    nothing_yet: NothingYet | None = None


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

    question: "Question"
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

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Every row of the list in its order, for exports."""
        return self.question.ordered()

    def rows_without(self, name: str) -> QuerySet[Any]:
        """Every row of the list as it would be without the choice in one facet, in no order."""
        return self.question.filtered(without=name).order_by()

    @property
    def page_rows(self) -> QuerySet[Any]:
        """The rows of this page as a queryset, to be read with what a room needs."""
        return cast("QuerySet[Any]", self.page.object_list)

    def page_values(self, read: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[Any]:
        """The rows of this page as `read` wants them. `read` must not look at a row: its query is written once."""
        first = self.page.paginator.per_page * (self.page.number - 1)
        return self.question.part(slice(first, first + self.page.paginator.per_page), read)

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


class ListForm:
    """Reads the address of a list. Unknown values are dropped and reported, never an error page."""

    def __init__(self, data: QueryDict, *, spec: ListSpec) -> None:
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


@dataclass(frozen=True)
class Question:
    """What an address asks of the rows. `kept_as` names rows that are the same for everyone; blank: they are not."""

    rows: QuerySet[Any]
    spec: ListSpec
    selected: Mapping[str, Sequence[str]]
    text: str
    sort: Sort
    kept_as: str

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells the rows of this question from those of another, whatever their order."""
        return self.kept_as, self.text, tuple(self.selected.items())

    def searched(self) -> QuerySet[Any]:
        """The rows that have the words."""
        return self.spec.search(self.rows, self.text) if self.text else self.rows

    def filtered(self, *, without: str = "") -> QuerySet[Any]:
        """The rows that have the words and meet the choices, but for one facet."""
        return self.searched().filter(_conditions(self.spec.facets, {**self.selected, without: ()}))

    def ordered(self) -> QuerySet[Any]:
        """The same in their order."""
        return self.filtered().order_by(*self.sort.order_by)

    def part(self, part: slice, read: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[Any]:
        """Some of the rows, as `read` wants them."""
        if not self.kept_as:
            return list(read(self.ordered()[part]))
        chosen = [(name, value) for name, values in self.selected.items() for value in values]
        words = self.text.split()
        shape = (
            *(self.kept_as, get_language(), self.sort.name, part.start, part.stop, read),
            tuple((name, value == UNKNOWN) for name, value in chosen),
        )
        values = [value for _name, value in chosen if value != UNKNOWN]
        return _SHAPES.rows(
            shape, values, lambda given: read(self._asked_with(given).ordered()[part]), words=words
        )

    def _asked_with(self, values: Sequence[int | str]) -> "Question":
        """The same question with other values in place of its own: choices first, then words."""
        rest = iter(str(value) for value in values)
        selected = {
            name: tuple(value if value == UNKNOWN else next(rest) for value in chosen)
            for name, chosen in self.selected.items()
        }
        return replace(self, selected=selected, text=" ".join(rest))


_SHAPES = PreparedShapes()


def list_rows(rows: QuerySet[Any], data: QueryDict, spec: ListSpec, *, kept_as: str = "") -> Listed:
    """Filter, count, sort and page `rows` as the address asks.

    `kept_as` names a list whose `rows` and choices are the same for everyone: its counts are kept until something
    changes, so that pages and orders of one choice count once.
    """
    form = ListForm(data, spec=spec)
    selected, text, sort = form.selected(), form.text(), form.chosen_sort()
    question = Question(rows, spec, selected, text, sort, kept_as)
    tally = kept(question.key, lambda: _tally(question)) if kept_as else _tally(question)
    facets = _fill_facets(spec, selected, tally)
    return Listed(
        question=question,
        page=_page(question, number=form.page_number(), total=tally.total),
        total=tally.total,
        flagged=tally.flagged,
        facets=facets,
        applied=_applied(data, text=text, facets=facets),
        sorts=spec.sorts,
        sort=sort,
        text=text,
        query=_query(text=text, selected=selected, sort="" if sort is spec.sorts[0] else sort.name),
        ignored=form.ignored(),
    )


class _Rows:
    """Rows that become a queryset when somebody looks: the page of a list is mostly read by `page_values`."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __getitem__(self, part: slice) -> Any:
        return SimpleLazyObject(lambda: self.question.ordered()[part])


def _page(question: Question, *, number: int, total: int) -> Page[Any]:
    paginator: Paginator[Any] = Paginator(_Rows(question), question.spec.page_size)  # type: ignore[arg-type]  # asked for parts only
    vars(paginator)["count"] = total  # Django's cached property; the rows are counted already
    return paginator.get_page(number)


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


def _tally(question: Question) -> _Tally:
    searched, spec, selected = question.searched(), question.spec, question.selected
    counted = [facet for facet in spec.facets if facet.choices() or selected[facet.name]]
    single = [facet for facet in counted if facet.has_one_value]
    several = [facet for facet in counted if not facet.has_one_value]
    rows = searched.filter(_conditions(several, selected))
    tally = _add_up(_combinations(rows, single, flag=spec.flag), single, selected)
    counts = {facet.name: _counts(question.filtered(without=facet.name), facet) for facet in several}
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
