"""Numbers, names and tokens swapped between two zones: nobody reads or writes what is another's.

As each role, addresses of every pattern that names something are asked for the other zone's things, and forms that stood on
its pages are sent, with some of their values from one's own. An answer that shows a canary one may not read, a row of the
other zone that changed, and an error of the server are finds.
"""

import random
from collections.abc import Sequence
from typing import Any, Final

import pytest
from django.conf import LazySettings
from django.db.models import Q

from portal import policies
from portal.desks.models import Thread
from tests.abuse.sizes import IS_FULL, SWAPS, say
from tests.permissions.cast import BOUND, FREE, Actor, Cast
from tests.permissions.patterns import names_in
from tests.permissions.rows import Belongings
from tests.permissions.swaps import Form, Judge, Rival, record, without_choices
from tests.permissions.table import Row, read_table
from tests.permissions.world import holds

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Limit for query")]

ROLES: Final = ("anonymous", *BOUND, *FREE)
TURNS: Final = [(role,) for role in ROLES] if IS_FULL else [ROLES]
RECORDED_BY: Final = ("superuser", "member", "zone_manager", "body_manager")
"""Who together gets to see every form of our pages."""
WITH_FORMS: Final = (
    *("people/desks/threads/<int:pk>/", "people/desks/<int:pk>/hand-over/", "people/desks/<int:pk>/rename/"),
    *("people/organisations/<int:pk>/", "people/requests/<int:pk>/", "people/corrections/<int:pk>/"),
    *("my/zone/drafts/<int:pk>/", "my/zone/reviews/<int:pk>/"),
)
"""Pages whose forms the small run sends."""
MIDDLEWARE: Final = "portal.cms_reach.CmsReachMiddleware"
REPORTED: Final = 1_000


def _rows() -> list[Row]:
    """What names something, and so can be swapped."""
    return [row for row in read_table().rows if names_in(row.pattern)]


def _recorded(stage: Cast, rows: Sequence[Row], *roles: str) -> list[Form]:
    """Forms of our pages as who may use them in the other zone sees them."""
    ours = [row for row in rows if row.is_ours and not row.is_alike_for_all]
    return record([_victim(stage, role) for role in roles], ours, stage)


def _victim(stage: Cast, role: str) -> Actor:
    return next(actor for actor in stage.actors_of(role) if actor.place != "own")


def _rival(stage: Cast, role: str) -> Actor:
    return next(actor for actor in stage.actors_of(role) if actor.place != "other")


def _found(
    stage: Cast, role: str, rows: Sequence[Row], forms: Sequence[Form], belongings: Belongings, *, count: int
) -> list[str]:
    actor = _rival(stage, role)
    rival = Rival(actor, stage, rows, forms, belongings, random.Random(role))  # noqa: S311 - to be repeated
    return list(Judge(stage, belongings).found(actor, rival.requests(count)))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("roles", TURNS, ids=lambda roles: f"{roles[0]}-to-{roles[-1]}")
def test_nobody_reads_or_writes_what_is_another_zones(stage: Cast, roles: Sequence[str]) -> None:
    rows = _rows()
    pages = rows if IS_FULL else [row for row in rows if row.pattern in WITH_FORMS]
    forms = _recorded(stage, pages, *(RECORDED_BY if IS_FULL else RECORDED_BY[:1]))
    assert len({form.route for form in forms}) >= len(WITH_FORMS)
    belongings, found = Belongings(stage), []
    for role in roles:
        found += _found(stage, role, rows, forms, belongings, count=SWAPS)
        say(f"{SWAPS:,} requests as {role}: {len(found)} finds")
    assert not found, "\n".join(line[:600] for line in found)


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ('<option value="2">말 특구</option>', False),
        ('<option value="2" selected>말 부품</option>', False),
        (r"\u003Coption value=\"2\"\u003E\ub9d0 \ud2b9\uad6c\u003C/option\u003E", False),
        ('<option value="2">말 사례</option>', True),
        ("<h2>말 특구</h2>", True),
        (r"\u003Ch2\u003E\ub9d0 \ud2b9\uad6c\u003C/h2\u003E", True),
    ],
)
def test_only_names_that_are_offered_to_all_writers_are_left_out(text: str, *, is_left: bool) -> None:
    assert holds(text, "말")
    assert holds(without_choices(text, "말"), "말") == is_left


def test_control_a_rule_that_answers_yes_is_found(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions to desks, if everybody might answer them: both read and written to."""
    rules: Any = policies._rules
    monkeypatch.setitem(rules, ("answer", Thread), lambda _user: Q())
    rows = [row for row in _rows() if row.pattern == "people/desks/threads/<int:pk>/"]
    found = _found(stage, "viewer", rows, _recorded(stage, rows, "superuser"), Belongings(stage), count=20)
    assert any(line.endswith("shows zqotthreadqz") for line in found)
    assert any(line.endswith("added to desks.Message of other") for line in found)


@pytest.mark.whole
def test_control_the_cms_without_its_net_is_found(stage: Cast, settings: LazySettings) -> None:
    standing = settings.MIDDLEWARE
    settings.MIDDLEWARE = [name for name in standing if name != MIDDLEWARE]
    actor = _rival(stage, "editor")
    actor.client.handler.load_middleware()
    rows = [row for row in _rows() if row.pattern.endswith("/move/<int:destination_id>/confirm/")]
    try:
        found = _found(stage, "editor", rows, [], Belongings(stage), count=20)
    finally:
        settings.MIDDLEWARE = standing
        actor.client.handler.load_middleware()
    assert any(line.endswith("shows a page of other") for line in found)


@pytest.mark.whole
def test_control_with_all_guards_the_same_requests_find_nothing(stage: Cast) -> None:
    rows = [
        row
        for row in _rows()
        if row.pattern
        in {
            "people/desks/threads/<int:pk>/",
            "cms/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
        }
    ]
    forms, belongings = _recorded(stage, rows, "superuser"), Belongings(stage)
    for role, sent in (("viewer", forms), ("editor", [])):
        assert _found(stage, role, rows, sent, belongings, count=20) == []
