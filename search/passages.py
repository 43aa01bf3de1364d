"""Parts of a thing that lie in files of its own: they stand in its body, behind its own words, each with a name.

So every engine finds them as it finds the body, and a hit can say in which file, and where in it, the words are.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from search import snippets
from search.analysis.base import Term
from search.documents import Attachment, WhereFound

_BETWEEN = "\n\n"
_MOST_PLACES = 500
"""How many places in a passage are looked at for the best of it: a long file may hold a common word ten thousand times."""

type StoredPassage = Sequence[int | str]
"""Start, end and label, as a JSON column keeps them."""


@dataclass(frozen=True, slots=True)
class Part:
    """The body's own words (without label) or a passage of a file, with the places of the reader's terms in it."""

    start: int
    end: int
    label: str
    places: tuple[Term, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Return what is compared: how many different terms, then how many."""
        return len({place.text for place in self.places}), len(self.places)

    def snippet(self, body: str) -> SafeString:
        """Return the passage with the most of them, marked."""
        shifted = [
            place._replace(start=place.start - self.start, end=place.end - self.start)
            for place in self.places[:_MOST_PLACES]
        ]
        return snippets.snippet(body[self.start : self.end], shifted)


class FoundInBody(NamedTuple):
    """What a hit says of a body that may hold passages of files."""

    fields: Mapping[WhereFound, tuple[str, ...]]
    label: str
    """The file and the place in it, where something was found in one."""
    snippet: SafeString


def composed(body: str, attachments: Iterable[Attachment], *, most: int) -> tuple[str, list[list[int | str]]]:
    """Return the body with the passages behind it, as far as the limit goes, and where they stand."""
    pieces, length = [body], len(body)
    passages: list[list[int | str]] = []
    for attachment in attachments:
        room = most - length - len(_BETWEEN)
        text = attachment.text[: max(0, room)]
        if text:
            start = length + len(_BETWEEN)
            length = start + len(text)
            pieces.append(text)
            passages.append([start, length, attachment.label])
    return _BETWEEN.join(pieces), passages


def found_in_body(
    body: str, passages: Sequence[StoredPassage], places: Sequence[Term], words: Mapping[str, str]
) -> FoundInBody:
    """Tell own words from those of files, and show the part with most of them; its own where they are equal."""
    if not passages:  # nearly all bodies
        in_body: dict[WhereFound, tuple[str, ...]] = {"body": _told(places, words)} if places else {}
        return FoundInBody(in_body, "", snippets.snippet(body, places[:_MOST_PLACES]))
    own, *files = _parts(body, passages, places)
    best_file = max((part for part in files if part.places), key=lambda part: part.rank, default=None)
    fields: dict[WhereFound, tuple[str, ...]] = {}
    if own.places:
        fields["body"] = _told(own.places, words)
    if best_file is not None:
        fields["attachments"] = _told(best_file.places, words)
    shown = own if best_file is None or own.rank >= best_file.rank else best_file
    return FoundInBody(fields, best_file.label if best_file else "", shown.snippet(body))


def _parts(body: str, passages: Sequence[StoredPassage], places: Sequence[Term]) -> list[Part]:
    """Deal the places out, which come in the order of the text. No term reaches over the lines between parts."""
    own_end = int(passages[0][0]) if passages else len(body)
    edges = [(0, own_end, ""), *((int(start), int(end), str(label)) for start, end, label in passages)]
    parts, begin = [], 0
    for start, end, label in edges:
        behind = bisect_left(places, end, lo=begin, key=_start)
        parts.append(Part(start, end, label, tuple(places[begin:behind])))
        begin = behind
    return parts


def _start(place: Term) -> int:
    return place.start


def _told(places: Collection[Term], words: Mapping[str, str]) -> tuple[str, ...]:
    found = {place.text for place in places}
    return tuple(dict.fromkeys([word for term, word in words.items() if term in found]))
