"""Load the shipped guides, the glossary, the synonyms and the first announcement. What an editor changed or deleted stays so."""

import tomllib
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Task, Workflow
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from portal.demo.loading import DATA, ensure_tree
from portal.home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    GlossaryTerm,
    GuideIndexPage,
    GuidePage,
    HomePage,
)
from portal.importing.columns import mapped_rows
from portal.importing.files import open_table
from search.models import Synonym

GUIDES = DATA / "guides"
ANNOUNCEMENTS = DATA / "announcements"
ENGLISH = "en"
BLOCK_IDS = uuid.UUID("7f0d1f5e-6a53-4f43-9a0c-6f1f0e1c2a55")
"""Names the blocks of a shipped page, so that both languages mean the same block."""
WAGTAIL_NAMES: tuple[tuple[Any, str, str, str], ...] = (
    (Group, "name", "Moderators", "검토자"),
    (Group, "name", "Editors", "페이지 편집자"),
    (Workflow, "name", "Moderators approval", "검토자 승인"),
    (Task, "name", "Moderators approval", "검토자 승인"),
    (Collection, "name", "Root", "최상위"),
)
CHOSEN = {"chart", "personal_data"}
LISTS = ("steps", "cards", "definitions", "questions", "links")


@dataclass(frozen=True)
class EditorialLoaded:
    """How much was added."""

    guides: int
    terms: int
    announcements: int
    synonyms: int


@dataclass(frozen=True)
class Sections:
    """The parents of guides and announcements, in Korean."""

    guides: GuideIndexPage
    announcements: AnnouncementIndexPage


@transaction.atomic
def load_editorial() -> EditorialLoaded:
    """Add what was never loaded before. Safe to repeat; a page that stands or was deleted is left alone."""
    sections = ensure_sections()
    shipped = set(sections.guides.shipped)
    guides = [name for name in _names(GUIDES) if name not in shipped]
    for name in guides:
        _add_translated(sections.guides, GuidePage, GUIDES.name, name)
    news = [name for name in _names(ANNOUNCEMENTS) if f"news:{name}" not in shipped]
    for name in news:
        _add_translated(sections.announcements, AnnouncementPage, ANNOUNCEMENTS.name, name)
    terms = _load_glossary(shipped)
    synonyms = _load_synonyms(shipped)
    now = [*guides, *(f"news:{name}" for name in news), *(f"term:{slug}" for slug in terms), *synonyms]
    if now:
        GuideIndexPage.objects.filter(pk=sections.guides.pk).update(shipped=sorted(shipped | set(now)))
    return EditorialLoaded(
        guides=len(guides), terms=len(terms), announcements=len(news), synonyms=len(synonyms)
    )


def ensure_sections() -> Sections:
    """The index pages in both languages. Safe to repeat."""
    ensure_tree()
    _name_in_korean()
    return Sections(
        guides=_index(GuideIndexPage, slug="guide", titles=("제도 안내", "About the scheme")),
        announcements=_index(AnnouncementIndexPage, slug="announcements", titles=("알림·소식", "News")),
    )


def _name_in_korean() -> None:
    """Wagtail's migrations name their groups, workflow and root in English; what somebody renamed stays."""
    for model, field, english, korean in WAGTAIL_NAMES:
        model.objects.filter(**{field: english}).update(**{field: korean})
    Page.objects.filter(depth=1, title="Root").update(title="최상위", draft_title="최상위")


def _index(model: Any, *, slug: str, titles: tuple[str, str]) -> Any:
    korean = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    english = Locale.objects.get(language_code=ENGLISH)
    page = model.objects.filter(locale=korean).first()
    if page is None:
        home = HomePage.objects.get(locale=korean)
        page = home.add_child(instance=model(title=titles[0], slug=slug, locale=korean))
    if not page.has_translation(english):
        translated = page.copy_for_translation(english)
        translated.title = translated.draft_title = titles[1]
        translated.live, translated.has_unpublished_changes = True, False
        translated.save()
    return page


# --- Pages in two languages -------------------------------------------------------------------------


def _names(folder: Any) -> list[str]:
    """The slugs of a folder, in the order of its files: `03-life-cycle.ko.toml` is `life-cycle`."""
    return [path.name.split(".")[0].partition("-")[2] for path in sorted(folder.glob("*.ko.toml"))]


def _add_translated(parent: Page, model: Any, folder: str, slug: str) -> None:
    korean, english = (_page(model, folder, slug, language) for language in (settings.LANGUAGE_CODE, ENGLISH))
    publish_translated(parent, korean, english=english)


def publish_translated(parent: Page, page: Any, *, english: Any) -> None:
    """The Korean page, and the English one as its translation in the CMS: segment by segment."""
    korean = parent.add_child(instance=page)
    korean.save_revision().publish()
    translate(korean, into=english)


