"""Cases: what zones did, one row a case."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, override

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.importers.bilingual import split_languages
from knowhow.jobs import order_versions
from knowhow.models import CasePage, CaseResult, CaseTopic
from knowhow.vouching import keep_imported
from portal.importing.cells import choice, whole_number
from portal.importing.columns import Column
from portal.importing.importers import FactError
from portal.importing.models import ImportRun
from portal.importing.plans import PlannedChange
from portal.page_tree import add_pages
from portal.zones.importers.base import EXAMPLE, RegistryImporter
from portal.zones.importers.lookups import ZoneLookup, plain
from portal.zones.models import ValueChainStage, ZonePage

TEXTS: Mapping[str, str | Promise] = {
    "context_ko": _("배경"),
    "context_en": _("배경(영문)"),
    "problem_ko": _("풀어야 했던 문제"),
    "problem_en": _("풀어야 했던 문제(영문)"),
    "action_ko": _("한 일"),
    "action_en": _("한 일(영문)"),
    "costs_ko": _("든 비용"),
    "costs_en": _("든 비용(영문)"),
    "went_wrong_ko": _("잘되지 않은 점"),
    "went_wrong_en": _("잘되지 않은 점(영문)"),
    "conditions_ko": _("성공 조건"),
    "conditions_en": _("성공 조건(영문)"),
}
"""The parts of a case's story, as the form in the CMS names them."""


@dataclass(frozen=True)
class ResultRow:
    """A result as the file gives it."""

    text_ko: str
    text_en: str

    def __str__(self) -> str:
        return self.text_ko


