"""How practices become search documents."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from knowhow.freshness import clock_of
from knowhow.indexing import content_version, files_of, library_line, text_in, texts_beside
from knowhow.models import PracticePage
from portal.media.file_texts import passages_in, passages_of
from portal.zones.indexing import municipalities_of
from search.documents import Attachment, HitMeta, Language, SearchDocument
from search.registry import Source, Viewer, register

KIND = "practice"
TEXTS = ("purpose", "preparation", "duration", "legal_basis", "costs", "cautions")
STEP_TEXTS = ("name", "text", "who", "duration", "basis", "papers")


def register_in_search() -> None:
    """Called once when the app is ready. Its facets are those of cases."""
    register(
        Source(
            KIND,
            _("실무 안내"),
            35,
            practice_document,
            practice_ids,
            visible_practices,
            practice_meta,
            is_experience=True,
        )
    )


def practice_ids() -> Iterable[str]:
    """Every practice that may stand in the index."""
    return (str(pk) for pk in _readable().order_by("pk").values_list("pk", flat=True))


def visible_practices(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:  # noqa: ARG001  (the registry's signature)
    """Those of the ids that the viewer may read now."""
    wanted = [pk for pk in object_ids if pk.isdigit()]
    rows = PracticePage.objects.visible_to(viewer).filter(pk__in=wanted)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def practice_document(object_id: str, language: Language) -> SearchDocument | None:
    """A practice in one language; Korean texts stand in for missing English ones."""
    readable = _readable().select_related("zone__province", "zone__field", "stage", "topic", "freshness")
    page = readable.filter(pk=object_id).first() if object_id.isdigit() else None
    if page is None:
        return None
    with translation.override(language):
        texts, facets, clock = _texts(page, language), _facets(page), clock_of(page)
        confirmed_on = clock.confirmed_on if clock else None
        return SearchDocument(
            kind=KIND,
            object_id=str(page.pk),
            language=language,
            url=reverse("practice", args=[page.public_slug]),
            facets=facets,
            date=confirmed_on,
            version=content_version(*texts.values(), facets, confirmed_on, page.public_slug, page.is_sample),
            is_sample=page.is_sample,
            **texts,
        )


def practice_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    """Zone, stage and duration under a hit."""
    wanted = [pk for pk in object_ids if pk.isdigit()]
    rows = PracticePage.objects.filter(pk__in=wanted).select_related("zone__field", "stage")
    with translation.override(language):
        return {str(page.pk): _meta(page, language) for page in rows}


def _readable() -> QuerySet[PracticePage]:
    rows: QuerySet[PracticePage] = PracticePage.objects.visible_to(AnonymousUser())
    return rows


def _meta(page: PracticePage, language: Language) -> HitMeta:
    stage = page.stage.name if page.stage else ""
    lines = (page.zone.name, page.zone.field.name, stage, text_in(page, "duration", language))
    return HitMeta(
        lines=tuple(line for line in (library_line(page), *lines) if line), badge="", as_of=page.as_of
    )


def _texts(page: PracticePage, language: Language) -> dict[str, Any]:
    other = page.title if language == "en" else page.title_en
    story = page.body_en if language == "en" and page.body_en else page.body
    passages = (*passages_in(story), *passages_of(files_of(page)))
    return {
        "title": (language == "en" and page.title_en) or page.title,
        "aliases": tuple(name for name in (other, page.zone.name_ko, page.zone.name_en) if name),
        "summary": text_in(page, "summary", language),
        "body": "\n".join(part for part in _body(page, story, language) if part),
        "attachments": tuple(Attachment(*part) for part in passages),
    }


def _body(page: PracticePage, story: Any, language: Language) -> Iterator[str]:
    yield from (text_in(page, name, language) for name in TEXTS)
    for block in page.steps:
        yield from (text_in(block.value, name, language) for name in STEP_TEXTS)
    yield from (row.title for row in page.exemptions.all())
    yield from texts_beside(page, language)
    yield " ".join(str(text) for text in story.stream_block.get_searchable_content(story))
    yield from (part.name for part in (page.topic, page.stage, page.zone.field, page.zone.province) if part)


def _facets(page: PracticePage) -> dict[str, tuple[str, ...]]:
    acts = page.exemptions.values_list("acts__slug", flat=True)
    facets = {
        "province": (page.zone.province.code,),
        "field": (page.zone.field.slug,),
        "municipality": municipalities_of(page.zone),
        "act": tuple(sorted({slug for slug in acts if slug})),
        "exemption": tuple(sorted(row.code for row in page.exemptions.all())),
        "stage": (page.stage.slug,) if page.stage else (),
        "topic": (page.topic.slug,) if page.topic else (),
    }
    return {name: values for name, values in facets.items() if values}