def translate(page: Any, *, into: Any) -> Any:
    """Enter the texts of `into`, a page of the same structure, as the English translation of `page`; publish it."""
    english = Locale.objects.get(language_code=ENGLISH)
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.get_or_create(source=source, target_locale=english)
    StringTranslation.objects.bulk_create(_translations(source, into, english), ignore_conflicts=True)
    source.create_or_update_translation(english, publish=False, fallback=True)
    translated = page.get_translation(english)
    translated.get_latest_revision().publish()
    return translated


def _translations(source: TranslationSource, into: Any, locale: Locale) -> Iterator[StringTranslation]:
    texts: dict[str, list[str]] = defaultdict(list)
    for value in extract_segments(into):
        if isinstance(value, StringSegmentValue):
            texts[value.path].append(value.string.data)
    segments = StringSegment.objects.filter(source=source).select_related("context").order_by("order")
    for segment in segments:
        path = segment.context.path
        if not texts[path]:
            raise ValueError(
                f"{into.slug}: the English text lacks {path}: give both languages the same blocks."
            )
        yield StringTranslation(
            translation_of_id=segment.string_id,
            locale=locale,
            context=segment.context,
            data=texts[path].pop(0),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )


def _page(model: Any, folder: str, slug: str, language: str) -> Any:
    """A page as its file has it, not yet saved."""
    (path,) = (DATA / folder).glob(f"*-{slug}.{language}.toml")
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    fields = {name: value for name, value in content.items() if name not in {"body", "sources"}}
    if "body" in content:
        fields["body"] = list(_blocks(content["body"], slug))
    if "sources" in content:
        fields["sources"] = [
            {"type": "source", "id": _id(slug, "source", number), "value": {"url": "", "dated": "", **row}}
            for number, row in enumerate(content["sources"])
        ]
    field_names = {"body", "sources"} & fields.keys()
    page = model(
        slug=slug,
        locale=Locale.objects.get(language_code=language),
        **{name: value for name, value in fields.items() if name not in field_names},
    )
    for name in field_names:
        setattr(page, name, model._meta.get_field(name).to_python(fields[name]))
    if isinstance(page, AnnouncementPage):
        page.first_published_at = timezone.now()
    return page


def _blocks(rows: Sequence[dict[str, Any]], slug: str) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        kind, value = _block(row, slug, number)
        yield {"type": kind, "value": value, "id": _id(slug, "body", number)}


def _block(row: dict[str, Any], slug: str, number: int) -> tuple[str, Any]:
    """A row of the file as (type, value) of the stream."""
    if "section" in row:
        return "section", {"title": row["section"], "anchor": row["anchor"]}
    if "text" in row:
        return "paragraph", row["text"].strip()
    if "note" in row:
        return "note", {"title": row["note"], "text": row.get("more", "")}
    for kind in CHOSEN & row.keys():
        return kind, row[kind]
    if "glossary" in row:
        return "glossary", None
    kind = next(name for name in LISTS if name in row)
    return kind, [
        {"type": "item", "value": _item(kind, item), "id": _id(slug, "body", number, place)}
        for place, item in enumerate(row[kind])
    ]


def _item(kind: str, item: Sequence[str]) -> dict[str, str]:
    names = {
        "steps": ("title", "text", "basis"),
        "cards": ("label", "title", "text"),
        "definitions": ("term", "text"),
        "questions": ("question", "answer"),
        "links": ("title", "path", "text"),
    }[kind]
    return dict(zip(names, item, strict=True))


def _id(*parts: object) -> str:
    return str(uuid.uuid5(BLOCK_IDS, "/".join(map(str, parts))))


# --- Glossary ---------------------------------------------------------------------------------------


def _load_glossary(shipped: set[str]) -> list[str]:
    """Add the terms that were never loaded."""
    table = open_table(GUIDES / "glossary.csv")
    rows = [row.cells for row in mapped_rows(table, {name: name for name in table.header})]
    standing = set(GlossaryTerm.objects.values_list("slug", flat=True))
    missing = [row for row in rows if f"term:{row['slug']}" not in shipped and row["slug"] not in standing]
    for row in missing:
        GlossaryTerm.objects.create(**row)
    return [row["slug"] for row in missing]


def _load_synonyms(shipped: set[str]) -> list[str]:
    """Add the synonyms that were never loaded, and return the names that they are remembered by."""
    table = open_table(DATA / "synonyms.csv")
    rows = [row.cells for row in mapped_rows(table, {name: name for name in table.header})]
    missing = {name: row for row in rows if (name := f"synonym:{row['word']}={row['meant']}") not in shipped}
    for row in missing.values():
        Synonym.objects.get_or_create(
            word=row["word"],
            meant=row["meant"],
            defaults={"goes_both_ways": row["both"] == "1", "note": row["note"]},
        )
    return list(missing)