class CaseImporter(RegistryImporter[CasePage]):
    """Cases by the Korean title they were imported under.

    A case that an editor has saved in the CMS belongs to its editor: it is matched and left alone.
    """

    name: ClassVar[str] = "cases"
    label: ClassVar[str | Promise] = _("사례")
    model = CasePage
    takes_examples = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("title_ko", _("제목"), is_required=True, aliases=("사례명",)),
        Column("title_en", _("영문 제목")),
        Column("summary_ko", _("요약"), aliases=("내용",)),
        Column("summary_en", _("요약(영문)")),
        Column("zone_name_ko", _("특구"), is_required=True, aliases=("특구명",)),
        Column("topic", _("주제"), help=_("주제의 코드나 이름")),
        Column("value_chain_stage", _("가치사슬 단계"), help=_("단계의 코드나 이름")),
        Column(
            "results",
            _("성과"),
            split_languages,
            help=_("한국어와 영어를 ' / '로 나누어 함께 쓸 수 있습니다."),
        ),
        Column("year", _("연도"), whole_number),
        Column("outcome", _("결말"), choice(CasePage.Outcome)),
        Column("public_slug", _("공개 주소")),
        Column("source_url", _("출처")),
        Column("note", _("출처 메모"), aliases=("source_note",)),
        *(Column(name, label) for name, label in TEXTS.items()),
        EXAMPLE,
    )
    related_fields: ClassVar[Mapping[str, str | Promise]] = {"results": _("성과")}
    as_they_stand: ClassVar[Mapping[str, str]] = {
        "title_en": "title_en",
        "summary_ko": "summary_ko",
        "summary_en": "summary_en",
        "year": "year",
        "source_url": "source_url",
        "note": "source_note",
    } | {name: name for name in TEXTS}
    """Columns that go into the field named beside them without a look-up."""

    @cached_property
    def _zones(self) -> ZoneLookup:
        return ZoneLookup(is_sample=self.is_sample)

    @cached_property
    def _topics(self) -> dict[str, CaseTopic]:
        return _by_name(CaseTopic.objects.all())

    @cached_property
    def _stages(self) -> dict[str, ValueChainStage]:
        return _by_name(ValueChainStage.objects.all())

    @cached_property
    def _slugs(self) -> dict[str, int]:
        return dict(CasePage.objects.values_list("public_slug", "pk"))

    def existing(self) -> Iterable[CasePage]:
        """Every real case, or every example."""
        rows = CasePage.objects.filter(is_sample=self.is_sample)
        return rows.select_related("zone", "topic", "stage").prefetch_related("results")  # type: ignore[no-any-return]

    def key_of(self, instance: CasePage) -> str:
        """The title in the file it came from, else its own."""
        return instance.imported_title or instance.title

    def key(self, values: Mapping[str, Any]) -> str:
        """The Korean title."""
        return str(values["title_ko"])

    def wanted(self, values: Mapping[str, Any], instance: CasePage | None) -> dict[str, Any]:
        """What the row says; nothing about a case that an editor owns."""
        if instance is not None and instance.latest_revision_id:
            return {}
        title = values["title_ko"]
        wanted: dict[str, Any] = {"title": title, "imported_title": title}
        wanted |= {field: values[column] for column, field in self.as_they_stand.items() if column in values}
        if "zone_name_ko" in values:
            wanted["zone"] = self._zones.get(values["zone_name_ko"], column="zone_name_ko")
        if "topic" in values:
            wanted["topic"] = _named(self._topics, values["topic"], column="topic")
        if "value_chain_stage" in values:
            wanted["stage"] = _named(self._stages, values["value_chain_stage"], column="value_chain_stage")
        if "results" in values:
            wanted["results"] = tuple([ResultRow(*values["results"])] if any(values["results"]) else ())
        return wanted | self._settled(values, instance)

    def _settled(self, values: Mapping[str, Any], instance: CasePage | None) -> dict[str, Any]:
        """Outcome and address: blank cells leave them as they are."""
        settled = {name: values[name] for name in ("outcome", "public_slug") if values.get(name)}
        taken_by = self._slugs.get(settled.get("public_slug", ""))
        if taken_by is not None and (instance is None or taken_by != instance.pk):
            raise FactError(
                gettext("다른 사례가 쓰는 주소입니다. 다른 주소를 써 주십시오."), column="public_slug"
            )
        return settled

    def read_related(self, instance: CasePage, _field_name: str) -> tuple[ResultRow, ...]:
        """The results that came from files: sentences, not indicators."""
        return tuple(
            ResultRow(row.text_ko, row.text_en) for row in instance.results.all() if not row.indicator_ko
        )

    def write_related(self, instance: CasePage, _field_name: str, value: tuple[ResultRow, ...]) -> None:
        """Put the sentences of the file in the place of those that came from one."""
        CaseResult.objects.filter(case=instance, indicator_ko="").delete()
        CaseResult.objects.bulk_create(
            CaseResult(case=instance, text_ko=row.text_ko, text_en=row.text_en, sort_order=number)
            for number, row in enumerate(value)
        )

    def create(self, changes: Sequence[PlannedChange]) -> list[CasePage]:
        """Publish new cases below the pages of their zones, all at once; the CMS's own indexes follow in the worker."""
        owners = {change.values["zone"].pk for change in changes}
        parents = {page.zone_id: page for page in ZonePage.objects.filter(zone__in=owners)}
        made = []
        for change in changes:
            case = self.blank()
            case.first_published_at = timezone.now()
            self._set(case, change.values)
            case.zone = change.values["zone"]
            case.public_slug = case.public_slug or case.free_slug(self._slugs)
            self._slugs[case.public_slug] = 0
            made.append(case)
        add_pages([(parents[case.zone_id], case) for case in made])
        return made

    def write(self, instance: CasePage, values: Mapping[str, Any]) -> None:
        """Publish what changed; a case that changed hands moves."""
        self._set(instance, values)
        instance.save()
        if "zone" in values:
            instance.move(ZonePage.objects.get(zone=values["zone"]), pos="last-child")

    def _set(self, instance: CasePage, values: Mapping[str, Any]) -> None:
        concrete = {item.name for item in CasePage._meta.concrete_fields}
        for name in values.keys() & (concrete - {"zone"}):
            setattr(instance, name, values[name])
        instance.last_published_at = timezone.now()

    def hindrance(self, instance: CasePage) -> str:
        """An editor's case is not removed by a file."""
        return gettext("편집한 사례는 CMS에서 지워 주십시오.") if instance.latest_revision_id else ""

    @override
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Besides search, the versions of these cases must follow."""
        super().announce(documents)
        order_versions(documents)

    @override
    def record(self, run: ImportRun, written: Sequence[tuple[PlannedChange, CasePage]]) -> None:
        """The ministry publishes by files: each case that one brought out or changed has a review that names it."""
        super().record(run, written)
        keep_imported(run, (case for change, case in written if change.kind != "removed"))

    def documents_of(self, instance: CasePage) -> Iterable[tuple[str, int]]:
        """The case itself, and its zone, whose page shows it."""
        return [("case", instance.pk)]


def _by_name[M: CaseTopic | ValueChainStage](rows: QuerySet[M]) -> dict[str, M]:
    return {plain(name): row for row in rows for name in (row.name_ko, row.slug)}


def _named[M: Model](known: Mapping[str, M], name: str, *, column: str) -> M | None:
    if not name:
        return None
    found = known.get(plain(name))
    if found is None:
        listed = ", ".join(sorted({str(row) for row in known.values()}))
        raise FactError(
            gettext("'%(name)s'은(는) 쓸 수 없는 값입니다. 다음 가운데 하나를 써 주십시오: %(known)s")
            % {"name": name, "known": listed},
            column=column,
        )
    return found
