"""Scheduled publication: what is due goes live or is taken down, whatever else is broken."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from portal.jobs.publishing import Published, publish_due

pytestmark = pytest.mark.django_db

PAST = timedelta(minutes=-1)
FUTURE = timedelta(hours=1)


def scheduled_page(slug: str, *, go_live: timedelta) -> Page:
    when = timezone.now() + go_live
    page = draft(slug, go_live_at=when)
    page.save_revision(approved_go_live_at=when)
    return page


def draft(slug: str, *, go_live_at: datetime | None = None, is_live: bool = False) -> Page:
    page: Page = Page.objects.get(depth=1).add_child(
        instance=Page(title=slug, slug=slug, live=is_live, go_live_at=go_live_at)
    )
    return page


def is_live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


@pytest.mark.parametrize(("go_live", "expected"), [(PAST, True), (FUTURE, False)])
def test_page_goes_live_when_its_time_has_come(go_live: timedelta, *, expected: bool) -> None:
    page = scheduled_page("due", go_live=go_live)
    publish_due()
    assert is_live(page) is expected


@pytest.mark.parametrize(("expiry", "expected"), [(PAST, False), (FUTURE, True)])
def test_page_is_taken_down_when_it_has_expired(expiry: timedelta, *, expected: bool) -> None:
    page = draft("old", is_live=True)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + expiry)
    publish_due()
    assert is_live(page) is expected


def test_page_that_cannot_be_published_holds_up_no_other() -> None:
    broken = scheduled_page("broken", go_live=PAST * 2)
    Revision.objects.filter(object_id=str(broken.pk)).update(content={"pk": broken.pk, "go_live_at": "never"})
    page = scheduled_page("due", go_live=PAST)
    assert publish_due() == Published(published=1, expired=0)
    assert is_live(page)


def test_second_run_does_nothing() -> None:
    scheduled_page("due", go_live=PAST)
    publish_due()
    assert publish_due() == Published(published=0, expired=0)


def test_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    scheduled_page("due", go_live=PAST)
    call_command("publish_due")
    assert capsys.readouterr().out == "1 published, 0 expired.\n"
