"""The words of a StreamField, for search and descriptions."""

import html
import re
import unicodedata
from typing import Any

TAG = re.compile(r"<[^>]+>")


def words_of(body: Any) -> str:
    """All readable text of a StreamField in reading order, without mark-up, in NFC."""
    texts = body.stream_block.get_searchable_content(body)
    plain = " ".join(html.unescape(TAG.sub(" ", str(text))) for text in texts)
    return unicodedata.normalize("NFC", " ".join(plain.split()))
