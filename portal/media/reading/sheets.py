"""Excel files: text by sheet, a line for a row. Formulas count for what they came to, dates are written out.

Read as a stream: a reader that builds the table needs room for every cell up to the last, which may stand anywhere.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

from portal.media.reading.office import relation_of, relations
from portal.media.reading.packages import Element, End, Event, events
from portal.media.reading.texts import Passage, Place, Problem, UnreadableError

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
MOST_SHEETS = 500
PHONETIC = frozenset({"rPh", "phoneticPr"})


def sheet_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Yield the text of each sheet that is shown."""
    names = set(archive.namelist())
    if not {WORKBOOK, RELATIONS} <= names:
        raise UnreadableError(Problem.DAMAGED)
    strings = _strings(archive) if STRINGS in names else []
    dates = _date_styles(archive) if STYLES in names else frozenset()
    for title, part in _sheets(archive):
        if part in names and "/worksheets/" in part:
            text = "".join(_cells(events(archive, part), strings, dates))
            yield Passage(Place.SHEET, title, f"{title}\n{text}" if text.strip() else "")


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    targets = relations(archive, RELATIONS, folder="xl")
    return [
        (element.attributes.get("name", ""), targets.get(relation_of(element), ""))
        for element in events(archive, WORKBOOK)
        if isinstance(element, Element)
        and element.name == "sheet"
        and element.attributes.get("state", "visible") == "visible"
    ][:MOST_SHEETS]


def _strings(archive: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    held: list[str] = []
    inside: list[str] = []
    for event in events(archive, STRINGS):
        if isinstance(event, str):
            if inside[-1] == "t" and PHONETIC.isdisjoint(inside):
                held.append(event)
        elif isinstance(event, Element):
            inside.append(event.name)
        else:
            inside.pop()
            if event.name == "si":
                strings.append("".join(held))
                held.clear()
    return strings


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of the styles that write a number as a date."""
    formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    styles: list[str] = []
    inside: list[str] = []
    for event in events(archive, STYLES):
        if isinstance(event, Element):
            if event.name == "numFmt":
                formats[event.attributes.get("numFmtId", "")] = event.attributes.get("formatCode", "")
            elif event.name == "xf" and inside[-1:] == ["cellXfs"]:
                styles.append(event.attributes.get("numFmtId", ""))
            inside.append(event.name)
        elif isinstance(event, End):
            inside.pop()
    return frozenset(
        number for number, style in enumerate(styles) if is_date_format(formats.get(style, "General"))
    )


def _cells(source: Iterable[Event], strings: Sequence[str], dates: frozenset[int]) -> Iterator[str]:
    """Yield the values of cells, blanks between them and a break behind each row."""
    kind, style, inside, held = "n", 0, "", ""
    for event in source:
        if isinstance(event, str):
            held += event if inside in {"v", "t"} else ""
        elif isinstance(event, Element):
            inside = event.name
            if event.name == "c":
                kind, style, held = (
                    event.attributes.get("t", "n"),
                    _number(event.attributes.get("s", "0")),
                    "",
                )
        else:
            inside = ""
            if event.name == "c" and held:
                yield f"{_value(held, kind, strings, is_date=style in dates)}\t"
            elif event.name == "row":
                yield "\n"


def _value(held: str, kind: str, strings: Sequence[str], *, is_date: bool) -> str:
    if kind == "s":
        number = _number(held)
        return strings[number] if 0 <= number < len(strings) else ""
    if kind == "n" and is_date:
        try:
            return str(from_excel(float(held))).removesuffix(" 00:00:00")
        except (ValueError, OverflowError):
            return held
    return "" if kind in {"b", "e"} else held


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004 - of digits
