"""What the check found, cut to what a screen shows: made of a plan at once, or kept from a job."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from portal.importing.plans import Plan, PlannedChange, RowError

ROWS_SHOWN = 200
CELL_SHOWN = 120


@dataclass(frozen=True)
class ShownReport:
    """Counts, the first rows of each kind, and the fingerprint of the whole plan."""

    counts: Mapping[str, int]
    rows: Mapping[str, list[dict[str, Any]]]
    digest: str = ""
    unreadable: str = ""
    is_stale: bool = False

    @classmethod
    def of(cls, plan: Plan, *, is_stale: bool = False, unreadable: str = "") -> Self:
        """Cut a plan down."""
        return cls(
            counts={
                "added": len(plan.added),
                "changed": len(plan.changed),
                "removed": len(plan.removed),
                "unchanged": plan.unchanged,
                "errors": len(plan.errors),
            },
            rows={
                "added": _changes(plan.added),
                "changed": _changes(plan.changed),
                "removed": _changes(plan.removed),
                "errors": _errors(plan.errors),
            },
            digest=plan.digest,
            unreadable=unreadable,
            is_stale=is_stale,
        )

    @classmethod
    def kept(cls, content: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(**content)

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether the database stands as the file says."""
        return not (self.counts["added"] or self.counts["changed"])

    @property
    def may_apply(self) -> bool:
        """Whether there is something to apply and nothing in the way."""
        is_sound = not self.counts["errors"] and not self.unreadable
        return is_sound and not (self.is_empty and not self.counts["removed"])


def _changes(changes: Iterable[PlannedChange]) -> list[dict[str, Any]]:
    return [
        {
            "kind": change.kind,
            "line": change.line,
            "key": change.key,
            "hindrance": change.hindrance,
            "fields": [
                {"label": item.label, "old": _cut(item.old), "new": _cut(item.new)} for item in change.fields
            ],
        }
        for change in tuple(changes)[:ROWS_SHOWN]
    ]


def _errors(errors: Iterable[RowError]) -> list[dict[str, Any]]:
    return [asdict(error) for error in tuple(errors)[:ROWS_SHOWN]]


def _cut(text: str) -> str:
    return text if len(text) <= CELL_SHOWN else f"{text[:CELL_SHOWN]}…"
