"""What desks keep of people: exported, erased, destroyed in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.desks.abouts import About
from portal.desks.corrections import reject, report
from portal.desks.handovers import hand_over
from portal.desks.models import Correction, Handover, Message, Thread
from portal.desks.rules import HANDOVERS_KEPT, REPORTERS_KEPT, THREADS_KEPT
from portal.desks.subjects import Reported, find_subject
from portal.desks.threads import answer, ask
from portal.personal.exports import data_of
from portal.personal.registry import Rule, rules
from portal.zones.models import Zone
from tests.accounts.people import Person
from tests.accounts.test_membership import make_officer
from tests.desks.conftest import SLUG, Post, make_member


def rule(key: str) -> Rule:
    return next(one for one in rules() if one.key == key)


@pytest.fixture
def thread(post: Post, company: Person) -> Thread:
    """A question with its answer."""
    about = About("장류 특구", "/zones/x/", post.desk)
    made = ask(about, kind="desk", subject="묻습니다", text="물음의 글", by=company.user)
    answer(made, text="답의 글", by=post.officer.user)
    return made


@pytest.fixture
def correction(company: Person, zone: Zone) -> Correction:
    """A report that was rejected."""
    subject = find_subject("zone", SLUG, viewer=None)
    assert subject is not None
    made = report(subject, fact=Reported(), claim="틀린 글", evidence="", by=company.user)
    office = zone.province.offices.get()
    reject(made, subject=subject, outcome="맞음", by=make_officer(office.pk, "office@example.kr").user)
    return Correction.objects.get()


def test_export_holds_ones_own(post: Post, company: Person, thread: Thread, correction: Correction) -> None:
    """The asker: both texts and the report. The officer: only what he wrote."""
    asked, answered = str(data_of(company.user)), str(data_of(post.officer.user))
    assert all(text in asked for text in ("물음의 글", "답의 글", "틀린 글"))
    assert "답의 글" in answered
    assert "물음의 글" not in answered


def test_erasure_takes_ones_own_and_leaves_the_desk_its_answers(
    post: Post, company: Person, thread: Thread, correction: Correction
) -> None:
    """A question goes with who asked; of an officer who leaves, the answer stays."""
    erase = rule("threads").erase
    assert erase is not None
    erase(post.officer.user)
    assert Message.objects.filter(is_from_desk=True).exists()
    erase(company.user)
    assert not Thread.objects.exists()
    untie = rule("corrections").erase
    assert untie is not None
    untie(company.user)
    correction.refresh_from_db()
    assert (correction.reporter, correction.claim) == (None, "")


def test_nightly_destruction_removes_what_is_past_its_time(
    post: Post, company: Person, thread: Thread, correction: Correction
) -> None:
    """And nothing younger."""
    hand_over(
        post.desk, to=make_member(post.organisation, "new@example.kr").user, note="", by=post.manager.user
    )
    now = timezone.now()
    Thread.objects.update(state="closed", changed_at=now - THREADS_KEPT + timedelta(days=1))
    for key, expected in (("threads", 0), ("corrections", 0), ("handovers", 0)):
        assert rule(key).destroy is not None
        assert rule(key).overdue(now) == expected  # type: ignore[misc]
    later = now + max(THREADS_KEPT, REPORTERS_KEPT, HANDOVERS_KEPT) + timedelta(days=2)
    for key in ("threads", "corrections", "handovers"):
        assert rule(key).overdue(later) == 1  # type: ignore[misc]
        rule(key).destroy(later)  # type: ignore[misc]
        assert rule(key).overdue(later) == 0  # type: ignore[misc]
    assert not Thread.objects.exists()
    assert not Handover.objects.exists()
    assert Correction.objects.get().reporter is None
