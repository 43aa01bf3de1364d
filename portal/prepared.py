"""Queries whose SQL is written once.

For one row on the pages asked most, writing the SQL takes Django 0.3 to 1 ms and asking it 0.1 ms
(`make bench` prints both). Everything else stays Django's: the queryset, its converters, its instances.
"""

import threading
from collections.abc import Callable
from typing import Any

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


class _Written:
    """The SQL, where the value goes, and Django's own reader of the rows."""

    def __init__(self, queryset: QuerySet[Any, Any], value: int | str) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        self.parameters = tuple(parameters)
        self.open = value
        if value not in self.parameters:
            raise ValueError(f"The query does not use its value as it is given: {self.sql}")
        self.fetched: list[Any] = []
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters
        compiler.execute_sql = lambda *_args, **_kwargs: [self.fetched]
        queryset.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        self.read: Any = queryset._iterable_class(queryset)  # noqa: SLF001 - Django's own reader

    def rows(self, value: int | str) -> list[Any]:
        given = tuple(value if parameter == self.open else parameter for parameter in self.parameters)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            self.fetched = cursor.fetchall()
        return list(self.read)
