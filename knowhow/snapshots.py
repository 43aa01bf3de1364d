"""Versions of cases and practices: what its page says now, written down so that no later change of a table touches it."""

from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from knowhow.building_blocks import ShownFile
from knowhow.kinds import KINDS, KnowhowPage
from knowhow.models import CasePage, Entry, PageVersion, Part
from knowhow.practice_profile import PracticeProfile, PracticeStep, practice_profile
from knowhow.profile import CaseProfile, Result, Section, UsedExemption, case_profile
from knowhow.words import Words


def pages_without_version() -> QuerySet[Page, int]:
    """The numbers of live cases and practices of which nothing was kept yet."""
    rows = Page.objects.type(*KINDS.values()).filter(live=True, versions__isnull=True).order_by("pk")
    return rows.values_list("pk", flat=True)  # type: ignore[no-any-return]


@transaction.atomic
def record_version(page_id: int) -> None:
    """Keep what the page says now as its next version, unless the newest says the same. A draft is never kept."""
    page = _locked(page_id)
    if page is None:
        return
    newest = PageVersion.objects.filter(page_id=page.pk).first()
    content = snapshot(page)
    if newest is None or newest.content != content:
        number = newest.number + 1 if newest else 1
        PageVersion.objects.create(page_id=page.pk, number=number, content=content)


def _locked(page_id: int) -> KnowhowPage | None:
    """The live page, held until the transaction ends: two publications at once make two numbers."""
    for model in KINDS.values():
        rows = model.objects.select_for_update(of=("self",)).filter(pk=page_id, live=True)
        if (page := rows.first()) is not None:
            return page  # type: ignore[no-any-return]
    return None


def snapshot(page: KnowhowPage) -> dict[str, list[dict[str, Any]]]:
    """Everything that the page says of itself, in each language."""
    kept = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            kept[code] = [_plain(entry) for entry in _said(page) if entry.text or entry.story]
    return kept


def _said(page: KnowhowPage) -> Iterator[Entry]:
    if isinstance(page, CasePage):
        yield from _entries(case_profile(page, viewer=AnonymousUser(), alone=True))
    else:
        yield from _practice_entries(practice_profile(page, alone=True))


def _plain(entry: Entry) -> dict[str, Any]:
    """As JSON gives it back, so that it can be compared with what was kept."""
    return {
        **entry._asdict(),
        "parts": [list(part) for part in entry.parts],
        "story": list(entry.story),
    }


def _entries(profile: CaseProfile) -> Iterator[Entry]:
    page = profile.page
    yield Entry("title", _("제목"), "text", _words([profile.title]))
    yield Entry("summary", _("요약"), "text", _words([profile.summary]))
    yield _fact("outcome", _("결말"), page.get_outcome_display())
    zone, *facts = profile.facts
    yield _fact("zone", str(zone.term), str(zone.value))
    for fact in facts:
        yield _fact(f"fact:{fact.term}", str(fact.term), str(fact.value or ""))
    for section in profile.sections:
        yield _section(profile, section)
    yield _fact("as_of", _("기준일"), page.as_of)
    if profile.note:
        yield Entry("note", _("출처 메모"), "fact", (Part(profile.note.text),))
    yield _fact("licence", _("이용 조건"), profile.licence)


def _practice_entries(profile: PracticeProfile) -> Iterator[Entry]:
    yield Entry("title", _("제목"), "text", _words([profile.title]))
    yield Entry("summary", _("요약"), "text", _words([profile.summary]))
    zone, *facts = profile.facts
    yield _fact("zone", str(zone.term), str(zone.value))
    for fact in facts:
        yield _fact(f"fact:{fact.term}", str(fact.term), str(fact.value or ""))
    parts = _practice_lines(profile)
    for section in profile.sections:
        if section.anchor == "body":
            shown = str(profile.body.render_as_block())
            story = list(profile.body.get_prep_value())
            yield Entry("body", section.title, "rich", _paragraphs(shown), story)
        elif section.anchor != "timetable":
            lines = tuple(parts.get(section.anchor, ()))
            yield Entry(
                section.anchor, section.title, "lines" if lines else "text", lines or _words([section.words])
            )
    yield _fact("as_of", _("기준일"), profile.page.as_of)
    if profile.note:
        yield Entry("note", _("출처 메모"), "fact", (Part(profile.note.text),))
    yield _fact("licence", _("이용 조건"), profile.licence)


def _practice_lines(profile: PracticeProfile) -> dict[str, list[Part]]:
    return {
        "steps": [_step(step) for step in profile.steps],
        "exemptions": [Part(row.label) for row in profile.exemptions],
        "blocks": [_joined(block.name, block.purpose) for block in profile.blocks],
        "files": [_file(shown) for shown in profile.files],
        "sources": [Part(source.url) for source in profile.sources],
    }


def _step(step: PracticeStep) -> Part:
    facts = "".join(f" · {fact.term}: {fact.words.text}" for fact in step.facts)
    said = _joined(step.name, step.text)
    return Part(said.text + facts, said.is_korean_only)


def _fact(name: str, label: str, value: str) -> Entry:
    return Entry(name, label, "fact", (Part(value),) if value else ())


def _section(profile: CaseProfile, section: Section) -> Entry:
    name, kind = section.anchor, "text" if section.words else "lines"
    if name == "body":
        shown = str(profile.body.render_as_block())
        return Entry(name, section.title, "rich", _paragraphs(shown), list(profile.body.get_prep_value()))
    parts = {
        "steps": lambda: [_joined(step.name, step.text) for step in profile.steps],
        "results": lambda: [_result(row) for row in (*profile.indicators, *profile.statements)],
        "exemptions": lambda: [_exemption(use) for use in profile.exemptions],
        "blocks": lambda: [_joined(block.name, block.purpose) for block in profile.blocks],
        "files": lambda: [_file(shown) for shown in profile.files],
        "sources": lambda: [Part(source.url) for source in profile.sources],
    }
    return Entry(
        name, section.title, kind, tuple(parts[name]()) if name in parts else _words([section.words])
    )


def _words(texts: Iterable[Words]) -> tuple[Part, ...]:
    return tuple(Part(words.text, words.is_korean_only) for words in texts if words)


def _joined(*texts: Words) -> Part:
    parts = _words(texts)
    return Part(": ".join(part.text for part in parts), any(part.is_korean_only for part in parts))


def _result(row: Result) -> Part:
    figures = " → ".join(value or _("확인되지 않음") for value in (row.before, row.after))
    said = [row.indicator.text, figures] if row.indicator else []
    texts: Sequence[str] = [*said, row.text.text, row.source_url]
    return Part(
        " · ".join(text for text in texts if text),
        row.indicator.is_korean_only or row.text.is_korean_only,
    )


def _exemption(use: UsedExemption) -> Part:
    return Part(" · ".join(text for text in (use.text_as_read, use.label, str(use.level_label)) if text))


def _file(shown: ShownFile) -> Part:
    return Part(f"{shown.title.text} ({shown.kind}) · {shown.licence}", shown.title.is_korean_only)


def _paragraphs(html: str) -> tuple[Part, ...]:
    lines = strip_tags(html.replace("</p>", "</p>\n").replace("</li>", "</li>\n")).splitlines()
    return tuple(Part(unescape(line.strip())) for line in lines if line.strip())
