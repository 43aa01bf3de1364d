"""ZIP files with XML in them: limits on what they unpack to, and XML read as a stream that declares nothing.

The tree of a document is never built, so its size in memory does not grow with the file.
"""

import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from portal.media.reading.texts import Problem, UnreadableError

MOST_PARTS = 10_000
MOST_UNPACKED = 300 * 1024 * 1024
"""What all parts of a file may come to."""
MOST_XML = 100 * 1024 * 1024
"""What one part that is read may come to."""
DEEPEST = 256
CHUNK = 64 * 1024
IS_ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError)
"""What Python's reader raises for a package whose parts do not fit together."""


class Element(NamedTuple):
    """The beginning of an element: its local name, and its attributes under the names that they have there."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """The end of an element."""

    name: str


type Event = Element | End | str


def checked(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """Return the archive if it is of a size that a document may have; raise UnreadableError otherwise.

    The stated sizes decide: Python's reader gives no more than a part states, and calls the rest damage.
    """
    parts = archive.infolist()
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise UnreadableError(Problem.LOCKED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError(Problem.TOO_BIG)
    return archive


def events(archive: zipfile.ZipFile, name: str) -> Iterator[Event]:
    """Yield what an XML part holds. Raises UnreadableError where it declares types or entities, or is too deep."""
    collected: list[Event] = []
    parser = _parser(collected)
    read = 0
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            read += len(chunk)
            if read > MOST_XML:
                raise UnreadableError(Problem.TOO_BIG)
            _feed(parser, chunk, is_last=False)
            yield from collected
            collected.clear()
    _feed(parser, b"", is_last=True)
    yield from collected


def _feed(parser: expat.XMLParserType, chunk: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(chunk, is_last)
    except expat.ExpatError as error:
        raise UnreadableError(Problem.DAMAGED) from error


def _parser(collected: list[Event]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise UnreadableError(Problem.HOSTILE)
        collected.append(Element(_local(name), attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        collected.append(End(_local(name)))

    def refuse(*_declared: object) -> NoReturn:
        raise UnreadableError(Problem.HOSTILE)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = collected.append
    # An honest document declares no types; what is declared can be made to grow, or to read other files.
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def pieces(
    source: Iterable[Event],
    *,
    text: str,
    blanks: Mapping[str, str],
    line_ends: Collection[str],
    boundary: str = "",
) -> Iterator[str | None]:
    """Yield the text of the `text` elements with the blanks between; None where a boundary's paragraph has ended.

    What an older program would show in place of a newer shape says the same again and is left out.
    """
    inside: list[str] = []
    is_boundary = False
    for event in source:
        if isinstance(event, str):
            if inside[-1] == text and "Fallback" not in inside:
                yield event
        elif isinstance(event, Element):
            if inside[-1:] != ["tabs"]:
                yield blanks.get(event.name, "")
            inside.append(event.name)
        else:
            inside.pop()
            is_boundary |= event.name == boundary
            yield "\n" if event.name in line_ends else ""
            if is_boundary and (event.name == "p" or "p" not in inside):
                is_boundary = False
                yield None
