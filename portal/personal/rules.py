"""The floor's rules, with those for the tables of the frameworks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, ModelLogEntry, PageLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from portal.accounts.models import DeskHolding, Invitation, Membership, Organisation, RoleGrant, User
from portal.audit.chain import KEPT as LOG_KEPT
from portal.audit.chain import forget_old
from portal.audit.models import AccessedPerson, AccessLog
from portal.outbox.jobs import ROWS_KEPT, TEXTS_KEPT, forget_mails
from portal.outbox.models import MailOutbox
from portal.personal.erasure import ERASED_NAME, end_sessions, is_last_superuser
from portal.personal.models import Consent, DataExport, Erasure
from portal.personal.registry import Rows, Rule, Text, register_erasure_guard, register_rule

SESSION_LIFE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
UNTIL_LEAVING = _("탈퇴할 때까지")
MOST = 10_000


def register_floor_rules() -> None:
    """Called once when the floor is ready."""
    for rule in (*_of_accounts(), *_of_membership(), *_of_use(), *_of_work(), *_of_duties(), *_of_requests()):
        register_rule(rule)
    register_erasure_guard(is_last_superuser)
    register_erasure_guard(_is_last_manager)


def _values(rows: QuerySet[Any], *names: str) -> Rows:
    return list(rows.order_by("pk").values(*names)[:MOST])


def _of_accounts() -> Iterable[Rule]:
    yield Rule(
        key="account",
        tables=(
            *("portal.User", "portal.User_groups", "portal.User_user_permissions"),
            *("account.EmailAddress", "wagtailusers.UserProfile"),
        ),
        title=_("계정"),
        items=_("이메일, 이름, 비밀번호(되돌릴 수 없는 형태), 메일의 언어, 가입 일시, 마지막 로그인, 역할"),
        purpose=_("로그인, 안내 메일, 편집 기록에서 누가 고쳤는지 보이기"),
        period=UNTIL_LEAVING,
        then=_("탈퇴를 신청하고 7일 뒤 이름과 이메일, 비밀번호를 지우고 번호만 남깁니다."),
        order=10,
        export=_account,
        erase=_erase_account,
    )
    yield Rule(
        key="second-factor",
        tables=("mfa.Authenticator", "socialaccount.SocialAccount"),
        title=_("2단계 인증과 다른 서비스의 로그인"),
        items=_("인증 앱의 비밀값과 복구 코드(암호화), 패스키의 공개키, 연결한 서비스의 식별자"),
        purpose=_("본인만 로그인하게 하기"),
        period=_("본인이 끄거나 탈퇴할 때까지"),
        then=_("바로 지웁니다."),
        order=20,
        export=lambda user: _values(
            Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"
        ),
        erase=lambda user: (
            Authenticator.objects.filter(user=user).delete(),
            SocialAccount.objects.filter(user=user).delete(),
        ),
    )


def _of_membership() -> Iterable[Rule]:
    yield Rule(
        key="memberships",
        tables=("portal.Membership", "portal.DeskHolding", "portal.RoleGrant"),
        title=_("소속과 역할"),
        items=_("기관, 직위, 역할, 가입 사유, 신청하고 정한 때와 정한 사람의 번호"),
        purpose=_("기관의 사람인지 확인하고 맡은 일만 하게 하기"),
        period=UNTIL_LEAVING,
        then=_("지웁니다. 다른 사람의 것을 정한 기록에는 ‘탈퇴한 사용자’의 번호만 남습니다."),
        order=25,
        export=lambda user: [
            *_values(
                Membership.objects.filter(user=user),
                *("organisation__name_ko", "state", "is_manager", "reason", "requested_at", "ended_at"),
            ),
            *_values(DeskHolding.objects.filter(user=user), "desk__name_ko", "since", "until"),
            *_values(RoleGrant.objects.filter(user=user), "role", "scope", "scope_number", "since", "until"),
        ],
        erase=_leave_everything,
    )
    yield Rule(
        key="invitations",
        tables=("portal.Invitation",),
        title=_("초대"),
        items=_("초대받은 이메일 주소, 기관, 초대한 사람의 번호"),
        purpose=_("동료를 기관으로 부르기"),
        period=_("초대의 기한이 지나고 1년"),
        then=_("지웁니다."),
        order=27,
        export=lambda user: _values(
            Invitation.objects.filter(email__iexact=user.email),
            "organisation__name_ko",
            "created_at",
            "used_at",
        ),
        erase=lambda user: (
            Invitation.objects.filter(email__iexact=user.email).delete(),
            Invitation.objects.filter(invited_by=user).delete(),
        ),
        destroy=lambda now: Invitation.objects.filter(expires_at__lt=now - ROWS_KEPT).delete()[0],
        overdue=lambda now: Invitation.objects.filter(expires_at__lt=now - ROWS_KEPT).count(),
    )


def _leave_everything(user: User) -> None:
    for model in (RoleGrant, DeskHolding, Membership):
        model.objects.filter(user=user).delete()


def _is_last_manager(user: User) -> Text | None:
    """Whoever alone manages an organisation names another manager first."""
    managed = Membership.objects.filter(
        user=user, is_manager=True, state=Membership.State.VERIFIED, ended_at__isnull=True
    ).values("organisation")
    others = Membership.objects.filter(
        organisation=OuterRef("pk"), is_manager=True, state=Membership.State.VERIFIED, ended_at__isnull=True
    ).exclude(user=user)
    alone = Organisation.objects.filter(pk__in=managed).exclude(Exists(others)).first()
    if alone is None:
        return None
    return _("‘%(name)s’의 하나뿐인 관리자입니다. 다른 관리자를 먼저 정해 주십시오.") % {
        "name": alone.name_ko
    }


def _of_use() -> Iterable[Rule]:
    yield Rule(
        key="sessions",
        tables=("usersessions.UserSession",),
        title=_("로그인한 기기"),
        items=_("IP 주소, 브라우저 종류, 로그인한 때"),
        purpose=_("본인이 로그인한 곳을 보고 끊게 하기"),
        period=_("로그인한 때부터 12시간"),
        then=_("지웁니다."),
        order=30,
        export=lambda user: _values(UserSession.objects.filter(user=user), "ip", "user_agent", "created_at"),
        erase=_end_sessions,
        destroy=lambda now: UserSession.objects.filter(created_at__lt=now - SESSION_LIFE).delete()[0],
        overdue=lambda now: UserSession.objects.filter(created_at__lt=now - SESSION_LIFE).count(),
    )
    yield Rule(
        key="consents",
        tables=("portal.Consent",),
        title=_("동의"),
        items=_("동의한 글의 판, 동의한 때, 거둔 때"),
        purpose=_("동의를 받았음을 보이기"),
        period=UNTIL_LEAVING,
        then=_("계정과 함께 지웁니다."),
        order=40,
        export=lambda user: _values(
            Consent.objects.filter(user=user), "text__title_ko", "text__version", "given_at", "withdrawn_at"
        ),
        erase=lambda user: Consent.objects.filter(user=user).delete(),
    )


def _account(user: User) -> Rows:
    names = ("email", "last_name", "first_name", "language", "date_joined", "last_login")
    return [{name: getattr(user, name) for name in names}]


def _erase_account(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()


def _end_sessions(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    end_sessions(list(sessions.values_list("session_key", flat=True)))
    sessions.delete()


def _of_work() -> Iterable[Rule]:
    yield Rule(
        key="editing",
        tables=(
            *(
                "wagtailcore.Page",
                "wagtailcore.Revision",
                "wagtailcore.PageLogEntry",
                "wagtailcore.ModelLogEntry",
            ),
            *("wagtailcore.WorkflowState", "wagtailcore.TaskState", "wagtailcore.UploadedFile"),
            *("wagtailcore.Comment", "wagtailcore.CommentReply", "admin.LogEntry"),
            *("wagtail_localize.StringTranslation", "wagtail_localize.SegmentOverride"),
            *("wagtaildocs.Document", "wagtailimages.Image", "portal.PortalImage", "portal.PortalDocument"),
            *("portal.ImportRun", "portal.AccessReview"),
        ),
        title=_("편집과 가져오기의 기록"),
        items=_("한 사람의 번호, 한 일, 때"),
        purpose=_("글과 자료를 누가 고쳤는지 밝히고 되돌리기"),
        period=_("글이나 자료가 있는 동안"),
        then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
        order=50,
        export=lambda user: _values(PageLogEntry.objects.filter(user=user), "timestamp", "action", "label"),
        erase=_untie_labels,
    )
    yield Rule(
        key="editing-aids",
        tables=(
            *("wagtailadmin.EditingSession", "wagtailadmin.FormState"),
            *("wagtailcore.APIToken", "wagtailcore.PageSubscription"),
        ),
        title=_("편집 화면의 상태"),
        items=_("열어 둔 글, 쓰다 만 값, 알림 설정"),
        purpose=_("여럿이 함께 고칠 때 부딪히지 않게 하기"),
        period=UNTIL_LEAVING,
        then=_("지웁니다."),
        order=60,
        erase=lambda user: [
            model.objects.filter(user=user).delete()
            for model in (EditingSession, FormState, APIToken, PageSubscription)
        ],
    )


def _untie_labels(user: User) -> None:
    """Logs of the frameworks copy the name of what was edited: of an account, its address."""
    kind = ContentType.objects.get_for_model(User)
    of_account = {"content_type": kind, "object_id": str(user.pk)}
    ModelLogEntry.objects.filter(**of_account).update(label=ERASED_NAME, data={})
    LogEntry.objects.filter(**of_account).update(object_repr=ERASED_NAME, change_message="")


def _of_duties() -> Iterable[Rule]:
    yield Rule(
        key="mail",
        tables=("portal.MailOutbox",),
        title=_("보낸 메일"),
        items=_("받는 주소, 제목, 본문"),
        purpose=_("메일을 잃거나 두 번 보내지 않기"),
        period=_("본문은 보낸 때부터 30일(로그인 코드와 링크는 보내는 즉시), 나머지는 1년"),
        then=_("지웁니다."),
        order=70,
        export=lambda user: _values(
            MailOutbox.objects.filter(to__iexact=user.email), "queued_at", "subject", "text", "state"
        ),
        erase=lambda user: MailOutbox.objects.filter(to__iexact=user.email).delete(),
        destroy=forget_mails,
        overdue=_overdue_mails,
    )
    yield Rule(
        key="access-log",
        tables=("portal.AccessLog",),
        title=_("접속기록"),
        items=_("누가(번호), 언제, 어디서(IP 주소), 누구의 것을(번호), 무엇을, 까닭"),
        purpose=_("개인정보를 누가 보았는지 점검하기(개인정보의 안전성 확보조치 기준 제8조)"),
        period=_("2년"),
        then=_("오래된 것부터 지웁니다. 그 전에는 탈퇴해도 지우지 않습니다."),
        order=80,
        export=_own_accesses,
        destroy=_forget_accesses,
        overdue=lambda now: AccessLog.objects.filter(at__lt=now - LOG_KEPT).count(),
    )


def _of_requests() -> Iterable[Rule]:
    yield Rule(
        key="exports",
        tables=("portal.DataExport",),
        title=_("내 자료 내려받기"),
        items=_("본인이 신청한 자료의 묶음"),
        purpose=_("열람 요구에 답하기"),
        period=_("7일"),
        then=_("지웁니다."),
        order=90,
        erase=lambda user: DataExport.objects.filter(user=user).delete(),
        destroy=lambda now: DataExport.objects.filter(expires_at__lt=now).delete()[0],
        overdue=lambda now: DataExport.objects.filter(expires_at__lt=now).count(),
    )
    yield Rule(
        key="erasures",
        tables=("portal.Erasure",),
        title=_("탈퇴 신청"),
        items=_("번호, 신청한 때, 마친 때"),
        purpose=_("탈퇴를 처리했음을 보이기"),
        period=_("마친 때부터 1년"),
        then=_("지웁니다."),
        order=95,
        destroy=lambda now: Erasure.objects.filter(done_at__lt=now - ROWS_KEPT).delete()[0],
        overdue=lambda now: Erasure.objects.filter(done_at__lt=now - ROWS_KEPT).count(),
    )


def _overdue_mails(now: datetime) -> int:
    rows = MailOutbox.objects.filter(finished_at__lt=now - ROWS_KEPT)
    texts = MailOutbox.objects.filter(finished_at__lt=now - TEXTS_KEPT).exclude(text="", html="")
    return rows.count() + texts.count()


def _own_accesses(user: User) -> Rows:
    """Who looked is somebody else's data; that somebody did, and why, is the person's own."""
    own = AccessLog.objects.filter(
        number__in=AccessedPerson.objects.filter(person=f"user:{user.pk}").values("log")
    )
    return list(own.order_by("number").values("at", "kind", "what", "reason")[:MOST])


def _forget_accesses(now: datetime) -> int:
    removed = 0
    while now_removed := forget_old(now=now):
        removed += now_removed
    return removed
