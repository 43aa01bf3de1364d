"""Each kind of page in English: no Hangul outside of what is marked as Korean."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.architecture.test_english import HANGUL

pytestmark = pytest.mark.usefixtures("facts")

PATHS = [
    "/en/",
    "/en/zones/",
    "/en/zones/?view=map&province=44",
    "/en/zones/gongju-chestnut/",
    "/en/zones/nowhere/",
    "/en/exemptions/",
    "/en/exemptions/A28-1/",
    "/en/cases/",
    "/en/fields/",
    "/en/fields/agriculture_food/",
    "/en/provinces/",
    "/en/guide/",
    "/en/guide/about/",
    "/en/guide/scheme/",
    "/en/guide/evaluation/",
    "/en/guide/glossary/",
    "/en/announcements/",
    "/en/announcements/dates-of-facts/",
    "/en/search/",
    "/en/search/?q=chestnut",
    "/en/search/?q=%EB%B0%A4",
    "/en/display/",
    "/en/accounts/login/",
    "/en/accounts/password/reset/",
]
HEARD = ("aria-label", "placeholder", "title", "alt", "data-failed")


def korean_in(html: str) -> Iterator[str]:
    """Korean that a reader of an English page meets unmarked; what they typed themselves is theirs."""
    soup = BeautifulSoup(html, "html.parser").body
    assert soup is not None
    for unheard in soup.select("[lang=ko], script, template"):
        unheard.decompose()
    texts = [*soup.stripped_strings]
    texts += [str(tag[name]) for tag in soup.find_all() for name in HEARD if tag.get(name)]
    yield from (text[:100] for text in texts if HANGUL.search(text))


@pytest.mark.parametrize("path", PATHS)
def test_english_page_marks_what_is_korean(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.request["PATH_INFO"].startswith("/en/")
    typed = parse_qs(urlsplit(path).query).get("q", [""])[0]
    found = [text for text in korean_in(response.content.decode()) if not typed or typed not in text]
    assert not found


def test_unmarked_korean_is_noticed_and_marked_korean_let_pass() -> None:
    page = '<body><p>밤</p><p lang="ko">대추</p><a title="감" href="/">x</a></body>'
    assert sorted(korean_in(page)) == ["감", "밤"]
