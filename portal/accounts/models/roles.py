"""Roles as data: who may do what, where, from when to when, and who said so."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organisations import Desk


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Questions about grants."""

    def in_force(self) -> "RoleGrantQuerySet":
        """Begun, not ended."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def of(self, user: object) -> "RoleGrantQuerySet":
        """In force for this person: granted to him, or to a desk that he holds now."""
        person_pk = getattr(user, "pk", None)
        if person_pk is None or not getattr(user, "is_active", False):
            return self.none()
        return self.in_force().filter(
            Q(user_id=person_pk)
            | Q(desk__in=Desk.objects.filter(holdings__user_id=person_pk, holdings__until=None).values("pk"))
        )


class RoleGrant(models.Model):
    """One role of a person or a desk in one scope. It is ended, never deleted: the past stays readable."""

    class Role(models.TextChoices):
        """What one may be. Rights follow from the rules that the rooms register (`portal/policies.py`)."""

        VIEWER = "viewer", _("열람자")
        CONTRIBUTOR = "contributor", _("기고자")
        EDITOR = "editor", _("편집자")
        ZONE_MANAGER = "zone_manager", _("특구 관리자")
        VALIDATOR = "validator", _("검증위원")
        EVENT_STAFF = "event_staff", _("행사 운영자")
        CHECK_IN = "check_in", _("행사 접수")
        OFFICE_OFFICER = "office_officer", _("지방청 담당관")
        PROGRAMME_OFFICER = "programme_officer", _("제도 담당관")
        COUNCIL_MEMBER = "council_member", _("위원회 위원")
        COACH = "coach", _("컨설턴트")
        AUDITOR = "auditor", _("감사자")

    class Scope(models.TextChoices):
        """Where the role holds."""

        ZONE = "zone", _("특구")
        OFFICE = "office", _("지방청 관할")
        ORGANISATION = "organisation", _("기관")
        EVERYWHERE = "everywhere", _("모든 곳")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("사람"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="grants",
    )
    desk = models.ForeignKey(
        Desk, verbose_name=_("직위"), null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(_("역할"), max_length=20, choices=Role)
    scope = models.CharField(_("범위"), max_length=12, choices=Scope)
    scope_number = models.PositiveBigIntegerField(
        _("범위 번호"), null=True, blank=True, help_text=_("특구·지방청·기관의 번호. 모든 곳이면 비웁니다.")
    )
    since = models.DateTimeField(_("시작"), default=timezone.now)
    until = models.DateTimeField(_("끝"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("준 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(_("사유"), max_length=300)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("역할 부여")
        verbose_name_plural = _("역할 부여")
        ordering: ClassVar[list[str]] = ["-since", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, desk=None) | Q(user=None, desk__isnull=False),
                name="grant_to_person_or_desk",
            ),
            models.CheckConstraint(
                condition=Q(scope="everywhere", scope_number=None)
                | (~Q(scope="everywhere") & Q(scope_number__isnull=False)),
                name="grant_has_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.scope} {self.scope_number or ''}"
