"""Which column of a file is which fact."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.importing.cells import Parse, text
from portal.importing.models import ColumnMapping
from portal.importing.tables import RowProblem, Table

MOST_REMEMBERED = 50
_DECORATION = re.compile(r"[\s_()\[\]·.,/-]+")


@dataclass(frozen=True)
class Column:
    """A fact that an importer reads: its key, its name on the screen, how a cell is read, its other names."""

    key: str
    label: str | Promise
    parse: Parse = text
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    help: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells by column key: only the columns that were mapped."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[RowProblem, ...] = ()


def header_key(header: Sequence[str]) -> str:
    """The fingerprint of a header: the same names in the same order give the same one."""
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def suggest_mapping(header: Sequence[str], columns: Iterable[Column], *, importer: str) -> dict[str, str]:
    """Which column of the file is which key: as remembered, else by key, name or alias."""
    known = {column.key for column in columns}
    remembered = ColumnMapping.objects.filter(importer=importer, header_key=header_key(header)).first()
    if remembered is not None:
        return {name: key for name, key in remembered.mapping.items() if key in known and name in header}
    return _mapping_by_name(header, columns)


def remembered_names(importer: str) -> dict[str, str]:
    """Which name was last taken for which key, whatever file it stood in."""
    known: dict[str, str] = {}
    for kept in ColumnMapping.objects.filter(importer=importer)[:MOST_REMEMBERED]:
        known = {**kept.mapping, **known}
    return known


def remember_mapping(header: Sequence[str], mapping: Mapping[str, str], *, importer: str) -> None:
    """Keep the mapping for the next file with the same header."""
    ColumnMapping.objects.update_or_create(
        importer=importer, header_key=header_key(header), defaults={"mapping": dict(mapping)}
    )


def mapped_rows(table: Table, mapping: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a table with their cells by key."""
    places = [(mapping[name], place) for place, name in enumerate(table.header) if mapping.get(name)]
    for row in table.rows:
        yield Row(row.line, {key: row.cells[place] for key, place in places}, row.problems)


def _mapping_by_name(header: Sequence[str], columns: Iterable[Column]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for column in columns:
        for known in (column.key, str(column.label), *column.aliases):
            found = next(
                (name for name in header if name not in mapping and _plain(name) == _plain(known)), None
            )
            if found is not None:
                mapping[found] = column.key
                break
    return mapping


def _plain(name: str) -> str:
    return _DECORATION.sub("", name).casefold()
