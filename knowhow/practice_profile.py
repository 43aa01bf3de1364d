"""One practice as its page shows it: the same shape for the public view, the preview and the form's preview."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from knowhow.admissions import Admission, admission_of
from knowhow.building_blocks import ShownBlock, ShownFile, shown_blocks, shown_files
from knowhow.citing import Citation, newest_citation
from knowhow.freshness import clock_of, confirmations_of
from knowhow.linked_data import practice_linked_data
from knowhow.models import Freshness, PageVersion, PracticePage
from knowhow.profile import Section, Source
from knowhow.version_history import HistoryLine, history_lines
from knowhow.words import NO_WORDS, Note, Words, either, note_of, words_of
from portal.krds.components import Fact
from portal.zones.articles import article_in_language
from portal.zones.models import Exemption, Zone

PARTS: tuple[tuple[str, Promise], ...] = (
    ("purpose", gettext_lazy("언제 쓰는지")),
    ("preparation", gettext_lazy("먼저 갖출 것")),
    ("steps", gettext_lazy("절차")),
    ("timetable", gettext_lazy("일정표")),
    ("legal_basis", gettext_lazy("근거 법령과 조례")),
    ("exemptions", gettext_lazy("관련 규제특례")),
    ("costs", gettext_lazy("드는 비용")),
    ("cautions", gettext_lazy("주의할 점")),
    ("files", gettext_lazy("서식과 파일")),
    ("blocks", gettext_lazy("노하우 구성요소")),
    ("body", gettext_lazy("더 읽을거리")),
    ("validation", gettext_lazy("검증 의견")),
    ("sources", gettext_lazy("근거와 이용 조건")),
    ("versions", gettext_lazy("판과 인용")),
)
"""The parts of the page in their order: name of the field or part, and heading."""
STEP_FACTS: tuple[tuple[str, Promise], ...] = (
    ("who", gettext_lazy("맡는 곳")),
    ("duration", gettext_lazy("걸리는 기간")),
    ("basis", gettext_lazy("근거 조문")),
    ("papers", gettext_lazy("쓰는 서식")),
)


@dataclass(frozen=True)
class StepFact:
    """A thing that a step says of itself."""

    term: str
    words: Words


@dataclass(frozen=True)
class PracticeStep:
    """One step: what, by whom, how long, on which ground, with which papers."""

    name: Words
    text: Words
    who: Words
    duration: Words
    facts: tuple[StepFact, ...]


@dataclass(frozen=True)
class NamedLink:
    """A link to a page of the registry."""

    label: str
    url: str


@dataclass(frozen=True)
class PracticeProfile:
    """Everything a practice's page shows."""

    page: PracticePage
    title: Words
    summary: Words
    zone_url: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    steps: tuple[PracticeStep, ...]
    timetable: tuple[PracticeStep, ...]
    exemptions: tuple[NamedLink, ...]
    blocks: tuple[ShownBlock, ...]
    files: tuple[ShownFile, ...]
    body: StreamValue
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


def practice_page_context(page: PracticePage, *, viewer: object) -> dict[str, Any]:  # noqa: ARG001  (every presenter is told for whom)
    """Context of the practice page: the public view and the preview share it."""
    profile = practice_profile(page)
    title = profile.title.text
    crumbs = [
        (_("실무 안내"), reverse("practices")),
        *([(page.zone.name, profile.zone_url)] if profile.zone_url else []),
        (title, None),
    ]
    return {
        "section": "cases",
        "practice": profile,
        "crumbs": crumbs,
        "linked_data": practice_linked_data(page, title=title, profile=profile),
    }


