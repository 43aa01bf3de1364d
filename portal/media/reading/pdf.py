"""PDF files: text by page, with PDFium, which knows the character maps of Korean fonts."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from portal.media.reading.texts import Passage, Place, Problem, UnreadableError

MOST_PAGES = 5_000


def pdf_passages(path: Path) -> Iterator[Passage]:
    """Yield the text of each page. A page that cannot be read is left out where others can."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in {FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY}
        raise UnreadableError(Problem.LOCKED if is_locked else Problem.DAMAGED) from error
    damaged = 0
    count = min(len(document), MOST_PAGES)
    for number in range(count):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        yield Passage(Place.PAGE, str(number + 1), text)
    if damaged == count:
        raise UnreadableError(Problem.DAMAGED)
