"""What changed as the API and the files give it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn
from portal.open_data.cursors import read_cursor, write_cursor
from portal.open_data.licence import FACTS as FACTS_LICENCE
from portal.open_data.licence import licence
from portal.open_data.lists import next_address, pages_of, scope_of, site_of
from portal.open_data.problems import BadParameterError
from portal.open_data.terms import composed, term_of
from portal.zones.change_filters import Asked, read_filters
from portal.zones.changes import Reference, changes, entries
from portal.zones.models import FactChange, PlanVersion, Zone
from portal.zones.record_words import field_label, table_label

AT_ONCE = 500
COLUMNS = (
    ExportColumn("day", _("바뀐 날"), _("등록부에 실은 날이나 계획을 결정한 날입니다.")),
    ExportColumn("kind", _("구분"), _("새로 실음, 바뀜, 뺌, 계획 결정 가운데 하나입니다.")),
    ExportColumn("subject", _("대상"), _("특구나 그 밖의 대상의 이름입니다.")),
    ExportColumn("fact", _("항목"), _("바뀐 사실의 이름입니다.")),
    ExportColumn("old", _("이전 값"), _("바뀌기 전의 값입니다.")),
    ExportColumn("new", _("새 값"), _("바뀐 뒤의 값입니다.")),
    ExportColumn("text", _("내용"), _("결정의 내용이나, 한꺼번에 바뀐 여러 건을 묶은 말입니다.")),
    ExportColumn("source_note", _("출처"), _("사실을 읽은 자료입니다.")),
    ExportColumn("source_url", _("출처 주소"), _("자료의 주소입니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
)


def file_rows(asked: Asked) -> Iterator[dict[str, object]]:
    """Every entry under these filters, in the language in force."""
    for part in _parts(changes(asked.filter, viewer=None)):
        for entry in entries(part):
            yield {
                "day": entry.day,
                "kind": entry.kind_label,
                "subject": "" if entry.is_group else entry.title,
                "fact": entry.fact,
                "old": entry.old.text if entry.old else "",
                "new": entry.new.text if entry.new else "",
                "text": entry.title if entry.is_group else entry.text,
                "source_note": entry.source_note,
                "source_url": entry.source_url,
                "url": entry.url,
            }


def json_rows(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The same as one answer of the API."""
    site = site_of(request)
    with translation.override("ko"):
        parts = _parts(changes(asked.filter, viewer=None))
        rows = [composed(row) for part in parts for row in _rows(part, site)]
        return {"count": len(rows), "licence": licence(site).model_dump(), "results": rows}


def _parts(references: QuerySet[Any, Any]) -> Iterator[Sequence[Reference]]:
    start = 0
    while part := list(references[start : start + AT_ONCE]):
        yield part
        start += AT_ONCE


def answer_changes(request: HttpRequest, *, cursor: str, limit: int, taken: Iterable[str]) -> dict[str, Any]:
    """The asked part of what changed. Raises `BadParameterError` for what the page would quietly drop."""
    with translation.override("ko"):
        asked = read_filters(request.GET, viewer=None)
        _refuse_unknown(request, asked, taken=sorted(taken))
        scope = scope_of(request, "changes")
        after = _place(cursor, scope) if cursor else None
        found = list(changes(asked.filter, viewer=None, after=after)[: limit + 1])
        following = write_cursor(found[limit - 1], scope=scope) if len(found) > limit else ""
        site = site_of(request)
        return {
            "count": changes(asked.filter, viewer=None).count(),
            "next_cursor": following,
            "next": next_address(request, following),
            "page": f"{site}{reverse('changes')}{asked.query and f'?{asked.query}'}",
            "licence": licence(site),
            "results": [composed(row) for row in _rows(found[:limit], site)],
        }


def _place(cursor: str, scope: str) -> Reference:
    origin, day, number = read_cursor(cursor, scope=scope, length=3)
    return origin, day, number


def _refuse_unknown(request: HttpRequest, asked: Asked, *, taken: Sequence[str]) -> None:
    errors = {
        name[:60]: [f"No such parameter. There are: {', '.join(taken)}."]
        for name in request.GET
        if name not in taken
    }
    errors |= {name: ["Unknown value."] for name in asked.unknown}
    if errors:
        allowed = {name: values for name, values in asked.choices.items() if name in asked.unknown}
        raise BadParameterError(errors, allowed=allowed)


def _rows(references: Sequence[Reference], site: str) -> Iterator[dict[str, Any]]:
    """One row a reference: what was recorded, as it was recorded, and the names of table and fact."""
    related = ("zone__page",)
    numbers: Mapping[str, list[int]] = {
        name: [number for origin, _day, number in references if origin == name] for name in ("change", "plan")
    }
    rows = FactChange.objects.select_related(*related).in_bulk(numbers["change"])
    versions = PlanVersion.objects.select_related(*related).in_bulk(numbers["plan"])
    for origin, _day, number in references:
        if origin == "change" and number in rows:
            yield _change_row(rows[number], site)
        elif origin == "plan" and number in versions:
            yield _decision_row(versions[number], site)


def _change_row(row: FactChange, site: str) -> dict[str, Any]:
    return {
        "kind": _term(row.kind, FactChange.Kind.choices),
        "changed_on": row.changed_on,
        **_of_zone(row.zone, site),
        "subject_ko": row.subject,
        "table": _named(row.table, lambda: table_label(row.table)),
        "fact": _named(row.field, lambda: field_label(row.table, row.field)) if row.field else None,
        "old_value": row.old_value,
        "new_value": row.new_value,
        "summary_ko": "",
        "summary_en": "",
        "told_together": row.count,
        "source_note": row.source_note,
        "sources": [row.source_url] if row.source_url else [],
        "licence": FACTS_LICENCE.model_dump(),
    }


def _decision_row(row: PlanVersion, site: str) -> dict[str, Any]:
    table = PlanVersion._meta.label_lower
    return {
        "kind": {"code": "decided", "name_ko": "계획 결정", "name_en": "Decision on a plan"},
        "changed_on": row.decided_on,
        **_of_zone(row.zone, site),
        "subject_ko": row.zone.name_ko,
        "table": _named(table, lambda: table_label(table)),
        "fact": _term(row.kind, PlanVersion.Kind.choices),
        "old_value": "",
        "new_value": "",
        "summary_ko": row.summary_ko,
        "summary_en": row.summary_en,
        "told_together": None,
        "source_note": "",
        "sources": row.sources,
        "licence": FACTS_LICENCE.model_dump(),
    }


def _of_zone(zone: Zone | None, site: str) -> dict[str, Any]:
    if zone is None:
        return {"zone_slug": None, "zone_name_ko": "", "zone_name_en": "", "url_ko": None, "url_en": None}
    slug = zone.page.public_slug
    addresses = pages_of(reverse("zone-history", args=[slug]), site=site)
    return {"zone_slug": slug, "zone_name_ko": zone.name_ko, "zone_name_en": zone.name_en, **addresses}


def _term(value: str, choices: Any) -> dict[str, str] | None:
    found = term_of(value, choices)
    return found.model_dump() if found else None


def _named(code: str, label: Any) -> dict[str, str]:
    """A table or a field as a term: its name here, and what it is called in both languages."""
    with translation.override("ko"):
        korean = str(label())
    with translation.override("en"):
        return {"code": code.rpartition(".")[2], "name_ko": korean, "name_en": str(label())}
