"""Names of files: the one that is stored, and the one that a reader sees."""

import secrets
import unicodedata
from pathlib import PurePath


def stored_name(name: str) -> str:
    """A random name with the same extension: no guessing, no length limit reached, no trick in the name."""
    extension = "".join(
        character
        for character in PurePath(name).suffix.lower()
        if character.isascii() and character.isalnum()
    )
    return f"{secrets.token_hex(16)}.{extension}" if extension else secrets.token_hex(16)


def shown_name(name: str, *, limit: int) -> str:
    """The name a file came with, composed (macOS sends Hangul in parts), without quotes and the invisible.

    Direction marks go too: with them `gpj.exe` can be made to read `exe.jpg`.
    """
    composed = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    visible = "".join(mark for mark in composed if unicodedata.category(mark)[0] != "C" and mark != '"')
    path = PurePath(visible.strip(". ") or "file")
    return path.stem[: limit - len(path.suffix)] + path.suffix[:limit]
