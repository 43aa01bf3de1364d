"""What a copy that came back would change: copy, draft of today and draft of the day it was taken, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowhow.copies.fields import CopyField, CopyForm, CopyRows, Raw, Row, UnreadError, Values, row_forms
from knowhow.copies.reading import Filled, FilledRow
from knowhow.writing_forms import WritingForm


class State(StrEnum):
    """What is to be done with a field."""

    CHANGED = "changed"
    CONFLICT = "conflict"
    """Written on both sides since the copy was taken, or nobody knows when."""
    UNREAD = "unread"
    MISSING = "missing"
    """The file has no such field: the draft's stays."""
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """A field, or a set of rows, with what stands on both sides."""

    name: str
    label: str
    state: State
    old: str
    new: str
    problem: str = ""
    """Why it cannot be taken over as it is: too long, or unreadable."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say which side counts."""
        return self.state in {State.CHANGED, State.CONFLICT}


@dataclass(frozen=True)
class Comparison:
    """All fields in the order of the form, and what the fields would hold."""

    changes: Sequence[Change]
    wanted: Values
    """As the copy says, where it says something that can be read; else as the draft."""
    cleaned: Mapping[str, Any]
    """The values of plain fields that can be saved."""

    def of(self, state: State) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.state is state]

    @property
    def open(self) -> list[Change]:
        """The changes somebody decides on."""
        return [change for change in self.changes if change.is_open]

    @property
    def unread(self) -> list[Change]:
        """What could not be read."""
        return self.of(State.UNREAD)

    @property
    def missing(self) -> list[Change]:
        """What the file lacks."""
        return self.of(State.MISSING)


def compare(form: CopyForm, filled: Filled, *, now: Values, base: Values | None) -> Comparison:
    """Compare the copy with the draft of today; `base` is the draft when the copy was taken, if that is known."""
    fields, problems = _wanted_fields(form, filled, now)
    rows = {known.name: _wanted_rows(known, filled, now, base) for known in form.rows}
    wanted = Values(fields, rows)
    errors, cleaned = _checked(form, wanted)
    changes = [
        _field_change(
            field, filled, wanted, now, base, problems.get(field.name, ""), errors.get(field.name, "")
        )
        for field in form.fields
    ]
    changes += [
        _rows_change(known, filled, wanted, now, base, errors.get(known.name, "")) for known in form.rows
    ]
    return Comparison(_in_order(form, changes), wanted, cleaned)


def form_data(form: CopyForm, values: Values) -> dict[str, Any]:
    """The values as the contributor's form is sent."""
    data: dict[str, Any] = {name: raw for name, raw in values.fields.items() if raw is not False}
    for rows in form.rows:
        standing = values.rows[rows.name]
        data |= {f"{rows.name}-TOTAL_FORMS": str(len(standing)), f"{rows.name}-INITIAL_FORMS": "0"}
        for number, row in enumerate(standing):
            data[f"{rows.name}-{number}-kept"] = row.kept
            data |= {f"{rows.name}-{number}-{name}": text for name, text in row.texts.items()}
    return data


def clean_rows(form: CopyForm, values: Values, name: str) -> list[dict[str, Any]]:
    """The rows as an action takes them; the caller has seen that they are valid."""
    checked = row_forms(form.kind, name)(form_data(form, values), prefix=name)
    checked.is_valid()
    return [row.cleaned_data for row in checked if row.is_filled]


def _wanted_fields(form: CopyForm, filled: Filled, now: Values) -> tuple[dict[str, Raw], dict[str, str]]:
    wanted: dict[str, Raw] = dict(now.fields)
    problems: dict[str, str] = {}
    for field in form.fields:
        if field.name in filled.fields:
            try:
                wanted[field.name] = field.read(filled.fields[field.name])
            except UnreadError as problem:
                problems[field.name] = str(problem)
    return wanted, problems


def _wanted_rows(rows: CopyRows, filled: Filled, now: Values, base: Values | None) -> list[Row]:
    standing = list(now.rows[rows.name])
    if rows.name not in filled.rows:
        return standing
    names = [row.kept for row in (base or now).rows[rows.name]]
    return [_row(rows, row, names) for row in filled.rows[rows.name]]


