"""Articles of the Special Zones Act as the language in force writes them."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_ARTICLE = re.compile(r"(?:법 )?제(\d+)조(?:의(\d+))?(?:제(\d+)항)?(?:제(\d+)호)?")


def article_in_language(text: str) -> str:
    """법 제64조제1항제1호 is Article 64(1), subparagraph 1 in English; what is written otherwise stays as it is."""
    found = _ARTICLE.fullmatch(text)
    if get_language() != "en" or not found:
        return text
    article, branch, paragraph, subparagraph = found.groups()
    name = f"Article {article}" + (f"-{branch}" if branch else "") + (f"({paragraph})" if paragraph else "")
    return f"{name}, subparagraph {subparagraph}" if subparagraph else name


def article_markup(text: str) -> SafeString:
    """The same for a page: what stays Korean on an English page says so."""
    shown = article_in_language(text)
    if shown == text and get_language() == "en":
        return format_html('<span lang="ko">{}</span>', text)
    return format_html("{}", shown)
