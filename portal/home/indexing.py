"""How announcements, guides and the terms of the glossary become search documents."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.models import AnnouncementPage, GlossaryTerm, GuidePage
from portal.krds.dates import write_partial_date
from portal.media.file_texts import passages_in
from portal.stories import words_of
from search.documents import Attachment, HitMeta, Language, SearchDocument
from search.registry import Source, Viewer, register

ANNOUNCEMENT = "announcement"
GUIDE = "guide"
TERM = "term"
OF_EXAMPLES = "search-help"
"""The guide that is made of questions: it would be found for each of them, before what they ask for."""
GLOSSARY_SLUG = "glossary"
GLOSSARY_ADDRESS = "guide/glossary/"


def register_in_search() -> None:
    """Called once when the app is ready."""
    register(
        Source(
            GUIDE, pgettext_lazy("kind", "안내"), 40, guide_document, _guide_ids, _visible_guides, _guide_meta
        )
    )
    register(Source(TERM, gettext_lazy("용어"), 50, term_document, _term_ids, _visible_terms, _term_meta))
    register(
        Source(
            ANNOUNCEMENT,
            gettext_lazy("공지"),
            60,
            announcement_document,
            _announcement_ids,
            _visible_announcements,
            _announcement_meta,
        )
    )


# A page in two languages is one thing to search: it goes by its translation key.


def _keys(pages: Any) -> Iterable[str]:
    return (
        str(key)
        for key in pages.order_by("translation_key").values_list("translation_key", flat=True).distinct()
    )


def _visible_keys(pages: Any, object_ids: Collection[str]) -> set[str]:
    return set(_keys(pages.filter(translation_key__in=list(object_ids))))


def _in_language(pages: Any, key: str, language: Language) -> Any:
    return pages.in_language(language).filter(translation_key=key).select_related("locale").first()


def _other_titles(page: Any) -> tuple[str, ...]:
    """The titles in other languages, of pages that are open: an alias is found like any other word."""
    pages = type(page).objects.open_to_all()
    others = pages.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return tuple(others.values_list("title", flat=True))


def _version(*parts: object) -> int:
    return zlib.crc32("\x1f".join(str(part) for part in parts).encode("utf-8", "ignore"))


# Guides ----------------------------------------------------------------------------------------------


def _guide_ids() -> Iterable[str]:
    return _keys(GuidePage.objects.open_to_all())


def _visible_guides(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    return _visible_keys(GuidePage.objects.open_to_all().in_language(language), object_ids)


def guide_document(object_id: str, language: Language) -> SearchDocument | None:
    """A guide in one language; the Korean page stands in for a missing English one."""
    page = _in_language(GuidePage.objects.open_to_all(), object_id, language)
    if page is None:
        return None
    with translation.override(language):
        body = "" if page.slug == OF_EXAMPLES else words_of(page.body)
        aliases = _other_titles(page)
        attachments = tuple(Attachment(*part) for part in passages_in(page.body))
        return SearchDocument(
            kind=GUIDE,
            object_id=object_id,
            language=language,
            title=page.title,
            url=page.address,
            aliases=aliases,
            summary=page.summary,
            body=body,
            attachments=attachments,
            date=page.reviewed_on,
            version=_version(
                page.title, page.summary, body, page.slug, page.reviewed_on, *aliases, *attachments
            ),
        )


def _guide_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    pages = GuidePage.objects.in_language(language).filter(translation_key__in=list(object_ids))
    with translation.override(language):
        return {
            str(page.translation_key): HitMeta(
                lines=(
                    str(page.get_group_display()),
                    _("살펴본 날 %(day)s") % {"day": write_partial_date(page.reviewed_on)},
                )
            )
            for page in pages.defer("body", "sources")
        }


# Terms -----------------------------------------------------------------------------------------------


def _term_ids() -> Iterable[str]:
    return (str(pk) for pk in GlossaryTerm.objects.order_by("pk").values_list("pk", flat=True))


def _visible_terms(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    if not _glossary_is_open():
        return set()
    rows = GlossaryTerm.objects.filter(pk__in=[pk for pk in object_ids if pk.isdigit()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _glossary_is_open() -> bool:
    return bool(GuidePage.objects.open_to_all().filter(slug=GLOSSARY_SLUG).exists())


def term_document(object_id: str, language: Language) -> SearchDocument | None:
    """A term leads to its place in the glossary; while that is closed, it is not found."""
    term = GlossaryTerm.objects.filter(pk=object_id).first()
    if term is None or not _glossary_is_open():
        return None
    is_english = language == "en"
    text = (is_english and term.text_en) or term.text_ko
    others = [name.strip() for name in term.other_names.split(",") if name.strip()]
    with translation.override(language):
        return SearchDocument(
            kind=TERM,
            object_id=object_id,
            language=language,
            title=term.name,
            url=f"{reverse('wagtail_serve', args=[GLOSSARY_ADDRESS])}#{term.slug}",
            aliases=(term.name_ko if is_english else term.name_en, *others),
            summary=text,
            version=_version(term.name_ko, term.name_en, term.slug, text, *others),
        )


def _term_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    rows = GlossaryTerm.objects.filter(pk__in=[pk for pk in object_ids if pk.isdigit()])
    return {
        str(term.pk): HitMeta(lines=(term.name_en if language == "ko" else term.name_ko,)) for term in rows
    }


# Announcements ---------------------------------------------------------------------------------------


def _announcement_ids() -> Iterable[str]:
    return _keys(AnnouncementPage.objects.open_to_all())


def _visible_announcements(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    return _visible_keys(AnnouncementPage.objects.open_to_all().in_language(language), object_ids)


def announcement_document(object_id: str, language: Language) -> SearchDocument | None:
    """An announcement in one language; past ones are still found."""
    page = _in_language(AnnouncementPage.objects.open_to_all(), object_id, language)
    if page is None:
        return None
    with translation.override(language):
        aliases = _other_titles(page)
        attachments = tuple(Attachment(*part) for part in passages_in(page.body, page.attachments))
        return SearchDocument(
            kind=ANNOUNCEMENT,
            object_id=object_id,
            language=language,
            title=page.title,
            url=page.address,
            aliases=aliases,
            summary=page.summary,
            body=page.plain_text,
            attachments=attachments,
            facets={"year": (str(page.published_on.year),)} if page.published_on else {},
            date=page.published_on,
            version=_version(
                page.title,
                page.summary,
                page.plain_text,
                page.slug,
                page.published_on,
                page.is_sample,
                *aliases,
                *attachments,
            ),
            is_sample=page.is_sample,
        )


def _announcement_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    pages = AnnouncementPage.objects.in_language(language).filter(translation_key__in=list(object_ids))
    today = timezone.localdate()
    with translation.override(language):
        return {
            str(page.translation_key): HitMeta(
                lines=(str(page.get_category_display()), write_partial_date(page.published_on)),
                badge=_("지난 글") if page.listed_until and page.listed_until < today else "",
            )
            for page in pages.defer("body", "attachments")
        }
