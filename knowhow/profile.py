"""One case as its page shows it: the same shape for the public view and for an editor's preview."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from knowhow.admissions import Admission, admission_of
from knowhow.anonymity import unnamed_zone
from knowhow.building_blocks import ShownBlock, ShownFile, shown_blocks, shown_files
from knowhow.citing import Citation, newest_citation
from knowhow.freshness import clock_of, confirmations_of
from knowhow.linked_data import case_linked_data
from knowhow.models import CaseExemption, CasePage, CaseResult, Freshness, PageVersion
from knowhow.similar import SimilarCase, similar_cases
from knowhow.version_history import HistoryLine, history_lines
from knowhow.words import NO_WORDS, Note, Words, either, note_of, words_of
from portal.krds.components import Fact
from portal.zones.articles import article_in_language
from portal.zones.models import Act

TEXTS: tuple[tuple[str, Promise], ...] = (
    ("context", gettext_lazy("배경")),
    ("problem", gettext_lazy("풀어야 했던 문제")),
    ("action", gettext_lazy("한 일")),
    ("steps", gettext_lazy("진행 단계")),
    ("costs", gettext_lazy("든 비용")),
    ("results", gettext_lazy("성과")),
    ("went_wrong", gettext_lazy("잘되지 않은 점")),
    ("conditions", gettext_lazy("성공 조건")),
    ("exemptions", gettext_lazy("쓴 규제특례")),
    ("blocks", gettext_lazy("노하우 구성요소")),
    ("files", gettext_lazy("파일")),
    ("body", gettext_lazy("더 읽을거리")),
    ("validation", gettext_lazy("검증 의견")),
    ("similar", gettext_lazy("비슷한 사례")),
    ("sources", gettext_lazy("출처와 이용 조건")),
    ("versions", gettext_lazy("판과 인용")),
)
"""The parts of the page in their order: name of the field or part, and heading."""
ALWAYS_SHOWN = frozenset({"results", "exemptions", "sources"})
"""Parts that say "not known" rather than nothing."""


@dataclass(frozen=True)
class Step:
    """One step of what was done."""

    name: Words
    text: Words


@dataclass(frozen=True)
class Result:
    """One result: an indicator before and after, or a sentence."""

    indicator: Words
    before: str
    after: str
    text: Words
    source_url: str


@dataclass(frozen=True)
class UsedExemption:
    """An exemption as the source names it, and where its page is, as far as it could be read."""

    text_as_read: str
    level: str
    level_label: str
    label: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where the case was read."""

    url: str
    host: str


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its heading, its text where it is plain text."""

    anchor: str
    title: str
    words: Words = NO_WORDS


@dataclass(frozen=True)
class CaseProfile:
    """Everything a case's page shows."""

    page: CasePage
    title: Words
    summary: Words
    zone_url: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    indicators: tuple[Result, ...]
    statements: tuple[Result, ...]
    exemptions: tuple[UsedExemption, ...]
    blocks: tuple[ShownBlock, ...]
    files: tuple[ShownFile, ...]
    body: StreamValue
    similar: tuple[SimilarCase, ...]
    sources: tuple[Source, ...]
    validation: Admission | None
    note: Note | None
    licence: str
    versions: tuple[PageVersion, ...]
    """The newest first; without their content."""
    history: tuple[HistoryLine, ...]
    """The versions and when somebody confirmed, the newest first."""
    freshness: Freshness | None
    """Until when it is taken to hold; nothing for a draft."""
    citation: Citation | None
    """How to cite the newest version; nothing while there is none."""
    is_korean_only: bool
    """Whether the page shows any Korean on an English page."""


def case_page_context(page: CasePage, *, viewer: object) -> dict[str, Any]:
    """Context of the case page: the public view and the preview share it."""
    profile = case_profile(page, viewer=viewer)
    crumbs = [
        (_("사례"), reverse("cases")),
        *([(page.zone.name, profile.zone_url)] if profile.zone_url else []),
        (profile.title.text, None),
    ]
    return {
        "section": "cases",
        "case": profile,
        "crumbs": crumbs,
        "linked_data": case_linked_data(page, title=profile.title.text, description=profile.summary.text),
    }


def case_profile(page: CasePage, *, viewer: object, alone: bool = False) -> CaseProfile:
    """Gather what the page shows. `page` may be a draft. `alone`: without what is said beside it of other pages."""
    results = [_result(row) for row in page.results.all()]
    uses = tuple(page.exemption_uses.select_related("exemption", "act"))
    parts = _own_parts(page, uses)
    title = either(page.title, page.title_en)
    parts |= ALONE if alone else _beside(page, title=title.text, acts=_acts(uses), viewer=viewer)
    texts = {name: words_of(page, name) for name, _title in TEXTS if hasattr(page, f"{name}_ko")}
    summary = words_of(page, "summary")
    return CaseProfile(
        page=page,
        title=title,
        summary=summary,
        zone_url=_zone_url(page),
        facts=_facts(page),
        sections=_sections(texts=texts, parts=parts),
        indicators=tuple(row for row in results if row.indicator),
        statements=tuple(row for row in results if not row.indicator),
        note=note_of("" if page.is_anonymous else page.source_note),
        licence=_licence(page),
        freshness=clock_of(page),
        is_korean_only=_any_korean(
            [title, summary, *texts.values(), *(block.name for block in parts["blocks"])],
            results=results,
            steps=parts["steps"],
        ),
        **parts,
    )


