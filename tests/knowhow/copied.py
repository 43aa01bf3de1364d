"""Working copies as people bring them back: written, then changed as hands and programs change them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree

from knowhow.copies.fields import CopyForm, Values, copy_form, values_of
from knowhow.copies.hangul_files import hwpx_of
from knowhow.copies.reading import Filled, filled
from knowhow.copies.sheets import sheet_of
from knowhow.copies.word_files import docx_of
from knowhow.models import CasePage
from portal.media.reading.outline_readers import read_outline
from portal.media.reading.outlines import Outline

CODE = "HM-ABCDEFGH23"
WRITERS = {"docx": docx_of, "hwpx": hwpx_of}
BODY = {"docx": "word/document.xml", "hwpx": "Contents/section0.xml"}
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

type Edit = Callable[[Any], None]


def values_with(form: CopyForm, **fields: Any) -> Values:
    """An empty draft with these fields."""
    empty = values_of(form, form.kind())
    return Values(dict(empty.fields) | fields, empty.rows)


def written(file_format: str, values: Values, form: CopyForm | None = None, *, language: str = "ko") -> bytes:
    """The file."""
    return WRITERS[file_format](sheet_of(form or copy_form(CasePage), values, code=CODE, language=language))


def read_back(content: bytes, folder: Path, *, name: str = "copy") -> Outline:
    """What the readers find, without the process around them."""
    path = folder / name
    path.write_bytes(content)
    return read_outline(path, name=name)


def said(content: bytes, folder: Path, form: CopyForm | None = None) -> Filled:
    """What the file says of a case."""
    return filled(read_back(content, folder), form or copy_form(CasePage))


def with_part(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with other parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in parts:
                new.writestr(item, old.read(item.filename))
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def edited(content: bytes, file_format: str, edit: Edit) -> bytes:
    """The file after a hand has changed the tree of its body."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = etree.fromstring(archive.read(BODY[file_format]))
    edit(tree)
    return with_part(
        content, {BODY[file_format]: etree.tostring(tree, xml_declaration=True, encoding="UTF-8")}
    )


def without_names_of_values(content: bytes, file_format: str) -> bytes:
    """The file after everything in the cells was selected and typed over: only labels keep their names."""

    def strip(tree: Any) -> None:
        for mark in list(tree.iter(f"{W}bookmarkStart")):
            if mark.get(f"{W}name").startswith("hm_"):
                mark.getparent().remove(mark)
        for cell in tree.iter(f"{HP}tc"):
            if (cell.get("name") or "").startswith("hm_"):
                cell.set("name", "")

    return edited(content, file_format, strip)


def in_control(tree: Any, words: str, *, is_placeholder: bool) -> None:
    """Put the cell of these words into a content control, as forms made in Word have them."""
    cell = next(cell for cell in tree.iter(f"{W}tc") if "".join(cell.itertext()) == words)
    control, about, inside = (cell.makeelement(f"{W}{part}", {}) for part in ("sdt", "sdtPr", "sdtContent"))
    about.append(cell.makeelement(f"{W}tag", {f"{W}val": "hm_summary_ko"}))
    if is_placeholder:
        about.append(cell.makeelement(f"{W}showingPlcHdr", {}))
    for mark in list(cell.iter(f"{W}bookmarkStart")):
        mark.getparent().remove(mark)
    cell.addprevious(control)
    control.extend((about, inside))
    inside.append(cell)


def without_names(content: bytes, file_format: str) -> bytes:
    """The file after a program that keeps neither controls nor bookmarks nor fields."""

    def strip(tree: Any) -> None:
        for element in list(tree.iter()):
            if element.tag in {f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}tag"}:
                element.getparent().remove(element)
            elif element.tag == f"{HP}tc":
                element.set("name", "")

    return edited(content, file_format, strip)


def rows_of(tree: Any, file_format: str) -> list[Any]:
    """Every row of every table."""
    return list(tree.iter(f"{W}tr" if file_format == "docx" else f"{HP}tr"))


def row_with(tree: Any, file_format: str, words: str) -> Any:
    """The row in which these words stand."""
    return next(row for row in rows_of(tree, file_format) if words in "".join(row.itertext()))


def word_text(content: bytes) -> str:
    """Everything that python-docx reads in the body."""
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.body.iter(f"{W}t"))


def typed_into(content: bytes, file_format: str, name: str, text: str) -> bytes:
    """The file after somebody typed into the cell of this name."""

    def type_there(tree: Any) -> None:
        if file_format == "hwpx":
            cell = next(cell for cell in tree.iter(f"{HP}tc") if cell.get("name") == f"hm_{name}")
            text_of_run = f"{HP}t"
        else:
            mark = next(
                mark for mark in tree.iter(f"{W}bookmarkStart") if mark.get(f"{W}name") == f"hm_{name}"
            )
            cell = next(above for above in mark.iterancestors() if above.tag == f"{W}tc")
            text_of_run = f"{W}t"
        runs = list(cell.iter(f"{HP}run", f"{W}r"))
        if not runs:
            paragraph = next(cell.iter(f"{HP}p", f"{W}p"))
            runs = [paragraph.makeelement(f"{W}r" if file_format == "docx" else f"{HP}run", {})]
            paragraph.append(runs[0])
        for run in runs:
            for node in list(run):
                run.remove(node)
        said_there = runs[0].makeelement(text_of_run, {})
        said_there.text = text
        runs[0].append(said_there)

    return edited(content, file_format, type_there)
