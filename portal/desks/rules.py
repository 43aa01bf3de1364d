"""What desks keep of people, and how long."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.desks.models import (
    Attachment,
    Correction,
    DeskClosing,
    Handover,
    Message,
    Reply,
    Thread,
)
from portal.personal.registry import Rows, Rule, register_rule

THREADS_KEPT: Final = timedelta(days=365)
REPORTERS_KEPT: Final = timedelta(days=365)
HANDOVERS_KEPT: Final = timedelta(days=2 * 365)
MOST: Final = 10_000
MOST_FILES: Final = 500


def register_desk_rules() -> None:
    """Called once when the app is ready."""
    for rule in (_of_threads(), _of_corrections(), _of_handovers(), _of_closings(), _of_replies()):
        register_rule(rule)


def _values(rows: QuerySet[Any], *names: str) -> Rows:
    return list(rows.order_by("pk").values(*names)[:MOST])


def _of_threads() -> Rule:
    return Rule(
        key="threads",
        tables=("desks.Thread", "desks.Message", "desks.Attachment", "desks.FollowUp"),
        title=_("직위에 한 문의"),
        items=_("물은 사람의 번호, 제목, 주고받은 글과 파일, 답변의 후속 약속, 때"),
        purpose=_("문의를 담당 직위에 전하고 답하기"),
        period=_("끝난 때부터 1년"),
        then=_(
            "지웁니다. 탈퇴하면 본인이 한 문의는 답변과 함께 바로 지우고, 직위로서 한 답변은 번호로만 남깁니다."
        ),
        order=54,
        export=_exported_texts,
        files=_exported_files,
        erase=lambda user: Thread.objects.filter(asked_by=user).delete(),
        destroy=lambda now: _old_threads(now).delete()[0],
        overdue=lambda now: _old_threads(now).count(),
    )


def _exported_texts(user: User) -> Rows:
    """What he asked, with the answers; what he answered for a desk. What others asked that desk is theirs."""
    mine = Message.objects.filter(Q(thread__asked_by=user) | Q(author=user, is_from_desk=True))
    names = (
        "thread__subject",
        "thread__about_title",
        "is_from_desk",
        "text",
        "written_at",
        "attachments__name",
        "promise__text",
        "promise__due_on",
    )
    return _values(mine, *names)


def _exported_files(user: User) -> Iterator[tuple[str, bytes]]:
    """What he attached, as who asked or for a desk."""
    for row in Attachment.objects.filter(message__author=user).order_by("pk")[:MOST_FILES]:
        yield f"{row.pk}-{row.name}", bytes(row.content)


def _old_threads(now: datetime) -> QuerySet[Thread]:
    return Thread.objects.filter(state=Thread.State.CLOSED, changed_at__lt=now - THREADS_KEPT)


def _of_corrections() -> Rule:
    return Rule(
        key="corrections",
        tables=("desks.Correction",),
        title=_("정보 오류 신고"),
        items=_("신고한 사람과 정한 사람의 번호, 신고한 글, 결과"),
        purpose=_("등록부의 잘못을 고치고 결과를 신고한 사람에게 알리기"),
        period=_("결과를 정한 때부터 1년"),
        then=_("신고한 사람의 번호를 지웁니다. 고친 신고의 결과는 사실의 기록으로 남습니다."),
        order=55,
        export=lambda user: _values(
            Correction.objects.filter(reporter=user),
            *("subject_kind", "subject_key", "claim", "evidence", "reported_at", "state", "outcome"),
        ),
        erase=_untie_reporter,
        destroy=lambda now: _told_long_ago(now).update(reporter=None, claim="", evidence=""),
        overdue=lambda now: _told_long_ago(now).count(),
    )


def _untie_reporter(user: User) -> None:
    """Nobody waits for the answer to an open report any more; of a decided one only the outcome stays."""
    mine = Correction.objects.filter(reporter=user)
    mine.filter(state=Correction.State.OPEN).delete()
    mine.update(reporter=None, claim="", evidence="")
    Correction.objects.filter(decided_by=user).update(decided_by=None)


def _told_long_ago(now: datetime) -> QuerySet[Correction]:
    return Correction.objects.filter(decided_at__lt=now - REPORTERS_KEPT).exclude(
        reporter=None, claim="", evidence=""
    )


def _of_handovers() -> Rule:
    return Rule(
        key="handovers",
        tables=("desks.Handover",),
        title=_("직위의 인수인계"),
        items=_("넘긴 사람, 받은 사람, 정한 사람의 번호, 남긴 말, 때"),
        purpose=_("맡은 일이 사람이 바뀌어도 이어지게 하기"),
        period=_("2년"),
        then=_("지웁니다."),
        order=56,
        export=lambda user: _values(
            Handover.objects.filter(Q(from_user=user) | Q(to_user=user)),
            *("desk__name_ko", "at", "undone_at"),
        ),
        erase=lambda user: Handover.objects.filter(from_user=user).update(from_user=None, note=""),
        destroy=lambda now: Handover.objects.filter(at__lt=now - HANDOVERS_KEPT).delete()[0],
        overdue=lambda now: Handover.objects.filter(at__lt=now - HANDOVERS_KEPT).count(),
    )


def _of_closings() -> Rule:
    return Rule(
        key="desk-closings",
        tables=("desks.DeskClosing",),
        title=_("직위를 닫은 기록"),
        items=_("닫을 때의 담당자와 닫은 사람의 번호, 옮긴 문의와 역할의 번호, 때"),
        purpose=_("닫은 직위를 되돌리고 누가 닫았는지 알기"),
        period=_("2년"),
        then=_("지웁니다."),
        order=57,
        export=lambda user: _values(
            DeskClosing.objects.filter(Q(officer=user) | Q(by=user)), *("desk__name_ko", "at", "undone_at")
        ),
        erase=lambda user: DeskClosing.objects.filter(officer=user).update(officer=None),
        destroy=lambda now: DeskClosing.objects.filter(at__lt=now - HANDOVERS_KEPT).delete()[0],
        overdue=lambda now: DeskClosing.objects.filter(at__lt=now - HANDOVERS_KEPT).count(),
    )


def _of_replies() -> Rule:
    return Rule(
        key="fact-replies",
        tables=("desks.Reply",),
        title=_("특구의 답변"),
        items=_("답변을 적은 사람과 끝낸 사람의 번호, 답변, 때"),
        purpose=_("특구가 자기에 관한 사실과 평가에 답하고, 누가 적었는지 밝히기"),
        period=_("특구가 등록부에 있는 동안"),
        then=_("답변은 직위의 말로 남고, 탈퇴하면 적은 사람의 번호를 지웁니다."),
        order=58,
        export=lambda user: _values(
            Reply.objects.filter(made_by=user),
            *("reference", "title_ko", "text_ko", "text_en", "made_at", "state"),
        ),
        erase=_untie_replies,
    )


def _untie_replies(user: User) -> None:
    Reply.objects.filter(made_by=user).update(made_by=None)
    Reply.objects.filter(ended_by=user).update(ended_by=None)
