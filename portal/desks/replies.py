"""The right of reply: a zone answers a fact that is shown about it, changes its answer, takes it back; the programme may hide one."""

import logging
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from portal.accounts.grants import Role, Scope
from portal.accounts.models import Desk, RoleGrant, User
from portal.desks.abouts import desk_of_zone
from portal.desks.letters import tell
from portal.desks.models import Reply
from portal.page_cache.epoch import bump
from portal.personal_numbers import find, summary
from portal.policies import may
from portal.zones.fact_cells import FactCell, cells_of, find_cell
from portal.zones.models import Zone

logger = logging.getLogger(__name__)

State = Reply.State
MOST_TOLD: Final = 10


class ReplyRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@dataclass(frozen=True)
class AnswerableFact:
    """A fact of a zone with what the zone says to it."""

    cell: FactCell
    reply: Reply | None


@transaction.atomic
def answer(zone: Zone, reference: str, *, korean: str, english: str, by: User) -> Reply:
    """Answer a fact, or put another answer in the place of the standing one. Raises `ReplyRefusedError`."""
    if not may(by, "reply for", zone):
        raise PermissionDenied
    cells = {}
    for language in ("ko", "en"):
        with translation.override(language):
            cells[language] = find_cell(zone, reference)
    cell, in_english = cells["ko"], cells["en"]
    if cell is None or in_english is None:
        raise ReplyRefusedError(gettext("이 특구의 쪽에 없는 사실입니다. 목록에서 다시 골라 주십시오."))
    refuse_numbers(f"{korean}\n{english}")
    standing = Reply.objects.select_for_update().standing().filter(zone=zone, reference=reference)
    _end(standing, State.REPLACED, by=by)
    desk = _desk_of(zone, by)
    made = Reply.objects.create(
        zone=zone,
        reference=reference,
        title_ko=cell.title,
        title_en=in_english.title,
        value_ko=cell.value,
        value_en=in_english.value,
        text_ko=korean,
        text_en=english,
        desk=desk,
        post_ko=_post(zone, desk, "ko"),
        post_en=_post(zone, desk, "en"),
        made_by=by,
    )
    logger.info("fact_answered", extra={"reply": made.pk, "zone": zone.pk, "by": by.pk})
    bump()
    return made


@transaction.atomic
def take_back(reply: Reply, *, by: User) -> None:
    """The zone withdraws its answer."""
    if not may(by, "reply for", reply.zone):
        raise PermissionDenied
    if not _end(Reply.objects.standing().filter(pk=reply.pk), State.WITHDRAWN, by=by):
        raise ReplyRefusedError(gettext("이미 끝난 답변입니다."))
    bump()


@transaction.atomic
def hide(reply: Reply, *, why: str, by: User) -> None:
    """Take an answer off the pages, with a reason that everybody reads. The zone is told."""
    if not may(by, "hide", reply):
        raise PermissionDenied
    if not _end(Reply.objects.standing().filter(pk=reply.pk), State.HIDDEN, by=by, why=why):
        raise ReplyRefusedError(gettext("이미 끝난 답변입니다."))
    people = [reply.made_by] if reply.made_by is not None and reply.made_by.is_active else []
    tell(people, "reply_hidden", {"about": reply.zone.name_ko}, page="replies", key=reply.zone_id)
    bump()


def _end(rows: QuerySet[Reply], state: str, *, by: User, why: str = "") -> bool:
    return bool(rows.update(state=state, ended_at=timezone.now(), ended_by=by, hidden_why=why))


def refuse_numbers(text: str) -> None:
    """Nothing that belongs to a person stands in a reply: it is a post's word. Raises `ReplyRefusedError`."""
    if found := find(text):
        raise ReplyRefusedError(
            gettext("답변에 개인정보가 있습니다: %(found)s. 지우고 다시 올려 주십시오.")
            % {"found": summary(found)}
        )


def answerable(zone: Zone) -> list[AnswerableFact]:
    """Every fact of the zone's page, each with the standing answer: two queries."""
    replies = {row.reference: row for row in Reply.objects.standing().filter(zone=zone)}
    return [AnswerableFact(cell, replies.get(str(cell.reference))) for cell in cells_of(zone)]


def _desk_of(zone: Zone, by: User) -> Desk | None:
    """The desk by which this person speaks for the zone, else the zone's desk."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.ZONE_MANAGER, scope=Scope.ZONE, scope_number=zone.pk, desk__isnull=False
    )
    held = Desk.objects.filter(pk__in=grants.values("desk"), holdings__user=by, holdings__until=None)
    return held.order_by("pk").first() or desk_of_zone(zone)


def _post(zone: Zone, desk: Desk | None, language: str) -> str:
    with translation.override(language):
        if desk is None:
            return gettext("%(zone)s 담당") % {"zone": zone.name}
        return str(desk)[:200]
