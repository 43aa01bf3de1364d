"""Reviews of know-how: the zone's manager first, the expert panel second. What was decided is never rewritten."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from knowhow.models.terms import EvidenceGrade
from portal.importing.models import ImportRun

REASON_LIMIT = 2000


class ReviewQuerySet(models.QuerySet["Review"]):
    """Questions about reviews."""

    def waiting(self) -> "ReviewQuerySet":
        """Those that a reviewer has to decide."""
        return self.filter(state=Review.State.WAITING)

    def running(self) -> "ReviewQuerySet":
        """Those without a decision: with the reviewer, or back with the author."""
        return self.filter(state__in=Review.RUNNING)

    def submitted(self) -> "ReviewQuerySet":
        """Those that people asked for or decided: not what files brought."""
        return self.exclude(way__in=(Review.Way.IMPORT, Review.Way.PROGRAM))

    def accepted(self) -> "ReviewQuerySet":
        """Those that ended well."""
        return self.filter(state=Review.State.ACCEPTED)


class Review(models.Model):
    """One request to look at a page, from submission to decision."""

    class Level(models.TextChoices):
        """Who decides, and what follows."""

        ZONE = "zone", _("특구 검토")
        LIBRARY = "library", _("국가 사례 서가 검증")

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("검토 기다림")
        ASKED = "asked", _("보완 요청")
        ACCEPTED = "accepted", _("승인")
        REFUSED = "refused", _("반려")
        WITHDRAWN = "withdrawn", _("거둠")

    class Way(models.TextChoices):
        """By which road the text came out: every publication has a review, also one that nobody submitted."""

        SUBMISSION = "submission", _("제출")
        CMS = "cms", _("CMS에서 바로 게시")
        DATED = "dated", _("날을 정해 게시")
        REVERTED = "reverted", _("이전 글로 되돌려 게시")
        COPY = "copy", _("복사")
        MOVED = "moved", _("다른 특구로 옮김")
        IMPORT = "import", _("자료 가져오기")
        PROGRAM = "program", _("프로그램이 게시")

    RUNNING = (State.WAITING, State.ASKED)

    page = models.ForeignKey(
        Page, verbose_name=_("글"), on_delete=models.CASCADE, related_name="knowhow_reviews"
    )
    zone_number = models.PositiveBigIntegerField(_("특구 번호"), db_index=True)
    level = models.CharField(_("단계"), max_length=8, choices=Level)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.WAITING)
    way = models.CharField(_("방법"), max_length=10, choices=Way, default=Way.SUBMISSION)
    import_run = models.ForeignKey(
        ImportRun,
        verbose_name=_("가져오기"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision = models.ForeignKey(
        Revision, verbose_name=_("제출한 글"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("제출한 사람"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="knowhow_submissions",
    )
    submitted_at = models.DateTimeField(_("제출한 때"), default=timezone.now)
    due_on = models.DateField(_("기한"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("살펴보는 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("정한 때"), null=True, blank=True)
    opinion = models.TextField(_("의견"), max_length=REASON_LIMIT, blank=True)
    evidence_grade = models.CharField(_("근거 수준"), max_length=10, choices=EvidenceGrade, blank=True)
    raw = models.JSONField(_("처음 제출한 글"))
    """What was submitted first, by language, as entries (`knowhow.snapshots`)."""
    validated = models.JSONField(_("승인한 글"), null=True, blank=True)
    """What was accepted, the same way."""

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("검토")
        verbose_name_plural = _("검토")
        ordering: ClassVar[list[str]] = ["-submitted_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["page", "level"],
                condition=Q(state__in=["waiting", "asked"]),
                name="one_running_review_a_level",
            ),
            models.CheckConstraint(
                condition=~Q(level="library", state="accepted") | (~Q(opinion="") & ~Q(evidence_grade="")),
                name="admission_has_opinion_and_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.level} {self.state}"

    def get_absolute_url(self) -> str:
        """Where it is decided and followed."""
        return reverse("knowhow-review", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether it waits longer than promised."""
        return self.state == self.State.WAITING and self.due_on < timezone.localdate()

    @property
    def is_running(self) -> bool:
        """Whether nothing was decided yet."""
        return self.state in self.RUNNING


class ReviewStep(models.Model):
    """One thing that happened to a review: written once, never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        SUBMITTED = "submitted", _("제출")
        TAKEN = "taken", _("살펴보는 중")
        ASKED = "asked", _("보완 요청")
        ANSWERED = "answered", _("보완 제출")
        ACCEPTED = "accepted", _("승인")
        REFUSED = "refused", _("반려")
        WITHDRAWN = "withdrawn", _("거둠")
        LINK_SENT = "link_sent", _("승인 링크 보냄")
        CONFLICT = "conflict", _("이해충돌로 빠짐")
        PUBLISHED = "published", _("정한 날에 게시")
        TAKEN_DOWN = "taken_down", _("게시를 내림")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("무엇"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("때"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("글"), max_length=REASON_LIMIT, blank=True)

    class Meta:
        verbose_name = _("검토 단계")
        verbose_name_plural = _("검토 단계")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind}"


class ApprovalLink(models.Model):
    """A link by which one person without an account decides once. Only its digest is kept."""

    LIFE: ClassVar[dt.timedelta] = dt.timedelta(days=7)

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(_("이메일"))
    digest = models.CharField(max_length=64, unique=True)
    sent_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(_("끝나는 때"))
    used_at = models.DateTimeField(_("쓴 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("승인 링크")
        verbose_name_plural = _("승인 링크")
        ordering: ClassVar[list[str]] = ["-expires_at", "-id"]

    def __str__(self) -> str:
        return f"{self.review_id} {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it still works."""
        return self.used_at is None and self.expires_at > timezone.now() and self.review.state == "waiting"
