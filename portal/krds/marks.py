"""Passages with marked places.

Text is escaped with Python's own function: Django's, made for any kind of value, takes longer than finding the places.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def marked_passage(
    text: str, places: Iterable[tuple[int, int]], *, start: int = 0, end: int | None = None
) -> SafeString:
    """Return the text from start to end, escaped, with places (start, end) marked and an ellipsis where it is cut.

    A place that overlaps the one before it, or ends behind the passage, is left unmarked.
    """
    finish = len(text) if end is None else end
    pieces = ["…"] if start else []
    position = start
    for first, last in sorted(places):
        if first < position or last > finish:
            continue
        pieces += (escape(text[position:first]), f"<mark>{escape(text[first:last])}</mark>")
        position = last
    pieces.append(escape(text[position:finish]))
    if finish < len(text):
        pieces.append("…")
    return SafeString("".join(pieces))
