"""A working copy as DOCX. Each cell to fill in has a bookmark, and so has its label, where nobody types.

No content controls: LibreOffice 7.4 doubles the text of a control around a cell when it saves the file.
"""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from knowhow.copies.sheets import Grid, Line, Sheet, SheetCell

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE_WIDTH = 170
"""Of an A4 page between its margins, in millimetres."""
LABEL_COLOUR, NOTE_COLOUR = "EEF2F7", RGBColor(0x46, 0x4C, 0x53)
NOTE_SIZE = Pt(8.5)
KOREAN_FONT, LATIN_FONT = "맑은 고딕", "Malgun Gothic"
STYLES = {0: "Normal", 1: "Title", 2: "Heading 1"}


def docx_of(sheet: Sheet) -> bytes:
    """The file."""
    document = Document()
    _prepare(document, sheet)
    writer = _Writer(document)
    for block in sheet.blocks:
        if isinstance(block, Line):
            document.add_paragraph(block.text, style=STYLES[block.level])
        else:
            writer.table(block)
            document.add_paragraph()
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _prepare(document: Any, sheet: Sheet) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = LATIN_FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), KOREAN_FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    about = document.core_properties
    with override(sheet.language):
        about.title, about.author, about.comments = sheet.title, _("한마당"), ""


class _Writer:
    """Numbers the bookmarks of a document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.number = 0

    def table(self, grid: Grid) -> None:
        """Add a table."""
        table = self.document.add_table(rows=0, cols=len(grid.widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        total = sum(grid.widths)
        for column, width in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(PAGE_WIDTH * width // total)
        for number, row in enumerate(grid.rows):
            made = table.add_row()
            cells = list(made.cells)
            for cell, wanted, width in zip(cells, row, grid.widths, strict=True):
                cell.width = Mm(PAGE_WIDTH * width // total)
                self._fill(cell, wanted)
            if grid.has_header and number == 0:
                made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (no public way)

    def _fill(self, cell: Any, wanted: SheetCell) -> None:
        lines = wanted.text.split("\n")
        first = cell.paragraphs[0]
        for number, line in enumerate(lines):
            paragraph = first if number == 0 else cell.add_paragraph()
            run = paragraph.add_run(line)
            run.bold = wanted.is_label
        if wanted.is_label:
            _shade(cell)
        for note in wanted.notes:
            run = cell.add_paragraph().add_run(note)
            run.font.size, run.font.color.rgb = NOTE_SIZE, NOTE_COLOUR
        if wanted.name:
            self._name(first, wanted.name)

    def _name(self, paragraph: Any, name: str) -> None:
        """Put a bookmark before the first letter: one around the text would go with it."""
        self.number += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.number))
        start.set(qn("w:name"), name)
        inside = paragraph._p  # noqa: SLF001  (no public way to bookmarks)
        inside.insert(1 if inside.pPr is not None else 0, start)
        start.addnext(end)


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for part, value in (("val", "clear"), ("color", "auto"), ("fill", LABEL_COLOUR)):
        shading.set(qn(f"w:{part}"), value)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001  (no public way to shading)