def _row(rows: CopyRows, row: FilledRow, names: Sequence[str]) -> Row:
    is_known = row.number is not None and row.number < len(names)
    kept = names[row.number] if is_known and row.number is not None else ""
    return Row(kept, {column.name: row.texts.get(column.name, "") for column in rows.columns})


def _checked(form: CopyForm, wanted: Values) -> tuple[dict[str, str], dict[str, Any]]:
    """What the contributor's own form says of the values: errors by field, and what can be saved."""
    data = form_data(form, wanted)
    fields = WritingForm(data, page=form.kind())
    fields.is_valid()
    errors = {name: " ".join(map(str, said)) for name, said in fields.errors.items()}
    for rows in form.rows:
        checked = row_forms(form.kind, rows.name)(data, prefix=rows.name)
        if not checked.is_valid():
            errors[rows.name] = " ".join(_row_errors(rows, checked))
    return errors, {name: value for name, value in fields.cleaned_data.items() if name != "base"}


def _row_errors(rows: CopyRows, checked: Any) -> list[str]:
    said = [str(error) for error in checked.non_form_errors()]
    for number, row in enumerate(checked, 1):
        for name, errors in row.errors.items():
            column = rows.column(name)
            where = str(rows.row_title) % {"number": number}
            said.append(f"{where}, {column.label if column else name}: {' '.join(map(str, errors))}")
    return said


def _field_change(
    field: CopyField,
    filled: Filled,
    wanted: Values,
    now: Values,
    base: Values | None,
    unread: str,
    error: str,
) -> Change:
    name, label, old = field.name, str(field.label), field.text(now.fields[field.name])
    if unread:
        return Change(name, label, State.UNREAD, old, filled.fields[name], unread)
    if name not in filled.fields:
        return Change(name, label, State.MISSING, old, "")
    told = wanted.fields[name]
    standing = base.fields.get(name) if base else None
    state = _state(told, now.fields[name], standing, is_known=base is not None and name in base.fields)
    return Change(name, label, state, old, field.text(told), error if state is not State.SAME else "")


def _rows_change(
    rows: CopyRows, filled: Filled, wanted: Values, now: Values, base: Values | None, error: str
) -> Change:
    name, label, old = rows.name, str(rows.title), _told(rows, now.rows[rows.name])
    if name not in filled.rows:
        return Change(name, label, State.MISSING, old, "")
    told, standing = _texts(wanted.rows[name]), _texts(base.rows.get(name, ())) if base else None
    state = _state(told, _texts(now.rows[name]), standing, is_known=base is not None)
    return Change(
        name, label, state, old, _told(rows, wanted.rows[name]), error if state is not State.SAME else ""
    )


def _state(told: Any, now: Any, base: Any, *, is_known: bool) -> State:
    if told == now:
        return State.SAME
    if is_known:
        if told == base:
            return State.SAME  # only the draft has moved on
        return State.CHANGED if now == base else State.CONFLICT
    if not told:
        return State.SAME  # an empty field of a copy that nobody knows is one that was not filled in
    return State.CONFLICT if now else State.CHANGED


def _texts(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [{name: text for name, text in row.texts.items() if text} for row in rows]


def _told(rows: CopyRows, standing: Sequence[Row]) -> str:
    """Rows as people read them: each with its number and what it says."""
    lines = []
    for number, row in enumerate(standing, 1):
        said = [
            f"{column.label}: {row.texts[column.name]}"
            for column in rows.columns
            if row.texts.get(column.name)
        ]
        lines.append(f"{str(rows.row_title) % {'number': number}}\n" + "\n".join(said))
    return "\n\n".join(lines)


def _in_order(form: CopyForm, changes: Sequence[Change]) -> list[Change]:
    """Rows stand after the first section, as in the form."""
    first = len(form.parts[0].fields)
    plain = len(changes) - len(form.rows)
    return [*changes[:first], *changes[plain:], *changes[first:plain]]
