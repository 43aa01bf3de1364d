"""What hangs on a desk. Each room says what it keeps for one, and how that goes to the next officer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.permissions import policy_registry

from portal.accounts.grants import Scope
from portal.accounts.models import Desk, RoleGrant, User
from portal.desks.models import Attachment, Thread
from portal.desks.promises import promises_of
from portal.policies import may
from portal.zones.models import Zone

MOST_LINES = 100


@dataclass(frozen=True)
class Line:
    """One thing that the next officer has to know of."""

    title: str
    path: str = ""
    note: str = ""
    page: int | None = None
    """The number of the page that it tells of: only who may change that page in the CMS is told which it is."""


type Numbers = Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Things of one kind. What belongs to the desk itself has no `move`: it stays where it is."""

    key: str
    title: str | Promise
    order: int
    lines: Callable[[Desk, User | None], Iterable[Line]]
    """What of them stands now; called with the desk and its officer."""
    is_correspondence: bool = False
    """Whether only those who answer for the desk may read it; others see how much there is."""
    move: Callable[[Desk, User, User, Numbers | None], Numbers] | None = None
    """Give what the first person keeps for the desk to the second: all of it, or only these numbers. Returns the numbers."""


@dataclass(frozen=True)
class Section:
    """A part of the pack."""

    key: str
    title: str | Promise
    lines: tuple[Line, ...]


_belongings: dict[str, Belonging] = {}


def register_belonging(belonging: Belonging) -> None:
    """Let these go along at a hand-over; call it in `AppConfig.ready()`. Raises `ValueError` for a taken key."""
    if _belongings.get(belonging.key, belonging) != belonging:
        raise ValueError(f"{belonging.key!r} is registered already. Give this one another key.")
    _belongings[belonging.key] = belonging


def belongings() -> list[Belonging]:
    """All kinds in their order."""
    return sorted(_belongings.values(), key=lambda one: (one.order, one.key))


def sections_of(desk: Desk, officer: User | None, *, viewer: User) -> list[Section]:
    """What hangs on the desk now, kind by kind, also where there is nothing, as far as the viewer may know it."""
    answers = may(viewer, "edit", desk)
    sections = []
    for one in belongings():
        lines = tuple(one.lines(desk, officer))[:MOST_LINES]
        if one.is_correspondence and not answers:
            lines = (Line(_("내용은 이 직위로 답하는 사람만 봅니다.")),) * len(lines)
        sections.append(Section(one.key, one.title, _without_pages_of_others(lines, viewer)))
    return sections


def page_line(page: Page, title: str, note: str = "") -> Line:
    """A page that somebody has to go on with, and where."""
    return Line(title, reverse("wagtailadmin_pages:edit", args=[page.pk]), note, page.pk)


def _without_pages_of_others(lines: tuple[Line, ...], viewer: User) -> tuple[Line, ...]:
    """Drafts are read by who works on them, and the CMS lets nobody else in: others see how many there are."""
    numbers = [line.page for line in lines if line.page is not None]
    if not numbers:
        return lines
    policy = policy_registry.get_by_type(Page)
    rows = policy.instances_user_has_permission_for(viewer, "change").filter(pk__in=numbers)
    own = set(rows.values_list("pk", flat=True))
    hidden = Line(_("제목은 이 글을 고칠 수 있는 사람만 봅니다."))
    return tuple(line if line.page is None or line.page in own else hidden for line in lines)


def zones_of(desk: Desk) -> list[Zone]:
    """Zones in which the desk has a role."""
    numbers = RoleGrant.objects.in_force().filter(desk=desk, scope=Scope.ZONE).values("scope_number")
    return list(Zone.objects.filter(pk__in=numbers).select_related("page").order_by("pk"))


def pages_of(desk: Desk) -> Any:
    """Pages of these zones with everything below them."""
    inside = Q(pk__in=[])
    for path in Page.objects.filter(pk__in=[zone.page.pk for zone in zones_of(desk)]).values_list(
        "path", flat=True
    ):
        inside |= Q(path__startswith=path)
    return Page.objects.filter(inside)


