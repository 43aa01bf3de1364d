"""Read a document as a working copy: by the names of its cells, and where those are gone by the labels beside them.

What people do to such a file: they type over cells, move and delete rows, rename labels, copy a row, write between the tables,
paste everything into a file of their own, save it with another program. Whatever belongs to no field is kept as `outside`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from knowhow.copies.fields import CopyForm, CopyRows, bare, plain_text
from knowhow.copies.sheets import LABEL_MARK, MARK, printed_lines
from portal.media.reading.outlines import Cell, Outline, Table, Text

CODE = re.compile(r"HM-[A-Z2-9]{10}")
ROW_NAME = re.compile(rf"{MARK}([a-z]+)_(\d{{1,3}})_([a-z_]+)")
FEWEST_LABELS = 2
"""A row with so many labels of columns is the header of their table."""


@dataclass(frozen=True)
class FilledRow:
    """A row as the file has it. `number` is that of the row it was made from; None for a new one."""

    number: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """What a file says. A field or set of rows that is not named was not found."""

    code: str
    fields: Mapping[str, str]
    rows: Mapping[str, Sequence[FilledRow]]
    outside: str

    @property
    def is_copy(self) -> bool:
        """Whether anything of the form was found: two labels may stand in any report, a name or a code does not."""
        return bool(self.code or self.fields or self.rows)

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        rows = {name: [[row.number, dict(row.texts)] for row in kept] for name, kept in self.rows.items()}
        return {"code": self.code, "fields": dict(self.fields), "rows": rows, "outside": self.outside}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Filled":
        """Read what `as_json` wrote."""
        rows = {name: [FilledRow(*row) for row in rows] for name, rows in kept["rows"].items()}
        return cls(kept["code"], kept["fields"], rows, kept["outside"])


def filled(outline: Outline, form: CopyForm) -> Filled:
    """What the document says."""
    reader = _Reader(form)
    for block in outline.blocks:
        if isinstance(block, Table):
            reader.table(block)
        else:
            reader.text(block)
    return reader.result()


def names_in(outline: Outline) -> bool:
    """Whether cells of a working copy stand in the document."""
    return any(name.startswith(MARK) for block in outline.blocks for name in _names_of(block))


@dataclass
class _Reader:
    form: CopyForm
    by_name: dict[str, str] = field(default_factory=dict)
    by_label: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[FilledRow]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    code: str = ""
    _used: set[tuple[str, int]] = field(default_factory=set)
    _open_label: str = ""
    """The field whose label was a paragraph of its own: what follows belongs to it."""

    @cached_property
    def _printed(self) -> set[str]:
        return {bare(line) for line in printed_lines(self.form)}

    @cached_property
    def _known(self) -> set[str]:
        return {field.name for field in self.form.fields}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Label → field, without labels that two fields share."""
        pairs = {(bare(label), field.name) for field in self.form.fields for label in field.labels}
        shared = Counter(label for label, _name in pairs)
        return {label: name for label, name in pairs if shared[label] == 1 and label}

    def result(self) -> Filled:
        """What was found: names before labels."""
        fields = {name: plain_text("\n".join(lines)) for name, lines in self.by_label.items()}
        for name in fields.keys() & self.by_name.keys():
            self.outside.append(fields[name])
        fields |= self.by_name
        outside = "\n".join(line for line in self.outside if line.strip())
        return Filled(self.code, fields, self.rows, plain_text(outside))

    # --- Paragraphs

    def text(self, text: Text) -> None:
        """A paragraph outside tables."""
        if self._take_code(text.text):
            return
        named = next((name for name in self._fields_named(text.names)), "")
        if named:
            self._keep(named, text.text)
            return
        label, said = self._label_of(text.text)
        if label:
            self._open_label = label
            self.by_label.setdefault(label, [])
            if said:
                self.by_label[label].append(said)
        elif bare(text.text) in self._printed:
            self._open_label = ""
        elif self._open_label:
            self.by_label[self._open_label].append(text.text)
        else:
            self.outside.append(text.text)

    def _label_of(self, text: str) -> tuple[str, str]:
        """The field that a paragraph announces, alone or before a colon, with what stands behind that."""
        line = text.strip()
        if name := self._labels.get(bare(line), ""):
            return name, ""
        before, colon, behind = line.partition(":" if ":" in line else "：")
        return (self._labels.get(bare(before), ""), behind.strip()) if colon and behind.strip() else ("", "")

    # --- Tables

    def table(self, table: Table) -> None:
        """A table: of fields with their labels, or of rows."""
        self._open_label = ""
        header = self._header_of(table)
        if header is not None:
            self._grid(table, *header)
            return
        rows = self._set_of(table)
        if not rows:
            for row in table.rows:
                self._pair(row)
        elif max(len(self._names_of_row(row)) for row in table.rows) > 1:
            self._grid(table, rows, self._places(table, rows))
        else:
            self._stack(table, rows)

    def _set_of(self, table: Table) -> str:
        """The set of rows that cells of the table name; blank where none does."""
        named = (found for row in table.rows for cell in row for found in self._row_names(cell))
        return next((rows for rows, _number, _column in named), "")

    def _pair(self, row: Sequence[Cell]) -> None:
        """A row of labels and values."""
        waiting = ""
        for cell in row:
            name = next(iter(self._fields_named(cell.names)), "")
            label = self._label_in(cell)
            if name:
                self._keep(name, cell.text)
                waiting = ""
            elif waiting:
                if waiting not in self.by_name:
                    self.by_label.setdefault(waiting, []).append(cell.text)
                else:
                    self._leave(cell.text)
                waiting = ""
            elif label and len(row) > 1:
                self._leave(cell.text)
                waiting = label if not self._names_its_field(row, label) else ""
            else:
                self._leave(cell.text)

    def _label_in(self, cell: Cell) -> str:
        """The field whose label the cell is, by its name or by what it says."""
        named = (name.removeprefix(LABEL_MARK) for name in cell.names if name.startswith(LABEL_MARK))
        known = next((name for name in named if name in self._known), "")
        return known or self._labels.get(bare(cell.text.strip().split("\n")[0]), "")

    def _names_its_field(self, row: Sequence[Cell], label: str) -> bool:
        return any(label in self._fields_named(cell.names) for cell in row)

    def _header_of(self, table: Table) -> tuple[str, dict[int, str]] | None:
        """The set of rows whose labels stand in the first row, and which column is where."""
        if not table.rows:
            return None
        for rows in self.form.rows:
            labels = {bare(label): column.name for column in rows.columns for label in column.labels}
            labels |= {f"{LABEL_MARK}{rows.name}_{column.name}": column.name for column in rows.columns}
            places = {
                place: column
                for place, cell in enumerate(table.rows[0])
                if (column := _first_known(labels, (*cell.names, bare(cell.text.strip().split("\n")[0]))))
            }
            if len(places) >= FEWEST_LABELS and len(table.rows[0]) > FEWEST_LABELS - 1:
                named = self._places(table, rows.name)
                return rows.name, places | named if len(places | named) >= len(places) else places
        return None

    def _places(self, table: Table, rows: str) -> dict[int, str]:
        """Which column is where, by the names in its cells: labels may have been renamed."""
        places: dict[int, str] = {}
        for row in table.rows:
            for place, cell in enumerate(row):
                for found, _number, column in self._row_names(cell):
                    if found == rows:
                        places.setdefault(place, column)
        return places

    def _grid(self, table: Table, rows: str, places: Mapping[int, str]) -> None:
        kept = self.rows.setdefault(rows, [])
        for row in table.rows:
            named = self._names_of_row(row)
            if not named and self._is_printed(row):
                for cell in row:
                    self._leave(cell.text)
                continue
            texts: dict[str, str] = {}
            for place, cell in enumerate(row):
                column = next((column for found, _n, column in self._row_names(cell) if found == rows), "")
                column = column or places.get(place, "")
                if column and column not in texts:
                    texts[column] = plain_text(cell.text)
                else:
                    self._leave(cell.text)
            self._keep_row(rows, kept, named, texts)

    def _stack(self, table: Table, rows: str) -> None:
        """A table for one row: a label and a value in each line."""
        texts: dict[str, str] = {}
        named: list[tuple[str, int, str]] = []
        for row in table.rows:
            for cell in row:
                found = next(iter(self._row_names(cell)), None)
                if found is not None and found[2] not in texts:
                    named.append(found)
                    texts[found[2]] = plain_text(cell.text)
                else:
                    self._leave(cell.text)
        self._keep_row(rows, self.rows.setdefault(rows, []), named, texts)

    def _keep_row(
        self,
        rows: str,
        kept: list[FilledRow],
        named: Sequence[tuple[str, int, str]],
        texts: Mapping[str, str],
    ) -> None:
        if not any(texts.values()):
            return
        number = next((number for found, number, _column in named if found == rows), None)
        if number is not None and (rows, number) in self._used:
            number = None  # somebody copied the row
        if number is not None:
            self._used.add((rows, number))
        kept.append(FilledRow(number, texts))

    # --- Parts

    def _keep(self, name: str, text: str) -> None:
        """The first cell of a name counts; what another one says besides is not lost."""
        said = plain_text(text)
        if name not in self.by_name:
            self.by_name[name] = said
        elif said != self.by_name[name]:
            self._leave(said)

    def _leave(self, text: str) -> None:
        for line in text.split("\n"):
            if not self._take_code(line) and bare(line) not in self._printed:
                self.outside.append(line)

    def _take_code(self, text: str) -> bool:
        found = CODE.search(text)
        if found is None:
            return False
        self.code = self.code or found.group()
        return not bare(text.replace(found.group(), ""))

    def _is_printed(self, row: Iterable[Cell]) -> bool:
        lines = [bare(line) for cell in row for line in cell.text.split("\n") if line.strip()]
        return all(line in self._printed for line in lines) or (
            bool(lines) and sum(line in self._printed for line in lines) * 2 > len(lines)
        )

    def _fields_named(self, names: Iterable[str]) -> list[str]:
        fields = (name.removeprefix(MARK) for name in names if name.startswith(MARK))
        return [name for name in fields if name in self._known]

    def _row_names(self, cell: Cell) -> list[tuple[str, int, str]]:
        found = (ROW_NAME.fullmatch(name) for name in cell.names)
        sets: Mapping[str, CopyRows] = {rows.name: rows for rows in self.form.rows}
        return [
            (match[1], int(match[2]), match[3])
            for match in found
            if match and match[1] in sets and sets[match[1]].column(match[3])
        ]

    def _names_of_row(self, row: Iterable[Cell]) -> list[tuple[str, int, str]]:
        return [found for cell in row for found in self._row_names(cell)]


def _first_known(labels: Mapping[str, str], said: Iterable[str]) -> str:
    return next((labels[name] for name in said if name in labels), "")


def _names_of(block: Text | Table) -> Iterator[str]:
    if isinstance(block, Text):
        yield from block.names
    else:
        for row in block.rows:
            for cell in row:
                yield from cell.names
