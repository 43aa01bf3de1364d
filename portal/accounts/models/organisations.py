"""Organisations, their posts, and who belongs to them. A post (직위) outlives the people who hold it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.words import in_language


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def confirmed(self) -> "OrganisationQuerySet":
        """Those that somebody entitled has confirmed; the others were only named by who signed up."""
        return self.filter(is_confirmed=True)


class Organisation(models.Model):
    """A body that people act for. The registry's own rows are named by number and code: the floor knows no room."""

    class Kind(models.TextChoices):
        """What kind of body it is."""

        MUNICIPALITY = "municipality", _("지방자치단체")
        ZONE_OPERATOR = "zone_operator", _("특구 운영기관")
        REGIONAL_OFFICE = "regional_office", _("지방중소벤처기업청")
        MINISTRY = "ministry", _("중소벤처기업부")
        OTHER_MINISTRY = "other_ministry", _("다른 중앙행정기관")
        EXPERT_BODY = "expert_body", _("전문기관·연구기관")
        COMPANY = "company", _("기업")
        LOCAL_CREATOR = "local_creator", _("로컬크리에이터")
        COMMERCIAL_PLANNER = "commercial_planner", _("상권기획자")
        INVESTOR = "investor", _("투자자")
        ASSOCIATION = "association", _("협회·단체")
        FOREIGN_PARTNER = "foreign_partner", _("해외 협력기관")

    kind = models.CharField(_("종류"), max_length=20, choices=Kind)
    name_ko = models.CharField(_("이름"), max_length=120)
    name_en = models.CharField(_("영문 이름"), max_length=160, blank=True)
    municipality_code = models.CharField(_("시·군·구 코드"), max_length=60, blank=True)
    office_number = models.PositiveBigIntegerField(
        _("담당 지방청 번호"),
        null=True,
        blank=True,
        help_text=_("가입 신청을 살피는 지방청. 지방청이면 자기 번호."),
    )
    is_confirmed = models.BooleanField(_("확인됨"), default=False)
    is_sample = models.BooleanField(_("예시"), default=False)
    created_at = models.DateTimeField(_("만든 때"), default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("기관")
        verbose_name_plural = _("기관")
        ordering: ClassVar[list[str]] = ["name_ko", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name_ko"], condition=models.Q(is_confirmed=True), name="organisation_name"
            ),
            models.UniqueConstraint(
                fields=["municipality_code"],
                condition=~models.Q(municipality_code=""),
                name="organisation_of_municipality",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language in force."""
        return in_language(self.name_ko, self.name_en)


PUBLIC_KINDS = (
    Organisation.Kind.MUNICIPALITY,
    Organisation.Kind.REGIONAL_OFFICE,
    Organisation.Kind.MINISTRY,
    Organisation.Kind.OTHER_MINISTRY,
)
"""Kinds whose officials have addresses of the government; a domain shared by all of them proves no more."""


class OfficialDomain(models.Model):
    """A mail domain whose addresses only officials get: confirming the address confirms the membership."""

    domain = models.CharField(
        _("도메인"), max_length=253, unique=True, help_text=_("@ 뒤. 예: korea.kr. 소문자로.")
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("기관"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="domains",
        help_text=_("비우면 모든 행정기관의 공통 도메인입니다."),
    )
    includes_subdomains = models.BooleanField(_("아래 도메인도"), default=False)
    note = models.CharField(_("메모"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("공식 메일 도메인")
        verbose_name_plural = _("공식 메일 도메인")
        ordering: ClassVar[list[str]] = ["domain"]

    def __str__(self) -> str:
        return self.domain


class Desk(models.Model):
    """A post in an organisation: what is addressed to it reaches whoever holds it."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("기관"), on_delete=models.CASCADE, related_name="desks"
    )
    name_ko = models.CharField(_("이름"), max_length=80)
    name_en = models.CharField(_("영문 이름"), max_length=120, blank=True)
    closed_at = models.DateTimeField(_("닫은 때"), null=True, blank=True)
    is_sample = models.BooleanField(_("예시"), default=False)

    class Meta:
        verbose_name = _("직위")
        verbose_name_plural = _("직위")
        ordering: ClassVar[list[str]] = ["organisation", "name_ko"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "name_ko"], condition=models.Q(closed_at=None), name="desk_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.name}"

    @property
    def name(self) -> str:
        """In the language in force."""
        return in_language(self.name_ko, self.name_en)


class DeskHolding(models.Model):
    """Who held a desk, from when to when. One holder at a time."""

    desk = models.ForeignKey(Desk, verbose_name=_("직위"), on_delete=models.CASCADE, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("담당자"),
        on_delete=models.CASCADE,
        related_name="holdings",
    )
    since = models.DateTimeField(_("시작"), default=timezone.now)
    until = models.DateTimeField(_("끝"), null=True, blank=True)

    class Meta:
        verbose_name = _("담당 이력")
        verbose_name_plural = _("담당 이력")
        ordering: ClassVar[list[str]] = ["desk", "-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["desk"], condition=models.Q(until=None), name="one_holder_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.user_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def verified(self) -> "MembershipQuerySet":
        """Those in force."""
        return self.filter(state=Membership.State.VERIFIED)

    def requested(self) -> "MembershipQuerySet":
        """Those that somebody has to decide."""
        return self.filter(state=Membership.State.REQUESTED)

    def managers(self) -> "MembershipQuerySet":
        """Those whose person manages the organisation now."""
        return self.verified().filter(is_manager=True, user__is_active=True)


class Membership(models.Model):
    """A person's place in an organisation, from asking for it to its end."""

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = "requested", _("확인 기다림")
        VERIFIED = "verified", _("확인됨")
        REFUSED = "refused", _("거절됨")
        ENDED = "ended", _("끝남")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("사람"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("기관"), on_delete=models.CASCADE, related_name="memberships"
    )
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.REQUESTED)
    is_manager = models.BooleanField(_("기관 관리자"), default=False)
    reason = models.TextField(_("가입 사유"), max_length=1000, blank=True)
    requested_at = models.DateTimeField(_("신청한 때"), default=timezone.now)
    decided_at = models.DateTimeField(_("정한 때"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("정한 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decision_reason = models.CharField(_("정한 사유"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("소속")
        verbose_name_plural = _("소속")
        ordering: ClassVar[list[str]] = ["organisation", "-requested_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state__in=["requested", "verified"]),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(is_manager=False) | models.Q(state="verified"),
                name="only_members_manage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id} {self.state}"


class Invitation(models.Model):
    """A manager's invitation by mail. Only the digest of its link is kept."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("기관"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("이메일"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("초대한 사람"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("보낸 때"), default=timezone.now)
    expires_at = models.DateTimeField(_("끝나는 때"))
    used_at = models.DateTimeField(_("쓴 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("초대")
        verbose_name_plural = _("초대")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.created_at}"

    @property
    def is_open(self) -> bool:
        """Whether its link still works."""
        return self.used_at is None and self.expires_at > timezone.now()
