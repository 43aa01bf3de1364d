"""Word and PowerPoint files (ISO/IEC 29500): text by section and by slide, in the order of the document."""

import posixpath
import re
import zipfile
from collections.abc import Iterator

from portal.media.reading.packages import Element, events, pieces
from portal.media.reading.texts import Passage, Place, Problem, UnreadableError

DOCUMENT = re.compile(r"word/document\d*\.xml")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
PRESENTATION, RELATIONS = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
MOST_SLIDES = 5_000
BLANKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
LINE_ENDS = frozenset({"p", "tc"})


def word_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Yield the text of each section, then the notes as a part of the last."""
    main = next((name for name in archive.namelist() if DOCUMENT.fullmatch(name)), None)
    if main is None:
        raise UnreadableError(Problem.DAMAGED)
    number, held = 1, [""]
    source = events(archive, main)
    # A section's properties stand in its last paragraph; those of the last section behind everything.
    for piece in pieces(source, text="t", blanks=BLANKS, line_ends=LINE_ENDS, boundary="sectPr"):
        if piece is None:
            yield Passage(Place.SECTION, str(number), "".join(held))
            number, held = number + 1, []
        else:
            held.append(piece)
    notes = "".join(_text(archive, name) for name in NOTES if name in archive.namelist())
    yield Passage(Place.SECTION, str(max(1, number - 1)), "".join(held) + notes)


def slide_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Yield the text of each slide, as an audience sees it: without the speaker's notes."""
    for number, name in enumerate(_slides(archive), 1):
        yield Passage(Place.PAGE, str(number), _text(archive, name))


def _text(archive: zipfile.ZipFile, name: str) -> str:
    found = pieces(events(archive, name), text="t", blanks=BLANKS, line_ends=LINE_ENDS)
    return "".join(piece or "" for piece in found)


def _slides(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts of the slides in the order in which they are shown."""
    names = set(archive.namelist())
    if not {PRESENTATION, RELATIONS} <= names:
        raise UnreadableError(Problem.DAMAGED)
    targets = relations(archive, RELATIONS, folder="ppt")
    order = (
        targets.get(relation_of(element), "")
        for element in events(archive, PRESENTATION)
        if isinstance(element, Element) and element.name == "sldId"
    )
    return [name for name in order if name in names][:MOST_SLIDES]


def relations(archive: zipfile.ZipFile, name: str, *, folder: str) -> dict[str, str]:
    """Return relation id → part."""
    return {
        element.attributes.get("Id", ""): posixpath.normpath(
            posixpath.join(folder, element.attributes.get("Target", ""))
        ).lstrip("/")
        for element in events(archive, name)
        if isinstance(element, Element) and element.name == "Relationship"
    }


def relation_of(element: Element) -> str:
    """Return the relation that an element names: its own id goes by the same local name."""
    return next((value for name, value in element.attributes.items() if name.endswith(":id")), "")
