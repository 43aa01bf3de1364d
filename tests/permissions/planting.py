"""Three hundred canary words in what is private: texts in every state that is not public, talks, files, mails, reasons."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone

from knowhow.models import CasePage, Review, ReviewStep
from knowhow.writing import attach_file
from portal.accounts.models import Membership
from portal.desks.models import Correction, Handover, Message, Thread
from portal.jobs.publishing import publish_due
from portal.outbox.models import MailOutbox
from tests.knowhow.factories import make_case
from tests.permissions.cast import PLACES, Cast, word_of

TEXTS: Final = (
    *("summary_ko", "context_ko", "problem_ko", "action_ko", "costs_ko"),
    *("went_wrong_ko", "conditions_ko", "title_en"),
)
WORDS_A_TEXT: Final = 3
PLANTED: Final = 300


@dataclass
class Planter:
    """Plants in one zone."""

    cast: Cast
    place: str

    def __post_init__(self) -> None:
        self.words: list[str] = []

    def take(self, kind: str, count: int = 1) -> str:
        """So many new words of this kind."""
        numbers = range(len(self.words), len(self.words) + count)
        made = [word_of(kind, self.place, number) for number in numbers]
        self.words += made
        return " ".join(made)

    def plant(self) -> list[str]:
        """Everywhere."""
        for hide in (_as_draft, _by_taking_down, _as_expired, _until_later):
            hide(self._case())
        self._in_talks()
        self._in_reasons()
        self._in_mails()
        self._in_files()
        return self.words

    def _case(self) -> CasePage:
        stands = self.cast.places[self.place]
        page = make_case(self.take("draft"), zone=stands.zone)
        for name in TEXTS:
            setattr(page, name, self.take("draft", WORDS_A_TEXT))
        return page

    def _thing(self, name: str) -> Any:
        return self.cast.things[self.place][name]["pk"]

    def _in_talks(self) -> None:
        thread = Thread.objects.get(pk=self._thing("thread"))
        for is_from_desk in (False, True) * 4:
            text = self.take("thread")
            Message.objects.create(thread=thread, author=None, is_from_desk=is_from_desk, text=text)
        Thread.objects.filter(pk=thread.pk).update(subject=self.take("thread"))
        correction = Correction.objects.get(pk=self._thing("correction"))
        for _number in range(6):
            correction.pk, correction.claim = None, self.take("correction")
            correction.evidence = f"https://example.org/{self.take('correction')}"
            correction.save()

    def _in_reasons(self) -> None:
        Handover.objects.filter(pk=self._thing("handover")).update(note=self.take("handover", 5))
        Membership.objects.filter(pk=self._thing("request")).update(reason=self.take("request", 5))
        review = Review.objects.get(pk=self._thing("review"))
        for _number in range(5):
            ReviewStep.objects.create(review=review, kind=ReviewStep.Kind.ASKED, text=self.take("review"))

    def _in_mails(self) -> None:
        mail = MailOutbox.objects.get(pk=self._thing("mail"))
        for _number in range(5):
            mail.pk, mail.subject, mail.text = None, self.take("mail"), self.take("mail")
            mail.message_id = f"<{self.take('mail')}@example.kr>"
            mail.save(force_insert=True)

    def _in_files(self) -> None:
        page = CasePage.objects.get(pk=self._thing("draft"))
        for _number in range(3):
            attach_file(
                page,
                ContentFile(self.take("file").encode(), f"{self.take('file')}.txt"),
                {
                    "title_ko": self.take("file"),
                    "is_free_of_personal_data": True,
                    "is_free_of_others_rights": True,
                },
                by=page.owner,
            )


def _as_draft(page: CasePage) -> None:
    page.live = False
    page.save()
    page.save_revision()


def _by_taking_down(page: CasePage) -> None:
    page.save_revision().publish()
    page.unpublish()


def _as_expired(page: CasePage) -> None:
    page.save_revision().publish()
    CasePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def _until_later(page: CasePage) -> None:
    page.live = False
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save()
    page.save_revision(approved_go_live_at=page.go_live_at)


def plant(cast: Cast) -> list[str]:
    """In both zones; returns the words. What has expired is taken down, as the job of each minute does."""
    words = [word for place in PLACES for word in Planter(cast, place).plant()]
    publish_due()
    return words
