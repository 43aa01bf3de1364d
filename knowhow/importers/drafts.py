"""Old cases and practices of a zone as drafts of whoever brings them in: never live before their review."""

import html
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.copies.comparing import clean_rows, form_data
from knowhow.copies.fields import (
    RESULTS,
    STEPS,
    CopyField,
    CopyForm,
    Kind,
    Row,
    UnreadError,
    Values,
    copy_form,
    plain_text,
    row_forms,
    values_of,
)
from knowhow.copies.reading import Filled
from knowhow.gathering.documents import COPY, DOCUMENT, FILE, TITLE
from knowhow.models import CasePage, PracticePage
from knowhow.writing import DraftValues, begin_draft, save_draft
from knowhow.writing_forms import WritingForm
from portal.accounts.models import User
from portal.importing.cells import CellError, Parse
from portal.importing.columns import Column
from portal.importing.importers import FactError, Importer
from portal.importing.models import ImportRun
from portal.importing.plans import PlannedChange
from portal.policies import may
from portal.zones.models import Zone

TITLE_LENGTH = 255
STORY = "body"
ALIASES: Mapping[str, tuple[str, ...]] = {
    "summary_ko": ("개요", "사업 개요", "추진 개요", "내용", "주요 내용"),
    "context_ko": ("추진 배경", "추진배경", "현황", "배경 및 필요성", "필요성"),
    "problem_ko": ("문제점", "애로사항", "규제 내용"),
    "action_ko": ("추진 내용", "추진내용", "추진 실적", "추진 사항", "추진 경과"),
    "costs_ko": ("사업비", "예산", "소요 예산", "소요예산"),
    "went_wrong_ko": ("아쉬운 점", "한계", "개선할 점"),
    "conditions_ko": ("시사점", "성공 요인", "교훈"),
    "purpose_ko": ("목적", "언제 쓰는지"),
    "legal_basis_ko": ("근거", "법적 근거", "관련 법령"),
    "source_note": ("출처", "자료 출처"),
    "results": ("추진 성과", "성과 및 효과", "기대 효과", "효과", "결과"),
    "steps": ("추진 절차", "추진 단계", "절차"),
}
"""What officials call the parts of a report."""


@dataclass(frozen=True)
class _Told:
    """Rows or parts of a story, shown as people read them."""

    parts: tuple[Any, ...]

    def __str__(self) -> str:
        said = (part.items() if isinstance(part, dict) else enumerate(part) for part in self.parts)
        return "\n".join(
            ": ".join(str(text) for name, text in pairs if text and name != "kept") for pairs in said
        )


def _parse(field: CopyField) -> Parse:
    def parse(cell: str) -> Any:
        try:
            return field.read(cell) if cell else ""
        except UnreadError as problem:
            raise CellError(str(problem)) from problem

    return parse


def _columns(form: CopyForm) -> tuple[Column, ...]:
    fixed = (Column(FILE, gettext_lazy("파일")), Column(TITLE, gettext_lazy("제목")))
    whole = (Column(COPY, gettext_lazy("작업본")), Column(DOCUMENT, gettext_lazy("원문")))
    fields = tuple(
        Column(field.name, field.label, _parse(field), aliases=ALIASES.get(field.name, ()))
        for field in form.fields
    )
    rows = tuple(Column(rows.name, rows.title, aliases=ALIASES.get(rows.name, ())) for rows in form.rows)
    return (*fixed, *whole, *fields, *rows)


