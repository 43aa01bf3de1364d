"""A working copy as HWPX. Each cell to fill in is a cell field (셀 필드), whose name Hangul keeps whatever is typed there."""

import warnings
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from hwpx import HwpxDocument

from knowhow.copies.sheets import Grid, Line, Sheet, SheetCell

MIME = "application/hwp+zip"
HWP_UNITS_OF_A_MILLIMETRE = 283.465
PAGE_WIDTH = 170
"""Of an A4 page between its margins, in millimetres."""
LABEL_COLOUR, NOTE_COLOUR = "#EEF2F7", "#464C53"


def hwpx_of(sheet: Sheet) -> bytes:
    """The file. The library looks at it as an editor would before it hands it out, and raises where one would refuse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        document = HwpxDocument.new()
        writer = _Writer(document)
        _prepare(document, sheet)
        for block in sheet.blocks:
            if isinstance(block, Line):
                writer.line(block)
            else:
                writer.table(block)
        content = BytesIO()
        document.save_to_stream(content)
    return content.getvalue()


def _prepare(document: Any, sheet: Sheet) -> None:
    document.page.setup(
        paper_size="A4",
        margins_mm={"left": 20, "right": 20, "top": 18, "bottom": 18, "header": 8, "footer": 8},
    )
    with override(sheet.language):
        document.parts.set_document_metadata(title=sheet.title, creator=_("한마당"))


class _Writer:
    """Keeps the shapes of letters that the document uses."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.title = document.styles.ensure_run(bold=True, size=20)
        self.heading = document.styles.ensure_run(bold=True, size=14)
        self.body = document.styles.ensure_run(size=10)
        self.label = document.styles.ensure_run(bold=True, size=10)
        self.note = document.styles.ensure_run(size=8.5, color=NOTE_COLOUR)
        self.is_first = True

    def line(self, line: Line) -> None:
        """Add a paragraph; the first one has the place of the empty one that a new document begins with."""
        shape = {0: self.body, 1: self.title, 2: self.heading}[line.level]
        if line.level > 1:
            self.document.add_heading(line.text, level=1, char_pr_id_ref=shape)
        else:
            self.document.add_paragraph(line.text, char_pr_id_ref=shape, para_pr_id_ref="0", style_id_ref="0")

    def table(self, grid: Grid) -> None:
        """Add a table that may run over pages."""
        width = round(PAGE_WIDTH * HWP_UNITS_OF_A_MILLIMETRE)
        table = self.document.add_table(len(grid.rows), len(grid.widths), width=width)
        table.set_column_widths(grid.widths)
        table.set_treat_as_char(False)
        for row, cells in enumerate(grid.rows):
            for column, wanted in enumerate(cells):
                self._fill(table.cell(row, column), wanted)
                if wanted.is_label:
                    table.set_cell_shading(row, column, LABEL_COLOUR)

    def _fill(self, cell: Any, wanted: SheetCell) -> None:
        for paragraph in cell.paragraphs:
            paragraph.element.getparent().remove(paragraph.element)
        for line in wanted.text.split("\n"):
            cell.add_paragraph(line, char_pr_id_ref=self.label if wanted.is_label else self.body)
        for note in wanted.notes:
            cell.add_paragraph(note, char_pr_id_ref=self.note)
        if wanted.name:
            cell.field_name = wanted.name
