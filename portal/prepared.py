"""Queries whose SQL is written once.

For one row on the pages asked most, writing the SQL takes Django 0.3 to 1 ms and asking it 0.1 ms
(`make bench` prints both). Everything else stays Django's: the queryset, its converters, its instances.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONArray
from django.db.models.sql.compiler import SQLCompiler


class Prepared[Row]:
    """A queryset with one open place, asked with the value for it.

    `build` takes the value and returns the queryset; it must not decide anything by the value itself. The value
    may stand in several places, but not inside a list.
    """

    def __init__(self, build: Callable[[Any], QuerySet[Any, Row]], *, takes: type[int | str] = int) -> None:
        self.build = build
        self.open: int | str = (
            -918_273_645 if takes is int else "\N{SYMBOL FOR SUBSTITUTE}"
        )  # stands for the value
        self._written = threading.local()  # what is written holds the connection of its thread

    def rows(self, value: int | str) -> list[Row]:
        """The rows for this value: instances or values, as the queryset gives them."""
        wrapper = connections[DEFAULT_DB_ALIAS]
        if getattr(self._written, "connection", None) is not wrapper:
            self._written.query = _Written(self.build(self.open), self.open)
            self._written.connection = wrapper
        written: _Written = self._written.query
        return written.rows(value)


def gathered(rows: QuerySet[Any, Any], *columns: str) -> Subquery:
    """Rows of another table as one value, for a query that asks for several tables at once: lists, in no order.

    Some databases give None where there are no rows. Dates come as text.
    """
    return Subquery(rows.order_by().values_list(_Gathered(JSONArray(*columns))))


class _Gathered(Func):
    """Not an aggregate of Django's, which would group by the key of the table."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


class PreparedShapes:
    """Querysets put together from what an address asks: written once for each shape, not for each value.

    The shape says all that decides how the query looks: which filters, how many values each, the order, the part of
    the rows. `build` takes the values and must look at nothing of them.
    """

    def __init__(self) -> None:
        self._written = threading.local()

    def rows(
        self,
        shape: Hashable,
        values: Sequence[int | str],
        build: Callable[[Sequence[int | str]], QuerySet[Any, Any]],
        *,
        words: Sequence[str] = (),
    ) -> list[Any]:
        """The rows for these values, the words after them: they may stand in patterns, so no sign of one is put in."""
        given = [*values, *words]
        if len(given) > len(MARKS) or any(not PATTERN_SIGNS.isdisjoint(word) for word in words):
            return list(build(given))
        written = self._of((shape, len(values), len(words)), (len(values), len(given)), build)
        return list(build(given)) if written is None else written.rows(*given)

    def _of(
        self,
        shape: Hashable,
        counts: tuple[int, int],
        build: Callable[[Sequence[int | str]], QuerySet[Any, Any]],
    ) -> "_Written | None":
        """What is written for a shape; None where it cannot be."""
        wrapper = connections[DEFAULT_DB_ALIAS]
        if getattr(self._written, "connection", None) is not wrapper:
            self._written.connection, self._written.queries = wrapper, {}
        known: dict[Hashable, _Written | None] = self._written.queries
        if shape not in known:
            if len(known) >= SHAPES_KEPT:
                known.clear()
            values, count = counts
            marks = MARKS[:count]
            try:
                known[shape] = _Written(build(marks), *marks, given=values)
            except (
                EmptyResultSet,
                ValueError,
            ):  # nothing can be found, or a value stands where it cannot be put in
                known[shape] = None
        return known[shape]


SHAPES_KEPT = 256
MARKS: tuple[str, ...] = tuple(str(number) for number in range(32_001, 32_501))
"""Numbers that the smallest of columns hold, and no value of ours: they stand for the values, as text or as number."""
PATTERN_SIGNS = frozenset("%_\\")


class _Written:
    """The SQL, where the values go, and Django's own reader of the rows."""

    def __init__(self, queryset: QuerySet[Any, Any], *marks: int | str, given: int = 1) -> None:
        """The first `given` marks stand for values that are no part of a pattern."""
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        self.parameters = list(parameters)
        self.places = [
            (place, number, mark)
            for place, parameter in enumerate(self.parameters)
            for number, mark in enumerate(marks)
            if _holds(parameter, mark)
        ]
        found = {number for _place, number, _mark in self.places}
        alone = len({place for place, *_mark in self.places}) == len(self.places)
        in_patterns = {
            number for place, number, mark in self.places if len(str(self.parameters[place])) > len(str(mark))
        }
        if len(found) < len(marks) or not alone or min(in_patterns, default=given) < given:
            raise ValueError(f"The query does not use its value as it is given: {self.sql}")
        self.fetched: list[Any] = []
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters
        compiler.execute_sql = lambda *_args, **_kwargs: [self.fetched]
        queryset.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        self.read: Any = queryset._iterable_class(queryset)  # noqa: SLF001 - Django's own reader

    def rows(self, *values: int | str) -> list[Any]:
        given = self.parameters.copy()
        for place, number, mark in self.places:
            given[place] = _put(given[place], mark, values[number])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, tuple(given))
            self.fetched = cursor.fetchall()
        return list(self.read)


def _holds(parameter: object, mark: int | str) -> bool:
    """Whether a parameter is the mark, as text or as number, or a pattern around it."""
    if isinstance(mark, str) and isinstance(parameter, str):
        return mark in parameter
    return parameter == int(mark) if isinstance(parameter, int) and str(mark).isdigit() else parameter == mark


def _put(parameter: Any, mark: int | str, value: int | str) -> Any:
    if parameter == mark:
        return value
    return int(value) if isinstance(parameter, int) else parameter.replace(mark, str(value))