def _open_questions(desk: Desk, _officer: User | None) -> Iterable[Line]:
    rows = Thread.objects.open().filter(desk=desk).order_by("due_at")[:MOST_LINES]
    return [_thread_line(row, _("답변 기한 %(day)s") % {"day": f"{row.due_at:%Y-%m-%d}"}) for row in rows]


def _running_talks(desk: Desk, _officer: User | None) -> Iterable[Line]:
    rows = Thread.objects.filter(desk=desk, state=Thread.State.ANSWERED)[:MOST_LINES]
    return [_thread_line(row, row.about_title) for row in rows]


def _promises(desk: Desk, _officer: User | None) -> Iterable[Line]:
    """What was promised and has to be kept, whoever promised it."""
    return [
        Line(
            row.text,
            reverse("desk-thread", args=[row.message.thread_id]),
            _("%(day)s까지 · %(subject)s")
            % {"day": f"{row.due_on:%Y-%m-%d}", "subject": row.message.thread.subject},
        )
        for row in promises_of(desk)[:MOST_LINES]
    ]


def _files(desk: Desk, _officer: User | None) -> Iterable[Line]:
    """Files of questions that are not at their end."""
    rows = Attachment.objects.filter(message__thread__desk=desk).exclude(
        message__thread__state=Thread.State.CLOSED
    )
    shown = rows.defer("content").select_related("message__thread").order_by("-pk")[:MOST_LINES]
    return [
        Line(
            row.name,
            reverse("desk-thread", args=[row.message.thread_id]),
            f"{row.kind.upper()}, {filesizeformat(row.size)} · {row.message.thread.subject}",
        )
        for row in shown
    ]


def _thread_line(row: Thread, note: str) -> Line:
    return Line(row.subject, reverse("desk-thread", args=[row.pk]), note)


def _roles(desk: Desk, _officer: User | None) -> Iterable[Line]:
    rows = RoleGrant.objects.in_force().filter(desk=desk)[:MOST_LINES]
    return [Line(row.get_role_display(), note=row.get_scope_display()) for row in rows]


def _drafts(desk: Desk, _officer: User | None) -> Iterable[Line]:
    """Pages with changes that nobody has published, whoever made them."""
    rows = pages_of(desk).filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")
    return [page_line(row, row.draft_title, _("게시하지 않은 고침")) for row in rows[:MOST_LINES]]


def _owned(desk: Desk, officer: User | None) -> Iterable[Line]:
    rows = pages_of(desk).filter(owner=officer) if officer else Page.objects.none()
    return [page_line(row, row.title) for row in rows[:MOST_LINES]]


def _move_pages(desk: Desk, giver: User, taker: User, only: Numbers | None) -> Numbers:
    """Owner of the pages, and locks that only their owner could open."""
    rows = pages_of(desk).filter(owner=giver)
    if only is not None:
        rows = rows.filter(pk__in=only)
    numbers = list(rows.values_list("pk", flat=True))
    Page.objects.filter(pk__in=numbers).update(owner=taker)
    pages_of(desk).filter(locked_by=giver).update(locked=False, locked_by=None, locked_at=None)
    return numbers


def register_belongings() -> None:
    """Called once when the app is ready."""
    for belonging in (
        Belonging(
            key="questions",
            title=gettext_lazy("답변을 기다리는 문의"),
            order=10,
            lines=_open_questions,
            is_correspondence=True,
        ),
        Belonging(
            key="talks",
            title=gettext_lazy("이어지는 이야기"),
            order=20,
            lines=_running_talks,
            is_correspondence=True,
        ),
        Belonging(
            key="promises",
            title=gettext_lazy("지킬 후속 약속"),
            order=22,
            lines=_promises,
            is_correspondence=True,
        ),
        Belonging(
            key="files",
            title=gettext_lazy("문의에 붙은 파일"),
            order=25,
            lines=_files,
            is_correspondence=True,
        ),
        Belonging(key="drafts", title=gettext_lazy("게시하지 않은 초안"), order=30, lines=_drafts),
        Belonging(
            key="pages",
            title=gettext_lazy("담당자 이름으로 된 글"),
            order=40,
            lines=_owned,
            move=_move_pages,
        ),
        Belonging(key="roles", title=gettext_lazy("직위의 역할"), order=90, lines=_roles),
    ):
        register_belonging(belonging)
