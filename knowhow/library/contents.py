"""What goes into a zone's library: for everybody what is public, for who writes there his drafts too."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from knowhow.models import CasePage, LibraryExport, PracticePage
from portal.policies import allowed

type State = Literal["public", "draft", "closed"]

MODELS: dict[str, Any] = {"case": CasePage, "practice": PracticePage}


@dataclass(frozen=True)
class Part:
    """A page that goes in, by number: pages are read one after the other."""

    kind: str
    number: int
    state: State

    @property
    def key(self) -> str:
        """The name of its files in the archive."""
        return f"{'draft-' if self.state == 'draft' else ''}{self.kind}-{self.number}"


@dataclass(frozen=True)
class LeftOut:
    """Something that did not go in, and why."""

    what: str
    why: str


@dataclass
class Contents:
    """Everything that goes in, and what is known to stay out."""

    parts: list[Part] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def contents_of(export: LibraryExport) -> Contents:
    """The pages of this order, as its owner may see them now."""
    found = Contents()
    public = {kind: _public(kind, export) for kind in MODELS}
    for kind, numbers in public.items():
        found.parts += [Part(kind, number, "public") for number in numbers]
    if export.scope == LibraryExport.Scope.WHOLE:
        for kind, numbers in public.items():
            found.parts += _unpublished(kind, export, public=set(numbers))
        if hidden := len(_writable("case", export).filter(is_anonymous=True)):
            found.left_out.append(
                LeftOut(
                    _("익명 사례 %(number)s건") % {"number": hidden},
                    _("묶음에 특구의 이름이 있어, 넣으면 누구의 사례인지 드러납니다."),
                )
            )
    return found


def _public(kind: str, export: LibraryExport) -> list[int]:
    if kind == "case":
        rows = CasePage.objects.visible_to(None).of_zone(export.zone_id)
    else:
        rows = PracticePage.objects.visible_to(None).filter(zone=export.zone_id)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _writable(kind: str, export: LibraryExport) -> Any:
    rows = MODELS[kind].objects.filter(zone=export.zone_id)
    return allowed(export.ordered_by, "write", rows)


def _unpublished(kind: str, export: LibraryExport, *, public: set[int]) -> Iterator[Part]:
    """Drafts, and pages that are published in a closed part of the tree."""
    rows = _writable(kind, export)
    if kind == "case":
        rows = rows.filter(is_anonymous=False)
    drafts = rows.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("pk")
    yield from (Part(kind, number, "draft") for number in drafts.values_list("pk", flat=True))
    closed = rows.filter(live=True).exclude(pk__in=public).order_by("pk")
    yield from (Part(kind, number, "closed") for number in closed.values_list("pk", flat=True))
