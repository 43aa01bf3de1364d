"""Text as nobody types it: pieces of every query language and of every corner of Unicode, put together at random."""

import random
from collections.abc import Iterator

from tests.search.hostile import HOSTILE

WORDS = (
    "공주",
    "알밤",
    "특구",
    "규제특례",
    "6차산업",
    "AI",
    "드론",
    "의",
    "을",
    "chestnut",
    "Gongju",
    "ㄱㅈ",
    "공ㅈ",
)
SYNTAX = (
    '"', "'", "(", ")", "[", "]", "{", "}", "*", "?", "~", "^", "+", "-", "!", "&&", "||", "/", "\\", ":", "<", ">", "=",
    " AND ", " OR ", " NOT ", " TO ", " IN ", "~2", "^9", "title:", "_exists_:", "_id:", "kind:", "f_kind:", "*:*",
    "_source", "script", "/.*/", "-1", "0", "500", "501", "99999999999999999999", "1e9", "NaN", "٣", "２",
    "${", "}}", "{{", "<%", "%>", "--", ";", "/*", "*/", "%", "_", "\x00", "\x1b", "\r\n", "\u2028",
)  # fmt: skip
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x300, 0x36F), (0x600, 0x6FF), (0x1100, 0x11FF), (0x2000, 0x206F), (0x3130, 0x318F),
    (0x3400, 0x34FF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0xFE00, 0xFE0F),
    (0xFF00, 0xFFEF), (0x1F300, 0x1F6FF), (0x1F1E6, 0x1F1FF), (0xE0100, 0xE01EF), (0x10FF00, 0x10FFFF),
)  # fmt: skip


def fuzzed(count: int, *, seed: int = 5) -> Iterator[str]:
    """Yield texts, the same for the same seed; the hostile ones that are known first."""
    yield from HOSTILE[:count]
    draw = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(count - len(HOSTILE)):
        yield _text(draw)


def _text(draw: random.Random) -> str:
    length = draw.choice((1, 2, 3, 5, 8, 13, 40))
    text = "".join(_piece(draw) for _ in range(length))
    repeated = draw.random()
    if repeated < 0.02:
        return text * 500
    return text


def _piece(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.3:
        return draw.choice(WORDS) + draw.choice(("", " "))
    if kind < 0.7:
        return draw.choice(SYNTAX)
    first, last = draw.choice(RANGES)
    return chr(draw.randint(first, last))
