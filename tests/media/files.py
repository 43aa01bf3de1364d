"""Files that tests upload, made by the programs and formats that people use. Each holds PHRASE at a known place."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Mapping

import hwpers
from hwpx import HwpxDocument
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

PHRASE = "밤나무접목칼은 창고에 둔다"
FONT = "HYSMyeongJo-Medium"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def hwp(text: str = PHRASE) -> bytes:
    """HWP 5: one section."""
    writer = hwpers.HwpWriter()
    writer.add_paragraph("제1조(목적)")
    writer.add_table([["구분", "내용"], ["보관", text]])
    return bytes(writer.to_bytes())


def hwpx(text: str = PHRASE) -> bytes:
    """HWPX: the phrase stands in the second section."""
    document = HwpxDocument.new()
    document.add_paragraph("첫 구역")
    document.add_section()
    document.add_paragraph(text, section_index=1)
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        document.save_to_stream(stream)
    return stream.getvalue()


def pdf(*pages: str, password: str | None = None) -> bytes:
    """PDF with a Korean font that is not in the file, as Hangul writes it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=password)
    for text in pages or ("첫 쪽", PHRASE):
        canvas.setFont(FONT, 12)
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def xlsx(text: str = PHRASE) -> bytes:
    """Excel: the phrase stands in the sheet 집행, one word in a hidden sheet, and a cell at the far end."""
    book = Workbook()
    first, second, hidden = book.worksheets[0], book.create_sheet("집행"), book.create_sheet("숨김")
    first.title = "예산"
    first.append(["항목", 1200, dt.date(2024, 3, 5)])
    second.append([text])
    second["XFD1048576"] = "끝 칸"
    hidden.append(["숨은말"])
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def docx(text: str = PHRASE) -> bytes:
    """Word: the phrase stands in the second section, cut into runs as Word cuts them."""
    halves = text[: len(text) // 2], text[len(text) // 2 :]
    runs = "".join(f'<w:r><w:t xml:space="preserve">{half}</w:t></w:r>' for half in halves)
    return package(
        {
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>'
            "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>첫 구역</w:t></w:r></w:p>"
            f"<w:p>{runs}</w:p><w:sectPr/></w:body></w:document>"
        }
    )


def pptx(text: str = PHRASE) -> bytes:
    """PowerPoint: the phrase stands on the slide that is shown second, and has the first number."""
    slide = f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><a:p><a:r><a:t>{{}}</a:t></a:r></a:p></p:sld>'
    return package(
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{LINKS}"><p:sldIdLst>'
            '<p:sldId id="256" r:id="rId8"/><p:sldId id="257" r:id="rId7"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": "<Relationships>"
            '<Relationship Id="rId7" Target="slides/slide1.xml"/>'
            '<Relationship Id="rId8" Target="/ppt/slides/slide2.xml"/></Relationships>',
            "ppt/slides/slide1.xml": slide.format(text),
            "ppt/slides/slide2.xml": slide.format("표지"),
        }
    )


def package(parts: Mapping[str, str]) -> bytes:
    """A packed file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked_hwpx() -> bytes:
    """HWPX whose list of parts says that they are encrypted."""
    return package(
        {
            "Contents/section0.xml": "x",
            "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
        }
    )
