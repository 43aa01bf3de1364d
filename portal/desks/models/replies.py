"""What a zone answers to one fact that is shown about it. The fact stays as it is; nothing that was answered is lost."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk
from portal.words import in_language
from portal.zones.fact_references import LONGEST
from portal.zones.models import Zone

TEXT_LENGTH = 600
REASON_LENGTH = 200


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Questions about replies."""

    def standing(self) -> Self:
        """Those that hold now."""
        return self.filter(state=Reply.State.STANDING)

    def shown(self) -> Self:
        """Those that readers see: what holds, and that something was hidden, with the reason."""
        return self.filter(state__in=(Reply.State.STANDING, Reply.State.HIDDEN))


class Reply(models.Model):
    """One text of a reply. A changed reply is a new row; the earlier one stays, and says so."""

    class State(models.TextChoices):
        """What became of it."""

        STANDING = "standing", _("게시 중")
        REPLACED = "replaced", _("고쳐 씀")
        WITHDRAWN = "withdrawn", _("특구가 거둠")
        HIDDEN = "hidden", _("삭제된 답변")

    zone = models.ForeignKey(Zone, verbose_name=_("특구"), on_delete=models.CASCADE, related_name="replies")
    reference = models.CharField(_("사실"), max_length=LONGEST)
    """The cell it answers (`portal.zones.fact_references`)."""
    title_ko = models.CharField(_("사실의 이름"), max_length=300)
    title_en = models.CharField(_("사실의 이름(영문)"), max_length=300, blank=True)
    value_ko = models.CharField(_("답변할 때의 값"), max_length=300, blank=True)
    value_en = models.CharField(_("답변할 때의 값(영문)"), max_length=300, blank=True)
    """What the cell showed then: when the fact changes, the reply stays with what it answered."""
    text_ko = models.TextField(_("답변"), max_length=TEXT_LENGTH)
    text_en = models.TextField(_("답변(영문)"), max_length=TEXT_LENGTH, blank=True)
    desk = models.ForeignKey(
        Desk, verbose_name=_("직위"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    post_ko = models.CharField(_("답변한 직위"), max_length=200)
    post_en = models.CharField(_("답변한 직위(영문)"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("답변한 때"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("적은 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.STANDING)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("끝낸 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hidden_why = models.CharField(_("삭제한 까닭"), max_length=REASON_LENGTH, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("특구의 답변")
        verbose_name_plural = _("특구의 답변")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["zone", "reference"],
                condition=models.Q(state="standing"),
                name="one_standing_reply_a_fact",
            ),
            models.CheckConstraint(
                condition=models.Q(state="standing", ended_at=None)
                | (~models.Q(state="standing") & models.Q(ended_at__isnull=False)),
                name="reply_ends_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="hidden") | ~models.Q(hidden_why=""), name="hidden_reply_has_reason"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["zone", "state"], name="reply_of_zone")]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"

    @property
    def title(self) -> str:
        """The fact's name in the language in force."""
        return in_language(self.title_ko, self.title_en)

    @property
    def value(self) -> str:
        """What the cell showed, in the language in force."""
        return in_language(self.value_ko, self.value_en)

    @property
    def post(self) -> str:
        """Who answered: a post, never a person."""
        return in_language(self.post_ko, self.post_en)

    @property
    def is_hidden(self) -> bool:
        """Whether the programme took it off the page."""
        return self.state == self.State.HIDDEN
