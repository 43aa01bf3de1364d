"""The editor's daily paths in Korean: no text of Wagtail's is left in English."""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.test import Client
from wagtail.models import Page

from portal.home.models import AnnouncementIndexPage, AnnouncementPage, GuidePage, HomePage
from portal.zones.models import ZonePage
from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("facts")

WORD = re.compile(r"(?<![\w@/.:#-])[A-Za-z][a-z]{2,}(?![\w@/:-])(?!\.\w)")
NAMES = {
    "Wagtail", "Hanmadang", "English", "Atom", "Enter", "Esc", "Ctrl", "Shift", "Alt", "Command", "Markdown",
    "Gravatar", "Pretendard", "Excel",
}  # fmt: skip
"""Names that stay as they are in Korean text."""
SAID_ALOUD = ("aria-label", "placeholder", "title", "alt")
LEFT_OUT = "[lang=en], select[name$=time_zone], [data-side-panel-toggle-counter]"
"""Marked English, names of time zones, counters that hold a word until a script counts."""
UNSEEN = ("script", "style", "template", "svg", "code", "kbd", "head")


def english_in(html: str, *, content: Iterable[str] = ()) -> Iterator[str]:
    """Words in Latin letters that a reader sees or hears, without names, content and what is marked as English."""
    soup = BeautifulSoup(html, "html.parser")
    for unseen in soup.find_all(UNSEEN):
        unseen.decompose()
    for left_out in soup.select(LEFT_OUT):
        left_out.decompose()
    texts = [*soup.stripped_strings]
    for tag in soup.find_all():
        if isinstance(tag, Tag):
            texts += [str(tag[name]) for name in SAID_ALOUD if tag.get(name)]
    for text in texts:
        for title in content:
            text = text.replace(title, "")  # noqa: PLW2901  (what editors wrote in English is no leftover)
        yield from (f"{word!r} in {text[:90]!r}" for word in WORD.findall(text) if word not in NAMES)


@pytest.fixture
def editor(client: Client) -> Client:
    """An editor's browser, signed in with the second factor."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    return client


def _page(kind: str) -> Page:
    """A Korean page of each kind."""
    pages = {
        "home": HomePage.objects.get(locale__language_code="ko"),
        "news": AnnouncementIndexPage.objects.get(locale__language_code="ko"),
        "announcement": AnnouncementPage.objects.filter(locale__language_code="ko").first(),
        "guide": GuidePage.objects.get(locale__language_code="ko", slug="privacy"),
        "zone": ZonePage.objects.get(zone__name_ko="공주 알밤특구"),
    }
    page = pages[kind]
    assert page is not None
    return page


PATHS = [
    "/cms/",
    "/cms/account/",
    "/cms/pages/",
    "/cms/pages/{home}/",
    "/cms/pages/{news}/",
    "/cms/pages/{home}/edit/",
    "/cms/pages/{announcement}/edit/",
    "/cms/pages/{zone}/edit/",
    "/cms/pages/{announcement}/history/",
    "/cms/pages/{announcement}/usage/",
    "/cms/pages/{announcement}/delete/",
    "/cms/pages/{announcement}/unpublish/",
    "/cms/pages/{announcement}/copy/",
    "/cms/pages/{announcement}/move/",
    "/cms/pages/{announcement}/privacy/",
    "/cms/pages/{announcement}/workflow_history/",
    "/cms/pages/add/home/announcementpage/{news}/",
    "/cms/pages/{news}/add_subpage/",
    "/cms/pages/search/?q=%ED%95%9C%EB%A7%88%EB%8B%B9",
    "/cms/choose-page/",
    "/cms/choose-external-link/",
    "/cms/choose-email-link/",
    "/cms/choose-phone-link/",
    "/cms/choose-anchor-link/",
    "/cms/announcements/",
    "/cms/guides/",
    "/cms/zone-pages/",
    "/cms/cases/",
    "/cms/images/",
    "/cms/images/add/",
    "/cms/images/chooser/",
    "/cms/documents/",
    "/cms/documents/add/",
    "/cms/documents/multiple/add/",
    "/cms/documents/chooser/",
    "/cms/snippets/home/criticalalert/",
    "/cms/snippets/home/criticalalert/add/",
    "/cms/import/",
    "/cms/import/new/",
    "/cms/reports/workflow/",
    "/cms/reports/site-history/",
    "/cms/localize/submit/page/{announcement}/",
]  # fmt: skip


@pytest.mark.whole
@pytest.mark.timeout(180)
def test_editor_meets_no_english(editor: Client) -> None:
    """One editor walks all of it: signing in for each page would take a minute."""
    left = {path: sorted(set(_english_at(editor, path))) for path in PATHS}
    found = [f"{path}: {words}" for path, words in left.items() if words]
    assert not found, "\n".join(found)


def _english_at(editor: Client, path: str) -> Iterator[str]:
    kinds = set(re.findall(r"\{(\w+)\}", path))
    response = editor.get(path.format(**{kind: _page(kind).pk for kind in kinds}), follow=True)
    if response.status_code != HTTPStatus.OK:
        yield f"answered {response.status_code}"
    is_json = response["Content-Type"].startswith("application/json")
    titles = Page.objects.filter(locale__language_code="en").values_list("title", flat=True)
    html = response.json()["html"] if is_json else response.content.decode()
    yield from english_in(html, content=sorted(titles, key=len, reverse=True))


def test_english_left_in_a_page_is_noticed() -> None:
    assert list(english_in('<p>페이지 <a href="/" title="Add child page">추가</a> Save draft</p>'))


def test_names_code_and_marked_english_are_let_pass() -> None:
    html = '<p>Wagtail 편집 <span lang="en">Regional Zone</span> <code>from</code> a@example.kr /guide/about/</p>'
    assert not list(english_in(html))
