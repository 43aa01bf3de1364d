"""Read cells that hold Korean and English in one."""

import re

SEPARATOR = " / "
_HANGUL = re.compile("[가-힣]")


def split_languages(cell: str) -> tuple[str, str]:
    """Korean and English of "매출 10억원 / sales KRW 1bn".

    Only the separator after which no Hangul follows parts the languages; "특허 / 상표" is Korean as a whole.
    """
    for found in re.finditer(re.escape(SEPARATOR), cell):
        korean, english = cell[: found.start()].strip(), cell[found.end() :].strip()
        if _HANGUL.search(korean) and not _HANGUL.search(english):
            return korean, english
    return cell.strip(), ""
