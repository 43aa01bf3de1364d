"""Pages that a cursor continues: each row once, in a stable order, whatever is added or removed meanwhile.

The cursor holds the sort values of the last row. It is signed, so it is ours; and it belongs to one list.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from portal.open_data.problems import BadParameterError

SALT = "portal.open_data.cursors"
WELL_FORMED = re.compile(r"[\w.:-]{1,2000}", re.ASCII)


@dataclass(frozen=True)
class CursorPage:
    """Some rows of a list and how to go on; a blank cursor is the end."""

    rows: list[Any]
    next_cursor: str


@dataclass(frozen=True)
class _Key:
    """A value that rows are sorted by, annotated under `name`."""

    name: str
    expression: Any
    is_descending: bool
    is_nullable: bool
    """Unknown values come last."""

    @classmethod
    def of(cls, item: Any, *, number: int) -> "_Key":
        name = f"sort_key_{number}"
        if isinstance(item, OrderBy):
            return cls(name, item.expression, item.descending, bool(item.nulls_last))
        if isinstance(item, str):
            return cls(name, F(item.removeprefix("-")), item.startswith("-"), is_nullable=False)
        return cls(name, item, is_descending=False, is_nullable=False)

    def order(self) -> OrderBy:
        expression = F(self.name)
        nulls_last = self.is_nullable or None
        return (
            expression.desc(nulls_last=nulls_last)
            if self.is_descending
            else expression.asc(nulls_last=nulls_last)
        )

    def is_equal(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def is_after(self, value: Any) -> Q | None:
        """Rows that come after this value; none come after an unknown one."""
        if value is None:
            return None
        beyond = Q(**{f"{self.name}__{'lt' if self.is_descending else 'gt'}": value})
        return beyond | Q(**{f"{self.name}__isnull": True}) if self.is_nullable else beyond


def cursor_page(
    rows: QuerySet[Any], *, order_by: Sequence[Any], cursor: str, limit: int, scope: str
) -> CursorPage:
    """The rows after `cursor`. `order_by` ends with something unique; `scope` names the list and its filters.

    Raises `BadParameterError` for a cursor that is not ours or belongs to another list.
    """
    keys = [_Key.of(item, number=number) for number, item in enumerate(order_by)]
    ordered = rows.annotate(**{key.name: key.expression for key in keys}).order_by(
        *(key.order() for key in keys)
    )
    if cursor:
        ordered = ordered.filter(_after(keys, read_cursor(cursor, scope=scope, length=len(keys))))
    found = list(ordered[: limit + 1])
    has_more = len(found) > limit
    last = [getattr(found[limit - 1], key.name) for key in keys] if has_more else []
    return CursorPage(found[:limit], write_cursor(last, scope=scope) if has_more else "")


def _after(keys: Sequence[_Key], values: Sequence[Any]) -> Q:
    condition, so_far = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond = key.is_after(value)
        if beyond is not None:
            condition |= so_far & beyond
        so_far &= key.is_equal(value)
    return condition


def write_cursor(values: Sequence[Any], *, scope: str) -> str:
    """A place in a list by the sort values of its row. Signed without the time: the same page has the same cursor, hence the same ETag."""
    return Signer(salt=SALT).sign_object([_digest(scope), *values], compress=True)


def read_cursor(cursor: str, *, scope: str, length: int) -> list[Any]:
    """The sort values that a cursor of this list holds. Raises `BadParameterError` for any other."""
    try:
        content = Signer(salt=SALT).unsign_object(cursor) if WELL_FORMED.fullmatch(cursor) else None
    except BadSignature:
        content = None
    if content is None:
        raise BadParameterError({"cursor": ["Not a cursor of ours. Leave it out to begin again."]})
    digest, *values = cast("list[Any]", content)
    if digest != _digest(scope) or len(values) != length:
        message = "This cursor belongs to other filters or another order. Leave it out to begin again."
        raise BadParameterError({"cursor": [message]})
    return values


def _digest(scope: str) -> str:
    return hashlib.sha256(scope.encode()).hexdigest()[:16]
