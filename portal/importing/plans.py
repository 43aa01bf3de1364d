"""What an import would do, before it does it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import models

type Kind = Literal["added", "changed", "removed"]
type Progress = Callable[[int], None]
"""Called with the number of rows done so far."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact, as text: what stands in the database and what the file says."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One object that the import would add, change or remove. `line` is 0 for a removal.

    `hindrance` says why an object cannot be removed; blank where it can.
    """

    kind: Kind
    line: int
    key: str
    fields: tuple[FieldChange, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    instance: models.Model | None = None
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot be taken: where, and what to do. A blank column means the whole row."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Plan:
    """Everything the import would do. With errors it is applied as a whole or not at all: not at all."""

    added: tuple[PlannedChange, ...] = ()
    changed: tuple[PlannedChange, ...] = ()
    removed: tuple[PlannedChange, ...] = ()
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the database stands as the file says; objects the file lacks are not counted."""
        return not (self.added or self.changed)

    @property
    def digest(self) -> str:
        """A fingerprint of what would be done: another one means that the data has changed since."""
        content = hashlib.sha256()
        for change in (*self.added, *self.changed, *self.removed):
            facts = [f"{item.field}\x1e{item.old}\x1e{item.new}" for item in change.fields]
            content.update("\x1f".join([change.kind, change.key, *facts]).encode())
        return content.hexdigest()


def sorted_errors(errors: Iterable[RowError]) -> tuple[RowError, ...]:
    """Errors in the order of the file."""
    return tuple(sorted(errors, key=lambda error: error.line))
