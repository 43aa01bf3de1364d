"""What every text passes before it is stored, indexed or asked for."""

import re
import unicodedata

# Hangul fillers are letters to Unicode but blank on the screen; other blanks are categories Cc and Cf.
_FILLERS = "\u115f\u1160\u3164\uffa0"
_DROPPED_CATEGORIES = frozenset({"Cf", "Cs", "Co", "Cn"})
_BLANKS = re.compile(r"[^\S\n]+")


class _Cleaning(dict[int, str | None]):
    """Decide once for each character whether it stays, becomes a blank or goes."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kept: str | None = character
        if character in _FILLERS or unicodedata.category(character) in _DROPPED_CATEGORIES:
            kept = None
        elif character not in "\n\t" and unicodedata.category(character) == "Cc":
            kept = " "
        self[code] = kept
        return kept


class _Folding(dict[int, str]):
    """Fold compatibility forms that keep their length, so that offsets stay true."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_CLEANING = _Cleaning()
_FOLDING = _Folding()


def clean(text: str) -> str:
    """Return the text in NFC without NUL, surrogates and invisible characters."""
    return unicodedata.normalize("NFC", text.translate(_CLEANING))


def clean_query(text: str, *, limit: int) -> str:
    """Return typed text on one line, compatibility forms folded, cut to the limit."""
    # Cut twice: before, so that a megabyte is not normalised; after, since folding may lengthen.
    folded = unicodedata.normalize("NFKC", clean(text[: limit * 4]))
    return _BLANKS.sub(" ", folded.replace("\n", " ")).strip()[:limit].strip()


def fold(text: str) -> str:
    """Fold full-width and similar forms one to one: the result has the same length as the text."""
    return text if text.isascii() else text.translate(_FOLDING)


_NOT_IN_NAMES = re.compile(r"[\s·•ㆍ・‧.,'’_\-]+")


def name_key(text: str) -> str:
    """Return what two spellings of one name have in common: no blanks, dots or capitals."""
    return _NOT_IN_NAMES.sub("", text).casefold()
