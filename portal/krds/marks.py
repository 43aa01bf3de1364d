"""Passages with marked places.

Text is escaped with Python's own function: Django's, made for any kind of value, takes longer than finding the places.
"""

import re
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

_MARKUP = re.compile("[&<>\"']")


def marked_passage(
    text: str, places: Iterable[tuple[int, int]], *, start: int = 0, end: int | None = None
) -> SafeString:
    """Return the text from start to end, escaped, with places (start, end) marked and an ellipsis where it is cut.

    A place that overlaps the one before it, or ends behind the passage, is left unmarked.
    """
    finish = len(text) if end is None else end
    told = escape if _MARKUP.search(text, start, finish) else str  # one look at all saves one at each piece
    spans = sorted(places)
    if not spans and not start and finish == len(text):
        return SafeString(told(text))
    pieces = ["…"] if start else []
    position = start
    for first, last in spans:
        if first < position or last > finish:
            continue
        pieces += (told(text[position:first]), f"<mark>{told(text[first:last])}</mark>")
        position = last
    pieces.append(told(text[position:finish]))
    if finish < len(text):
        pieces.append("…")
    return SafeString("".join(pieces))
