"""Three hundred words in what is private, and everybody reads what his links lead to.

Nobody meets a word that is not his to read, and every page on the way bears the headers that it should. What strangers get
from search, feeds, counts and exports is asked in `test_canaries.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest
from django.db import transaction
from django.db.models import Q

from portal import policies
from portal.accounts.middleware import NoStoreMiddleware
from portal.desks.models import Thread
from tests.abuse.sizes import ASKED_AS_ROLE, CRAWLED_AS_ROLE, IS_FULL, say
from tests.permissions.canaries import CANARY, forbidden
from tests.permissions.cast import Actor, Cast
from tests.permissions.crawl import ReadPage, pages
from tests.permissions.planting import PLANTED, plant

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(3600),
    pytest.mark.filterwarnings("ignore:Limit for query"),
]

OK: Final = 200
FIRST_OF_ERRORS: Final = 500
REPORTED: Final = 20
EDITORS: Final = ("/cms/", "/django-admin/")
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

type Walk = list[tuple[Actor, ReadPage]]


@pytest.fixture(scope="module")
def walk(stage: Cast) -> Walk:
    """Everybody's way through the portal; in the small form, of one zone."""
    found: Walk = []
    with transaction.atomic():
        assert len(set(plant(stage))) >= PLANTED
        for actor in stage.actors if IS_FULL else stage.without_the_other_zone().actors:
            found += [(actor, page) for page in pages(actor, most=CRAWLED_AS_ROLE)]
            say(f"{CRAWLED_AS_ROLE} pages read as {actor}")
        transaction.set_rollback(True)
    return found


def _shown(actor: Actor, page: ReadPage) -> Iterator[str]:
    if page.status >= FIRST_OF_ERRORS:
        yield f"{actor}: {page.address} answered {page.status}"
    yield from (f"{actor}: {page.address} shows {word}" for word in forbidden(actor, page.text))


def test_nobody_meets_a_word_that_is_not_his_to_read(walk: Walk) -> None:
    found = [line for actor, page in walk for line in _shown(actor, page)]
    assert not found, "\n".join(found[:REPORTED])


@pytest.mark.long
def test_nobody_finds_such_a_word(stage: Cast) -> None:
    """Search is asked for the beginning of a word, so that an echo is told from a find."""
    words, found = plant(stage), []
    for number, actor in enumerate(stage.without_the_other_zone().actors):
        for word in words[number % 7 :: len(words) // ASKED_AS_ROLE]:
            text = actor.client.get("/search/", {"q": word[:-3]}).content.decode()
            found += [f"{actor}: {word[:-3]} finds {one}" for one in forbidden(actor, text)]
    assert not found, "\n".join(found[:REPORTED])


@pytest.mark.whole
def test_control_without_a_rule_a_viewer_meets_some(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions to desks, if everybody might answer them: in the list, and on the page that it leads to."""
    rules: Any = policies._rules
    monkeypatch.setitem(rules, ("answer", Thread), lambda _user: Q())
    plant(stage)
    viewer = next(iter(stage.actors_of("viewer")))
    found = [
        line
        for page in pages(viewer, start="/people/desks/threads/", most=12)
        for line in _shown(viewer, page)
    ]
    assert any(line.startswith(f"{viewer}: /people/desks/threads/ shows zqotthread") for line in found)


@pytest.mark.whole
def test_control_whose_words_they_are_meets_them(stage: Cast) -> None:
    """By the same way of reading: else it would hold for nothing."""
    plant(stage)
    for role, start, kind in (
        ("desk_officer", "/people/desks/threads/", "thread"),
        ("office_officer", "/people/corrections/", "correction"),
        ("contributor", "/my/zone/", "draft"),
        ("superuser", "/cms/mails/", "mail"),
    ):
        actor = next(iter(stage.actors_of(role)))
        met = {found[1] for page in pages(actor, start=start, most=12) for found in CANARY.findall(page.text)}
        assert kind in met, role


def _missing(actor: Actor, page: ReadPage) -> Iterable[str]:
    """What a page of somebody who is signed in lacks."""
    headers, is_editors = page.headers, page.address.startswith(EDITORS)
    wanted = HEADERS | {"X-Frame-Options": "SAMEORIGIN" if is_editors else "DENY"}
    yield from (f"{name}: {value}" for name, value in wanted.items() if headers.get(name) != value)
    kept = headers.get("Cache-Control", "")
    if page.is_private and not ("no-store" in kept and "private" in kept):
        yield f"Cache-Control: no-store, private, not {kept!r}"
    if "public" in kept and page.status == OK and actor.role != "anonymous" and "Set-Cookie" in headers:
        yield f"Cache-Control that lets others keep a page with a cookie: {kept!r}"
    policy = headers.get("Content-Security-Policy", "")
    if not is_editors and ("default-src 'none'" not in policy or "unsafe" in policy):
        yield f"Content-Security-Policy without inline code, not {policy!r}"
    if "base-uri" not in policy or "frame-ancestors" not in policy:
        yield f"Content-Security-Policy with base-uri and frame-ancestors, not {policy!r}"


@pytest.mark.whole
def test_every_page_on_the_way_bears_its_headers(walk: Walk) -> None:
    """Bar H4 behind the door: the same as in front of it, and kept by no browser and no proxy."""
    assert len({page.kind for _actor, page in walk if page.is_private}) >= 25
    lacking = {
        f"{page.kind} lacks {what}"
        for actor, page in walk
        if page.headers.get("Content-Type", "").startswith("text/html")
        for what in _missing(actor, page)
    }
    assert not lacking, "\n".join(sorted(lacking)[:REPORTED])


def test_control_a_private_page_that_may_be_kept_is_named(
    stage: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NoStoreMiddleware, "__call__", lambda self, request: self.get_response(request))
    member = next(iter(stage.actors_of("member")))
    lacking = [what for page in pages(member, start="/people/", most=3) for what in _missing(member, page)]
    assert any(what.startswith("Cache-Control") for what in lacking)