def practice_profile(page: PracticePage, *, alone: bool = False) -> PracticeProfile:
    """Gather what the page shows. `page` may be a draft. `alone`: without what others say of it."""
    steps = tuple(practice_step(block.value) for block in page.steps)
    parts: dict[str, Any] = {
        "steps": steps,
        "timetable": tuple(step for step in steps if step.duration),
        "exemptions": tuple(_exemption(row) for row in page.exemptions.all()),
        "blocks": shown_blocks(page.blocks.all()),
        "files": shown_files(page.files.select_related("document")),
        "body": page.body_en if get_language() == "en" and page.body_en else page.body,
        "sources": tuple(Source(url, urlsplit(url).hostname or url) for url in page.web_sources),
    }
    title = either(page.title, page.title_en)
    parts |= ALONE if alone else _beside(page, title=title.text)
    texts = {name: words_of(page, name) for name, _title in PARTS if hasattr(page, f"{name}_ko")}
    summary, duration = words_of(page, "summary"), words_of(page, "duration")
    return PracticeProfile(
        page=page,
        title=title,
        summary=summary,
        zone_url=_zone_url(page.zone),
        facts=_facts(page, duration),
        sections=_sections(texts, parts),
        note=note_of(page.source_note),
        licence=licence_of(page),
        freshness=clock_of(page),
        is_korean_only=_any_korean([title, summary, duration, *texts.values()], steps),
        **parts,
    )


ALONE: Mapping[str, Any] = {"validation": None, "versions": (), "history": (), "citation": None}


def _beside(page: PracticePage, *, title: str) -> dict[str, Any]:
    """What the page says of its review and of its own past."""
    versions = tuple(page.versions.defer("content"))
    return {
        "validation": admission_of(page),
        "versions": versions,
        "history": history_lines(versions, confirmations_of(page)),
        "citation": newest_citation(versions, kind="practice", title=title, author=page.zone.name),
    }


def practice_step(value: Mapping[str, str]) -> PracticeStep:
    """A step in the language in force."""
    words = {
        name: either(value.get(f"{name}_ko") or "", value.get(f"{name}_en") or "")
        for name in ("name", "text", *(name for name, _term in STEP_FACTS))
    }
    return PracticeStep(
        name=words["name"],
        text=words["text"],
        who=words["who"],
        duration=words["duration"],
        facts=tuple(StepFact(str(term), words[name]) for name, term in STEP_FACTS if words[name]),
    )


def licence_of(page: PracticePage) -> str:
    """The terms of use in a line."""
    terms: str = page.get_licence_display()
    return _("%(terms)s · 인공지능 학습에 쓸 수 있습니다") % {"terms": terms} if page.is_ai_allowed else terms


def _zone_url(zone: Zone) -> str:
    """The address of the zone's page; blank while that page is not public."""
    return reverse("zone", args=[zone.page.public_slug]) if zone.page.live else ""


def _exemption(row: Exemption) -> NamedLink:
    return NamedLink(f"{article_in_language(row.article)} {row.title}", row.get_absolute_url())


def _facts(page: PracticePage, duration: Words) -> tuple[Fact, ...]:
    zone = page.zone
    return (
        Fact(_("특구"), zone.name),
        Fact(_("시·도"), zone.province.name),
        Fact(_("분야"), zone.field.name),
        Fact(_("가치사슬 단계"), page.stage.name if page.stage else ""),
        Fact(_("주제"), page.topic.name if page.topic else ""),
        Fact(_("전체 기간"), duration.text),
        Fact(_("근거 수준"), page.get_evidence_grade_display()),
    )


def _sections(texts: Mapping[str, Words], parts: Mapping[str, Any]) -> tuple[Section, ...]:
    return tuple(
        Section(name.replace("_", "-"), str(title), texts.get(name, NO_WORDS))
        for name, title in PARTS
        if name == "sources" or texts.get(name) or parts.get(name)
    )


def _any_korean(words: Iterable[Words], steps: Iterable[PracticeStep]) -> bool:
    of_steps = (
        part for step in steps for part in (step.name, step.text, *(fact.words for fact in step.facts))
    )
    return any(part.is_korean_only for part in (*words, *of_steps))
