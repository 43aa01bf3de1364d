"""What an import would do or did, as rows for people."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn
from portal.importing.models import ImportChange
from portal.importing.plans import Plan, PlannedChange

REPORT_COLUMNS = (
    ExportColumn("kind", _("구분")),
    ExportColumn("line", _("줄")),
    ExportColumn("key", _("대상")),
    ExportColumn("field", _("항목")),
    ExportColumn("old", _("이전 값")),
    ExportColumn("new", _("새 값")),
    ExportColumn("message", _("할 일")),
)


def plan_rows(plan: Plan) -> Iterator[Mapping[str, object]]:
    """Errors first, then one row for each fact that would change."""
    for error in plan.errors:
        yield {
            "kind": gettext("오류"),
            "line": error.line or "",
            "field": error.column,
            "message": error.message,
        }
    for change in (*plan.added, *plan.changed, *plan.removed):
        yield from _change_rows(change)


def run_rows(changes: Iterable[ImportChange]) -> Iterator[Mapping[str, object]]:
    """One row for each fact that was changed."""
    for change in changes:
        yield {
            "kind": change.get_kind_display(),
            "key": change.object_key,
            "field": change.field,
            "old": change.old_value,
            "new": change.new_value,
        }


def kind_label(kind: str) -> str:
    """What a kind of change is called before it is done."""
    labels = {"added": gettext("새로 넣음"), "changed": gettext("바꿈"), "removed": gettext("파일에 없음")}
    return labels[kind]


def _change_rows(change: PlannedChange) -> Iterator[Mapping[str, object]]:
    for item in change.fields:
        yield {
            "kind": kind_label(change.kind),
            "line": change.line or "",
            "key": change.key,
            "field": item.label,
            "old": item.old,
            "new": item.new,
            "message": change.hindrance,
        }