def _own_parts(page: CasePage, uses: Sequence[CaseExemption]) -> dict[str, Any]:
    """What the page says of itself."""
    return {
        "steps": tuple(_step(block.value) for block in page.steps),
        "exemptions": tuple(_used(use) for use in uses),
        "blocks": shown_blocks(page.blocks.all()),
        "files": shown_files(page.files.select_related("document")),
        "body": _body(page),
        "sources": () if page.is_anonymous else _sources(page),
    }


ALONE: Mapping[str, Any] = {
    "similar": (),
    "versions": (),
    "history": (),
    "citation": None,
    "validation": None,
}


def _beside(page: CasePage, *, title: str, acts: Collection[int], viewer: object) -> dict[str, Any]:
    """What the page says of other pages and of its own past."""
    versions = tuple(page.versions.defer("content"))
    author = unnamed_zone() if page.is_anonymous else page.zone.name
    return {
        "similar": () if page.is_anonymous else similar_cases(page, acts=acts, viewer=viewer),
        "versions": versions,
        "history": history_lines(versions, confirmations_of(page)),
        "citation": newest_citation(versions, kind="case", title=title, author=author),
        "validation": None if page.is_anonymous else admission_of(page),
    }


def _step(value: Mapping[str, str]) -> Step:
    return Step(
        name=either(value["name_ko"], value["name_en"]),
        text=either(value["text_ko"] or "", value["text_en"] or ""),
    )


def _result(row: CaseResult) -> Result:
    return Result(words_of(row, "indicator"), row.before, row.after, words_of(row, "text"), row.source_url)


def _used(use: CaseExemption) -> UsedExemption:
    label, url = "", ""
    if use.exemption:
        label, url = (
            f"{article_in_language(use.exemption.article)} {use.exemption.title}",
            use.exemption.get_absolute_url(),
        )
    elif use.act:
        label, url = use.act.name, use.act.get_absolute_url()
    return UsedExemption(use.text_as_read, use.level, use.get_level_display(), label, url)


def _acts(uses: Sequence[CaseExemption]) -> set[int]:
    articles = [use.exemption_id for use in uses if use.exemption_id]
    named = {use.act_id for use in uses if use.act_id}
    of_articles = Act.objects.filter(exemptions__in=articles).values_list("pk", flat=True) if articles else []
    return {act for act in (*named, *of_articles) if act}


def _body(page: CasePage) -> StreamValue:
    return page.body_en if get_language() == "en" and page.body_en else page.body


def _zone_url(case: CasePage) -> str:
    """The address of the zone's page; blank while that page is not public, or the case does not say whose it is."""
    page = case.zone.page
    return reverse("zone", args=[page.public_slug]) if page.live and not case.is_anonymous else ""


def _sources(page: CasePage) -> tuple[Source, ...]:
    urls = [] if page.is_anonymous else page.web_sources
    return tuple(Source(url, urlsplit(url).hostname or url) for url in urls)


def _whose(page: CasePage) -> tuple[Fact, ...]:
    """Whose case it is and where; of an anonymous one nothing."""
    if page.is_anonymous:
        return (Fact(_("특구"), unnamed_zone()),)
    shared = ", ".join(shared.name for shared in page.other_zones.all())
    return (
        Fact(_("특구"), page.zone.name),
        *([Fact(_("함께한 특구"), shared)] if shared else []),
        Fact(_("시·도"), page.zone.province.name),
    )


def _facts(page: CasePage) -> tuple[Fact, ...]:
    return (
        *_whose(page),
        Fact(_("분야"), page.zone.field.name),
        Fact(_("가치사슬 단계"), page.stage.name if page.stage else ""),
        Fact(_("주제"), page.topic.name if page.topic else ""),
        Fact(_("연도"), page.year),
        Fact(_("근거 수준"), page.get_evidence_grade_display()),
    )


def _sections(*, texts: dict[str, Words], parts: dict[str, Any]) -> tuple[Section, ...]:
    shown = (
        (name, title) for name, title in TEXTS if name in ALWAYS_SHOWN or texts.get(name) or parts.get(name)
    )
    return tuple(
        Section(name.replace("_", "-"), str(title), texts.get(name, NO_WORDS)) for name, title in shown
    )


def _licence(page: CasePage) -> str:
    terms = page.get_licence_display()
    return _("%(terms)s · 인공지능 학습에 쓸 수 있습니다") % {"terms": terms} if page.is_ai_allowed else terms


def _any_korean(words: Iterable[Words], *, results: Iterable[Result], steps: Iterable[Step]) -> bool:
    every = [
        *words,
        *(part for result in results for part in (result.indicator, result.text)),
        *(part for step in steps for part in (step.name, step.text)),
    ]
    return any(part.is_korean_only for part in every)
