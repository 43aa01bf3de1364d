"""What know-how keeps of people."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from knowhow.library import orders
from knowhow.models import ApprovalLink, LibraryExport, ReturnedCopy, Review, TakenCopy
from portal.accounts.models import User
from portal.personal.registry import Rows, Rule, register_rule

LINKS_KEPT = timedelta(days=90)
"""How long it can be looked up who was asked to decide, after the link has ended."""
COPIES_KEPT = timedelta(days=90)
"""How long a working copy may stay away and still be told from the draft it was taken from."""


def register_knowhow_rules() -> None:
    """Called once when the app is ready."""
    register_rule(
        Rule(
            key="case-versions",
            tables=("knowhow.PageVersion", "knowhow.Confirmation"),
            title=_("거둔 판과 확인의 기록"),
            items=_("판을 거두거나 내용이 맞다고 확인한 사람의 번호, 때, 까닭"),
            purpose=_("글을 누가 거두고 확인했는지 밝히기"),
            period=_("글이 있는 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남습니다."),
            order=53,
        )
    )
    register_rule(
        Rule(
            key="case-reviews",
            tables=("knowhow.Review", "knowhow.ReviewStep", "knowhow.ApprovalLink"),
            title=_("검토와 검증의 기록"),
            items=_("제출하고 살펴보고 결정한 사람의 번호, 때, 의견, 승인 링크를 받은 이메일"),
            purpose=_(
                "글을 누가 어떤 까닭으로 올렸는지 밝히기, 계정 없는 검토자에게 한 번 쓰는 링크를 보내기"
            ),
            period=_("글이 있는 동안. 링크를 받은 이메일은 링크가 끝나고 90일 동안"),
            then=_("탈퇴하면 ‘탈퇴한 사용자’의 번호로만 남고, 링크를 받은 이메일은 지웁니다."),
            order=54,
            erase=lambda user: ApprovalLink.objects.filter(email__iexact=user.email).delete(),
            destroy=lambda now: _past(now).delete()[0],
            overdue=lambda now: _past(now).count(),
            export=_own_reviews,
        )
    )
    register_rule(_rule_of_copies())
    _register_libraries()


def _forget_copies_of(user: User) -> None:
    ReturnedCopy.objects.filter(by=user).delete()
    TakenCopy.objects.filter(by=user).delete()


def _destroy_copies(now: datetime) -> int:
    return sum(rows.delete()[0] for rows in _past_copies(now))


def _past_copies(now: datetime) -> tuple[QuerySet[ReturnedCopy], QuerySet[TakenCopy]]:
    oldest = now - COPIES_KEPT
    return ReturnedCopy.objects.filter(uploaded_at__lt=oldest), TakenCopy.objects.filter(taken_at__lt=oldest)


def _own_copies(user: User) -> Rows:
    rows = ReturnedCopy.objects.filter(by=user).order_by("pk")
    return list(rows.values("file_name", "uploaded_at", "state", "values"))


def _register_libraries() -> None:
    register_rule(
        Rule(
            key="zone-libraries",
            tables=("knowhow.LibraryExport",),
            title=_("특구 자료 묶음"),
            items=_("신청한 사람의 번호, 범위, 묶은 파일(초안을 쓴 사람의 번호와 그 글이 들 수 있음)"),
            purpose=_("특구의 글과 파일을 한 번에 내려받기"),
            period=_("다 된 뒤 7일"),
            then=_("파일과 신청 기록을 함께 지웁니다. 누가 왜 내려받았는지는 접속기록에 남습니다."),
            order=55,
            erase=orders.discard_of,
            destroy=orders.destroy_past,
            overdue=orders.overdue,
            export=_own_libraries,
        )
    )


def _own_libraries(user: User) -> Rows:
    rows = LibraryExport.objects.filter(ordered_by=user).order_by("pk")
    return list(rows.values("zone__name_ko", "scope", "ordered_at", "ready_at", "expires_at"))


def _own_reviews(user: User) -> Rows:
    rows = Review.objects.filter(submitted_by=user).order_by("pk")
    return list(rows.values("page__title", "level", "state", "submitted_at"))


def _past(now: datetime) -> QuerySet[ApprovalLink]:
    """Whoever had no account gave nothing but an address for one decision."""
    return ApprovalLink.objects.filter(expires_at__lt=now - LINKS_KEPT)


def _rule_of_copies() -> Rule:
    return Rule(
        key="working-copies",
        tables=("knowhow.TakenCopy", "knowhow.ReturnedCopy"),
        title=_("글의 작업본"),
        items=_("작업본을 받고 올린 사람의 번호, 때, 파일 이름, 적은 글"),
        purpose=_("올린 파일이 초안의 무엇을 바꾸는지 견주어 보이고 되돌리기"),
        period=_("받거나 올린 날부터 90일"),
        then=_("지웁니다. 반영한 글은 초안에 남습니다."),
        order=55,
        erase=_forget_copies_of,
        destroy=_destroy_copies,
        overdue=lambda now: sum(rows.count() for rows in _past_copies(now)),
        export=_own_copies,
    )
