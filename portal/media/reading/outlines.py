"""What stands in a document and how: paragraphs with their level, tables with their cells, and names that people do not see.

The text of a document for search has lost all this. A form that was filled in and a report cut by its headings need it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.media.reading.texts import Problem, UnreadableError

MOST_CHARACTERS = 1_000_000
MOST_PIECES = 100_000
"""Paragraphs and cells."""
MOST_NAMES, LONGEST_NAME = 20, 100
"""Names of one paragraph or cell."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `level` is that of a heading, 1 being the highest; 0 for all others."""

    text: str
    level: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, one a line, and the names of fields, content controls and bookmarks in it."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; they need not be of one length."""

    rows: tuple[tuple[Cell, ...], ...]


type Block = Text | Table


@dataclass(frozen=True, slots=True)
class Outline:
    """A document in its order, or why there is none."""

    file_format: str = ""
    blocks: tuple[Block, ...] = ()
    problem: Problem | None = None

    def as_json(self) -> dict[str, Any]:
        """For the way between two processes."""
        return {
            "file_format": self.file_format,
            "blocks": [_packed(block) for block in self.blocks],
            "problem": self.problem,
        }

    @classmethod
    def from_json(cls, told: Any) -> "Outline":
        """Read what `as_json` wrote. Raises what Python raises for nonsense."""
        problem = Problem(told["problem"]) if told["problem"] else None
        return cls(str(told["file_format"]), tuple(_unpacked(block) for block in told["blocks"]), problem)


@dataclass
class _OpenCell:
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass
class _OpenTable:
    rows: list[list[_OpenCell]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Names that were said between cells: they belong to the next one."""

    @property
    def has_names(self) -> bool:
        return any(cell.names for row in self.rows for cell in row)


@dataclass
class _OpenText:
    pieces: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    level: int = 0


class Builder:
    """Takes what a reader finds, in its order, and puts it together. Raises UnreadableError for what is too much."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._tables: list[_OpenTable] = []
        self._cells: list[_OpenCell] = []
        self._texts: list[_OpenText] = []
        self._names: list[str] = []
        """Names said outside paragraphs and tables: they belong to the next paragraph."""
        self._characters = 0
        self._pieces = 0

    def begin_text(self) -> None:
        """A paragraph begins, perhaps in one that is open: a text box."""
        self._texts.append(_OpenText(names=[] if self._cells else self._taken_names()))

    def say(self, text: str) -> None:
        """Some letters of the paragraph."""
        if self._texts and text:
            self._characters += len(text)
            if self._characters > MOST_CHARACTERS:
                raise UnreadableError(Problem.TOO_BIG)
            self._texts[-1].pieces.append(text)

    def level(self, level: int) -> None:
        """The paragraph is a heading."""
        if self._texts and level:
            self._texts[-1].level = level

    def name(self, name: str) -> None:
        """A name that begins here."""
        if not name or len(name) > LONGEST_NAME:
            return
        if self._tables and len(self._cells) < len(self._tables):
            target = self._tables[-1].waiting
        elif self._cells:
            target = self._cells[-1].names
        else:
            target = self._texts[-1].names if self._texts else self._names
        if len(target) < MOST_NAMES and name not in target:
            target.append(name)

    def end_text(self) -> None:
        """The paragraph ends."""
        if self._texts:
            self._keep(self._texts.pop())

    def begin_table(self) -> None:
        """A table begins. What its paragraph said before stands before it."""
        if self._texts and self._texts[-1].pieces:
            said = self._texts[-1]
            self._texts[-1] = _OpenText(level=said.level)
            self._keep(said)
        self._tables.append(_OpenTable())

    def begin_row(self) -> None:
        """A row begins."""
        if self._tables:
            self._tables[-1].rows.append([])

    def begin_cell(self) -> None:
        """A cell begins."""
        if self._tables:
            table = self._tables[-1]
            self._count()
            cell = _OpenCell(names=table.waiting)
            table.waiting = []
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(cell)
            self._cells.append(cell)

    def end_cell(self) -> None:
        """The cell ends."""
        if self._cells:
            self._cells.pop()

    def end_table(self) -> None:
        """The table ends. One within a cell becomes lines of it, unless it has names: then it stands for itself."""
        if not self._tables:
            return
        table = self._tables.pop()
        if self._cells and not table.has_names:
            self._cells[-1].lines += ["\t".join("\n".join(cell.lines) for cell in row) for row in table.rows]
        else:
            rows = tuple(
                tuple(Cell("\n".join(cell.lines), tuple(cell.names)) for cell in row) for row in table.rows
            )
            self.blocks.append(Table(rows))

    def _keep(self, said: _OpenText) -> None:
        text = "".join(said.pieces)
        self._count()
        if self._cells:
            self._cells[-1].lines.append(text)
        else:
            self.blocks.append(Text(text, said.level, tuple(said.names)))

    def _taken_names(self) -> list[str]:
        taken, self._names = self._names, []
        return taken

    def _count(self) -> None:
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise UnreadableError(Problem.TOO_BIG)


def words_in(blocks: Iterable[Block]) -> bool:
    """Whether something is written in the document."""
    return any(
        block.text.strip()
        if isinstance(block, Text)
        else any(cell.text.strip() for row in block.rows for cell in row)
        for block in blocks
    )


def _packed(block: Block) -> list[Any]:
    if isinstance(block, Text):
        return ["text", block.text, block.level, list(block.names)]
    return ["table", [[[cell.text, list(cell.names)] for cell in row] for row in block.rows]]


def _unpacked(told: Any) -> Block:
    if told[0] == "text":
        return Text(str(told[1]), int(told[2]), tuple(map(str, told[3])))
    return Table(
        tuple(tuple(Cell(str(text), tuple(map(str, names))) for text, names in row) for row in told[1])
    )
