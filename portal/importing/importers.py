"""The frame every importer fills: its columns, which object a row means, what the row says about it."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.importing.cells import CellError, without_personal_numbers
from portal.importing.columns import Column, Row
from portal.importing.models import ImportRun
from portal.importing.plans import FieldChange, Plan, PlannedChange, Progress, RowError, sorted_errors

PROGRESS_STEP = 100
CHECKED_CONSTRAINTS = (models.CheckConstraint,)


class FactError(ValueError):
    """A row says something that cannot be. `column` is the column's key; blank means the whole row."""

    def __init__(self, message: str, *, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass
class _Draft:
    """A plan in the making."""

    lines: dict[str, int] = field(default_factory=dict)
    added: list[PlannedChange] = field(default_factory=list)
    changed: list[PlannedChange] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


class Importer[M: models.Model](ABC):
    """Reads rows as objects of one model. An instance serves one plan: it may keep look-ups.

    A subclass names its columns and says by `key` which object a row means and by `wanted` what the row says
    about it. Fields whose column is not in the file are left out of `wanted` and stay as they are, and so
    does everything that editors write. `wanted` may also name many-to-many fields and `related_fields`; those
    are written after every row has its object, so that rows may point at each other.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    model: type[M]
    columns: ClassVar[tuple[Column, ...]]
    is_offered: ClassVar[bool] = True
    """Whether the CMS offers it; the small vocabularies are only loaded by commands."""
    may_add: ClassVar[bool] = True
    lists_removals: ClassVar[bool] = True
    related_fields: ClassVar[Mapping[str, str | Promise]] = {}
    """Facts that are not fields of the model, with their labels: see `read_related` and `write_related`."""
    takes_examples: ClassVar[bool] = False
    """Whether its table tells examples from facts. An import speaks of the one kind or of the other."""

    in_request_rows: ClassVar[int] = 1000
    """So many rows take about a second; more are left to the worker."""
    run: ImportRun | None = None
    """The import that is planned or applied: an importer of somebody's own things asks whose they are."""

    def __init__(self, *, is_sample: bool = False) -> None:
        self.is_sample = is_sample

    @abstractmethod
    def existing(self) -> Iterable[M]:
        """The objects a file of this kind speaks about, with what `wanted` compares already fetched."""

    @abstractmethod
    def key_of(self, instance: M) -> str:
        """The natural key of an object, fit for people to read."""

    @abstractmethod
    def key(self, values: Mapping[str, Any]) -> str:
        """The natural key that a row means. Raises `FactError`."""

    @abstractmethod
    def wanted(self, values: Mapping[str, Any], instance: M | None) -> dict[str, Any]:
        """What the row says, by field. `instance` is None for a new object. Raises `FactError`."""

    def read_related(self, instance: M, field_name: str) -> Any:
        """What stands in the database for one of `related_fields`."""
        raise NotImplementedError(field_name)

    def write_related(self, instance: M, field_name: str, value: Any) -> None:
        """Write one of `related_fields`."""
        raise NotImplementedError(field_name)

    def hindrance(self, instance: M) -> str:  # noqa: ARG002  (a hook: most objects may go)
        """Why the object may not be removed; blank where it may."""
        return ""

    def documents_of(self, instance: M) -> Iterable[tuple[str, int]]:  # noqa: ARG002  (a hook)
        """The search documents (kind, id) that speak of this object."""
        return ()

    @abstractmethod
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Write what must follow the change, in its transaction: rooms mark the documents as changed."""

    # --- Planning --------------------------------------------------------------------------------

    def plan(self, rows: Iterable[Row], *, progress: Progress | None = None) -> Plan:
        """Compare the rows with the database. Nothing is written."""
        existing = {self.key_of(instance): instance for instance in self.existing()}
        draft = _Draft()
        for number, row in enumerate(rows, 1):
            self._plan_row(row, existing, draft)
            if progress and number % PROGRESS_STEP == 0:
                progress(number)
        return Plan(
            added=tuple(draft.added),
            changed=tuple(draft.changed),
            removed=self._removals(existing, draft.lines) if self.lists_removals else (),
            unchanged=draft.unchanged,
            errors=sorted_errors(draft.errors),
        )

    def _plan_row(self, row: Row, existing: Mapping[str, M], draft: _Draft) -> None:
        values, errors = self._parsed(row)
        if errors:
            draft.errors += errors
            return
        try:
            key = self.key(values)
            self._refuse_second(key, draft.lines, row.line)
            instance = existing.get(key)
            change = (
                self._changed(row.line, key, values, instance)
                if instance
                else self._added(row.line, key, values)
            )
        except FactError as problem:
            draft.errors.append(RowError(row.line, self._label_of_column(problem.column), problem.message))
            return
        if change is None:
            draft.unchanged += 1
        else:
            (draft.changed if instance else draft.added).append(change)

    def _parsed(self, row: Row) -> tuple[dict[str, Any], list[RowError]]:
        values: dict[str, Any] = {}
        errors = [RowError(row.line, problem.column, problem.message) for problem in row.problems]
        for column in self.columns:
            cell = row.cells.get(column.key)
            if column.is_required and not cell:
                errors.append(RowError(row.line, str(column.label), _("비어 있습니다. 값을 써 주십시오.")))
            elif cell is not None:
                try:
                    values[column.key] = column.parse(without_personal_numbers(cell))
                except CellError as problem:
                    errors.append(RowError(row.line, str(column.label), str(problem)))
        return values, errors

    def _refuse_second(self, key: str, lines: dict[str, int], line: int) -> None:
        if key in lines:
            raise FactError(
                _("%(line)s번째 줄과 같은 대상(%(key)s)입니다. 둘 가운데 하나를 지워 주십시오.")
                % {"line": lines[key], "key": key}
            )
        lines[key] = line

    def _added(self, line: int, key: str, values: Mapping[str, Any]) -> PlannedChange:
        if not self.may_add:
            raise FactError(
                _("'%(key)s'은(는) 등록되어 있지 않습니다. 먼저 등록하거나 이름을 고쳐 주십시오.")
                % {"key": key}
            )
        wanted = self.wanted(values, None)
        self._validate(self.model(), wanted)
        shown = ((name, self._shown(name, value)) for name, value in wanted.items())
        fields = tuple(FieldChange(name, self.label_of(name), "", new) for name, new in shown if new)
        return PlannedChange("added", line, key, fields, wanted)

    def _changed(self, line: int, key: str, values: Mapping[str, Any], instance: M) -> PlannedChange | None:
        wanted = self.wanted(values, instance)
        standing = {name: self._read(instance, name) for name in wanted}
        differing = {
            name: value for name, value in wanted.items() if _comparable(value) != _comparable(standing[name])
        }
        if not differing:
            return None
        self._validate(self.model(**_columns_of(instance)), differing)
        fields = tuple(
            FieldChange(
                name, self.label_of(name), self._shown(name, standing[name]), self._shown(name, value)
            )
            for name, value in differing.items()
        )
        return PlannedChange("changed", line, key, fields, differing, instance)

    def _removals(self, existing: Mapping[str, M], lines: Mapping[str, int]) -> tuple[PlannedChange, ...]:
        return tuple(
            PlannedChange("removed", 0, key, self._snapshot(instance), {}, instance, self.hindrance(instance))
            for key, instance in existing.items()
            if key not in lines
        )

    def _snapshot(self, instance: M) -> tuple[FieldChange, ...]:
        names = [
            item.name
            for item in instance._meta.concrete_fields
            if not item.primary_key and not item.is_relation
        ]
        shown = ((name, self._shown(name, getattr(instance, name))) for name in names)
        return tuple(FieldChange(name, self.label_of(name), old, "") for name, old in shown if old)

    def _validate(self, candidate: M, values: Mapping[str, Any]) -> None:
        concrete = {item.name: item for item in candidate._meta.concrete_fields}
        for name in values.keys() & concrete.keys():
            setattr(candidate, name, values[name])
        unasked = {name for name, item in concrete.items() if item.is_relation or name not in values}
        try:
            candidate.clean_fields(exclude=unasked)
            for constraint in candidate._meta.constraints:
                if isinstance(constraint, CHECKED_CONSTRAINTS):
                    constraint.validate(type(candidate), candidate)
        except ValidationError as problem:
            raise self._fact_error(problem) from problem

    def _fact_error(self, problem: ValidationError) -> FactError:
        if not hasattr(problem, "error_dict"):
            return FactError(" ".join(problem.messages))
        name, messages = next(iter(problem.message_dict.items()))
        return FactError(f"{self.label_of(name)}: {' '.join(messages)}")

    # --- Writing ---------------------------------------------------------------------------------

    def write(self, instance: M, values: Mapping[str, Any]) -> None:
        """Set the model's own fields and save; relations follow when every row has its object."""
        concrete = {item.name for item in instance._meta.concrete_fields}
        for name in values.keys() & concrete:
            setattr(instance, name, values[name])
        instance.save()

    def blank(self) -> M:
        """A new object before anything is written on it."""
        return self.model()

    def create(self, changes: Sequence[PlannedChange]) -> list[M]:
        """Write new objects and return them in this order. A room that adds pages adds them at once."""
        made = [self.blank() for _change in changes]
        for instance, change in zip(made, changes, strict=True):
            self.write(instance, change.values)
        return made

    def record(  # noqa: B027  (a hook: a room that remembers nothing needs none)
        self, run: ImportRun, written: Sequence[tuple[PlannedChange, M]]
    ) -> None:
        """Write what the room itself remembers of an import, in its transaction. A removed object is a memory."""

    def apply(
        self, plan: Plan, *, with_removals: bool, progress: Progress | None = None
    ) -> list[tuple[PlannedChange, M]]:
        """Write the plan and return each change with its object.

        The caller holds the transaction and has seen that there are no errors.
        """
        documents: set[tuple[str, int]] = set()
        written: list[tuple[PlannedChange, M]] = []
        for batch in batched((*plan.added, *plan.changed), PROGRESS_STEP):
            written += self._write_batch(batch)
            if progress and len(batch) == PROGRESS_STEP:
                progress(len(written))
        for change, instance in written:
            self._write_relations(instance, change.values)
            documents.update(self.documents_of(instance))
        for change in plan.removed if with_removals else ():
            leaving: Any = change.instance
            documents.update(self.documents_of(leaving))
            leaving.delete()
            written.append((change, leaving))
        self.announce(documents)
        return written

    def _write_batch(self, batch: Sequence[PlannedChange]) -> list[tuple[PlannedChange, M]]:
        """New objects come before changed ones in a plan, so that the order stays."""
        new = [change for change in batch if change.instance is None]
        written = list(zip(new, self.create(new), strict=True))
        for change in batch[len(new) :]:
            standing: Any = change.instance
            self.write(standing, change.values)
            written.append((change, standing))
        return written

    def _write_relations(self, instance: M, values: Mapping[str, Any]) -> None:
        many = {item.name for item in instance._meta.many_to_many}
        for name, value in values.items():
            if name in self.related_fields:
                self.write_related(instance, name, value)
            elif name in many:
                getattr(instance, name).set(value)

    # --- Words -----------------------------------------------------------------------------------

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Every label in the language in force: translating them row by row takes longer than the rest."""
        fields = self.model._meta.get_fields()
        own = {item.name: str(getattr(item, "verbose_name", item.name)) for item in fields}
        return own | {name: str(label) for name, label in self.related_fields.items()}

    @cached_property
    def _choices(self) -> dict[str, dict[Any, str]]:
        fields = self.model._meta.concrete_fields
        return {item.name: {value: str(label) for value, label in item.flatchoices} for item in fields}

    def label_of(self, field_name: str) -> str:
        """What the field is called on the screen."""
        return self._labels[field_name]

    def _label_of_column(self, key: str) -> str:
        return next((str(column.label) for column in self.columns if column.key == key), key)

    def _read(self, instance: M, name: str) -> Any:
        if name in self.related_fields:
            return self.read_related(instance, name)
        value = getattr(instance, name)
        return tuple(value.all()) if isinstance(value, models.Manager) else value

    def _shown(self, name: str, value: Any) -> str:
        if value and isinstance(value, str) and value in self._choices.get(name, ()):
            return self._choices[name][value]
        return shown(value)


def shown(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return _("예") if value else _("아니오")
        case datetime.date():
            return value.isoformat()
        case tuple() | list():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)


def _comparable(value: Any) -> Any:
    match value:
        case models.Model():
            return value.pk
        case tuple() | list():
            return frozenset(_comparable(item) for item in value)
        case _:
            return value


def _columns_of(instance: models.Model) -> dict[str, Any]:
    return {item.attname: getattr(instance, item.attname) for item in instance._meta.concrete_fields}