class DraftImporter[M: CasePage | PracticePage](Importer[M]):
    """Texts of one zone. A text whose title stands there already is left alone."""

    is_offered: ClassVar[bool] = False
    lists_removals: ClassVar[bool] = False
    in_request_rows: ClassVar[int] = 20
    related_fields: ClassVar[Mapping[str, str | Promise]] = {
        "kept_steps": gettext_lazy("순서"),
        "kept_results": gettext_lazy("성과"),
        "kept_story": gettext_lazy("더 읽을거리"),
    }

    @cached_property
    def form(self) -> CopyForm:
        """The contributor's form of this kind: it asks the database what can be chosen."""
        return copy_form(self.model)

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]  # known only when the database is
        """A column for each field of the form."""
        return _columns(self.form)

    @property
    def zone(self) -> Zone:
        """Whose drafts they become. Raises `FactError` where the person may not write for it any more."""
        found = Zone.objects.filter(pk=self._run.options.get("zone"), page__isnull=False).first()
        if found is None or not may(self.by, "write for", found):
            raise FactError(_("이 특구의 글을 쓸 수 없습니다."))
        return found

    @property
    def by(self) -> User:
        """Who brings them in."""
        person = self._run.started_by
        if person is None:
            raise FactError(_("가져온 사람의 계정이 없습니다."))
        return person

    @property
    def _run(self) -> ImportRun:
        if self.run is None:
            raise FactError(_("이 자료는 ‘나의 특구’에서 가져옵니다."))
        return self.run

    def existing(self) -> Iterable[M]:
        """Every text of the zone, published or not."""
        rows: Iterable[M] = self.model._default_manager.filter(zone=self.zone)
        return rows

    def key_of(self, instance: M) -> str:
        """The title as it stands in the draft."""
        return plain_text(instance.draft_title or instance.title)

    def key(self, values: Mapping[str, Any]) -> str:
        """The title, cut to what a page can have; the file's name where there is none."""
        title = str(values.get("title") or self._copied(values).get("title") or values.get(TITLE) or "")
        first = plain_text(title).split("\n")[0] or str(values.get(FILE, "")).rpartition(".")[0]
        if not first:
            raise FactError(_("제목이 없습니다. 제목이 있는 열을 ‘제목’에 이어 주십시오."), column="title")
        return first[:TITLE_LENGTH]

    def wanted(self, values: Mapping[str, Any], instance: M | None) -> dict[str, Any]:
        """What the text says by field; what fits into no field goes into the story, whole."""
        if instance is not None:
            return {}
        empty = values_of(self.form, self.form.kind())
        said: dict[str, Any] = dict(empty.fields) | self._copied(values)
        said |= {field.name: values[field.name] for field in self.form.fields if values.get(field.name)}
        whole_title, said["title"] = (
            plain_text(str(said.get("title") or values.get(TITLE) or "")),
            self.key(values),
        )
        story: list[tuple[str, str]] = [] if whole_title in {"", said["title"]} else [("", whole_title)]
        rows = {rows.name: self._rows(rows.name, values, story) for rows in self.form.rows}
        fields = self._fitting(said, empty, story)
        story += self._unmapped(values)
        many = {field.name for field in self.form.fields if field.kind is Kind.MANY}
        wanted = {name: tuple(value) if name in many else value for name, value in fields.items()}
        wanted = {name: value for name, value in wanted.items() if value not in ("", None, ())}
        told: dict[str, Sequence[Any]] = {
            "kept_steps": rows[STEPS],
            "kept_results": rows.get(RESULTS, []),
            "kept_story": story,
        }
        return wanted | {name: _Told(tuple(parts)) for name, parts in told.items()}

    def _copied(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a filled-in working copy says, as far as it can be read."""
        if not values.get(COPY):
            return {}
        said = Filled.from_json(json.loads(values[COPY]))
        found: dict[str, Any] = {}
        for field in self.form.fields:
            if said.fields.get(field.name):
                try:
                    found[field.name] = field.read(said.fields[field.name])
                except UnreadError as problem:
                    raise FactError(str(problem), column=field.name) from problem
        return found

    def _fitting(
        self, said: Mapping[str, Any], empty: Values, story: list[tuple[str, str]]
    ) -> dict[str, Any]:
        """The values that the contributor's form takes; the others go into the story under their label."""
        current = dict(said)
        rows: Mapping[str, Sequence[Row]] = {rows.name: () for rows in self.form.rows}
        for _round in range(2):
            checked = WritingForm(form_data(self.form, Values(current, rows)), page=self.form.kind())
            checked.is_valid()
            for field in self.form.fields:
                if field.name in checked.errors:
                    if field.kind is not Kind.TEXT:
                        raise FactError(" ".join(map(str, checked.errors[field.name])), column=field.name)
                    story.append((str(field.label), str(current[field.name])))
                    current[field.name] = empty.fields[field.name]
            if not checked.errors:
                break
        return {name: value for name, value in checked.cleaned_data.items() if name != "base"}

    def _rows(
        self, name: str, values: Mapping[str, Any], story: list[tuple[str, str]]
    ) -> list[dict[str, Any]]:
        """Steps or results, of a working copy or one a line; as text in the story where they do not fit."""
        known = next(rows for rows in self.form.rows if rows.name == name)
        if values.get(COPY):
            copied = Filled.from_json(json.loads(values[COPY])).rows.get(name, ())
            told = [
                {column.name: row.texts.get(column.name, "") for column in known.columns} for row in copied
            ]
        else:
            told = [_row_of(name, line) for line in str(values.get(name) or "").split("\n") if line.strip()]
        if not told:
            return []
        whole = Values(values_of(self.form, self.form.kind()).fields, _only(self.form, name, told))
        if row_forms(self.form.kind, name)(form_data(self.form, whole), prefix=name).is_valid():
            return clean_rows(self.form, whole, name)
        story.append((str(known.title), "\n".join(" ".join(filter(None, row.values())) for row in told)))
        return []

    def _unmapped(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The parts of the document whose headings are nobody's field."""
        mapped = {name for name, key in self._run.mapping.items() if key}
        parts = json.loads(values[DOCUMENT]) if values.get(DOCUMENT) else []
        return [(heading, text) for heading, text in parts if heading not in mapped and (heading or text)]

    def create(self, changes: Sequence[PlannedChange]) -> list[M]:
        """Begin a draft for each text."""
        zone, by = self.zone, self.by
        return [self._begun(change, zone=zone, by=by) for change in changes]

    def _begun(self, change: PlannedChange, *, zone: Zone, by: User) -> M:
        values = dict(change.values)
        steps, results, story = (
            list(values.pop(f"kept_{name}").parts) for name in ("steps", "results", "story")
        )
        page: Any = begin_draft(self.form.kind, values["title"], zone=zone, by=by)
        if story:
            values[STORY] = list(_blocks(story))
        save_draft(page, DraftValues(values, steps, results), by=by, base="", overwrites=True)
        return self.model._default_manager.get(pk=page.pk)

    def read_related(self, _instance: M, _field_name: str) -> Any:
        """Nothing stands yet: only new texts are written."""
        return ()

    def write_related(self, instance: M, _field_name: str, value: Any) -> None:
        """Written with the draft."""

    def _write_relations(self, instance: M, values: Mapping[str, Any]) -> None:
        """A draft keeps its relations in its revision."""

    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Drafts are in no index."""

    def record(self, run: ImportRun, written: Sequence[tuple[PlannedChange, M]]) -> None:
        """Remember which drafts were made and how they stood, so that exactly those can be taken back."""
        made = []
        for _change, page in written:
            revision: Any = page.get_latest_revision()
            made.append([page.pk, revision.pk, revision.created_at.isoformat()])
        run.options = {**run.options, "made": made}
        run.save(update_fields=["options"])


class CaseDraftImporter(DraftImporter[CasePage]):
    """Cases."""

    name: ClassVar[str] = "case-drafts"
    label: ClassVar[str | Promise] = gettext_lazy("사례 초안")
    model = CasePage


class PracticeDraftImporter(DraftImporter[PracticePage]):
    """Practices."""

    name: ClassVar[str] = "practice-drafts"
    label: ClassVar[str | Promise] = gettext_lazy("실무 안내 초안")
    model = PracticePage


IMPORTERS: Mapping[str, type[DraftImporter[Any]]] = {
    "case": CaseDraftImporter,
    "practice": PracticeDraftImporter,
}


def _only(form: CopyForm, name: str, told: Sequence[Mapping[str, str]]) -> dict[str, list[Row]]:
    return {rows.name: [Row("", row) for row in told] if rows.name == name else [] for rows in form.rows}


def _row_of(name: str, line: str) -> dict[str, str]:
    """A line as people write steps and results: "1. 모으기: 농가를 모았다", "매출 21억 원 → 46억 원"."""
    text = line.strip().lstrip("-·•○0123456789.)( ").strip() or line.strip()
    if name == RESULTS:
        return {"text_ko": text}
    before, _colon, behind = text.partition(":")
    return {"name_ko": before.strip(), "text_ko": behind.strip()}


def _blocks(story: Iterable[Sequence[str]]) -> Iterable[dict[str, str]]:
    for heading, text in story:
        if heading:
            yield {"type": "heading", "value": heading[:120]}
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
        if lines:
            yield {"type": "paragraph", "value": lines}
