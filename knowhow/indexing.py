"""How cases become search documents."""

import datetime as dt
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.anonymity import unnamed_zone
from knowhow.freshness import clock_of
from knowhow.models import CaseExemption, CasePage, CaseTopic, PracticePage
from portal.media.file_texts import passages_in, passages_of
from portal.stories import words_of
from portal.zones.indexing import municipalities_of
from portal.zones.models import ValueChainStage
from portal.zones.search_names import choice_names
from search.documents import Attachment, HitMeta, Language, SearchDocument
from search.registry import Facet, FacetLabels, FacetName, Source, Viewer, register, register_facet

KIND = "case"
TEXTS = ("context", "problem", "action", "costs", "went_wrong", "conditions")


def register_in_search() -> None:
    """Called once when the app is ready. Province, field and act belong to the registry of zones."""
    register(
        Source(KIND, _("사례"), 30, case_document, case_ids, visible_cases, case_meta, is_experience=True)
    )
    stages, topics = ValueChainStage.objects.all(), CaseTopic.objects.all()
    register_facet(
        Facet("stage", _("가치사슬 단계"), 70, _names_of(stages), ("단계", "stage"), partial(_typed, stages))
    )
    register_facet(
        Facet(
            "outcome", _("결말"), 80, _outcome_labels, ("상태", "status"), _outcome_names, example=_("중단")
        )
    )
    register_facet(
        Facet("topic", _("주제"), 90, _names_of(topics), ("주제", "topic"), partial(_typed, topics))
    )


def case_ids() -> Iterable[str]:
    """Every case that may stand in the index."""
    return (str(pk) for pk in _readable().order_by("pk").values_list("pk", flat=True))


def visible_cases(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    """Those of the ids that the viewer may read now."""
    wanted = [pk for pk in object_ids if pk.isdigit()]
    return {
        str(pk)
        for pk in CasePage.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)
    }


def case_document(object_id: str, language: Language) -> SearchDocument | None:
    """A case in one language; Korean texts stand in for missing English ones."""
    readable = _readable().select_related("zone__province", "zone__field", "stage", "topic", "freshness")
    page = readable.filter(pk=object_id).first() if object_id.isdigit() else None
    if page is None:
        return None
    with translation.override(language):
        texts = _texts(page, language)
        facets = _facets(page)
        return SearchDocument(
            kind=KIND,
            object_id=str(page.pk),
            language=language,
            url=reverse("case", args=[page.public_slug]),
            facets=facets,
            date=_date(page),
            version=content_version(*texts.values(), facets, _date(page), page.public_slug, page.is_sample),
            is_sample=page.is_sample,
            **texts,
        )


def _date(page: CasePage) -> dt.date | None:
    """When somebody last confirmed it; until then the year it is about."""
    clock = clock_of(page)
    if clock and clock.confirmed_on:
        return clock.confirmed_on
    return dt.date(page.year, 1, 1) if page.year else None


def case_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    """Zone, stage and year under a hit; stopped cases say so."""
    rows = CasePage.objects.filter(pk__in=[pk for pk in object_ids if pk.isdigit()]).select_related(
        "zone__field", "stage"
    )
    with translation.override(language):
        return {str(page.pk): _meta(page) for page in rows}


def _readable() -> QuerySet[CasePage]:
    rows: QuerySet[CasePage] = CasePage.objects.visible_to(AnonymousUser())
    return rows


def _meta(page: CasePage) -> HitMeta:
    stage = page.stage.name if page.stage else ""
    whose = unnamed_zone() if page.is_anonymous else page.zone.name
    lines = (whose, page.zone.field.name, stage, str(page.year or ""))
    badge = str(page.get_outcome_display()) if page.outcome == CasePage.Outcome.STOPPED else ""
    return HitMeta(
        lines=tuple(line for line in (library_line(page), *lines) if line), badge=badge, as_of=page.as_of
    )


def _texts(page: CasePage, language: Language) -> dict[str, Any]:
    zones = [] if page.is_anonymous else [page.zone, *page.other_zones.all()]
    other = page.title if language == "en" else page.title_en
    names = [name for zone in zones for name in (zone.name_ko, zone.name_en)]
    return {
        "title": (language == "en" and page.title_en) or page.title,
        "aliases": tuple(dict.fromkeys(name for name in (other, *names) if name)),
        "summary": text_in(page, "summary", language),
        "body": "\n".join(part for part in _body(page, language) if part),
        "attachments": tuple(
            Attachment(*part) for part in (*passages_in(_story(page, language)), *passages_of(files_of(page)))
        ),
    }


def _body(page: CasePage, language: Language) -> Iterator[str]:
    yield from (text_in(page, name, language) for name in TEXTS)
    for block in page.steps:
        yield from (text_in(block.value, name, language) for name in ("name", "text"))
    for result in page.results.all():
        yield from (text_in(result, "indicator", language), result.before, result.after)
        yield text_in(result, "text", language)
    for use in page.exemption_uses.select_related("exemption", "act"):
        yield from _use_texts(use)
    yield from texts_beside(page, language)
    yield words_of(_story(page, language))
    place = None if page.is_anonymous else page.zone.province
    yield from (part.name for part in (page.topic, page.stage, page.zone.field, place) if part)


def texts_beside(page: CasePage | PracticePage, language: Language) -> Iterator[str]:
    """What the building blocks and the names of the files of a page say."""
    for block in page.blocks.all():
        yield from (
            text_in(block, name, language) for name in ("name", "purpose", "how", "enabling", "lessons")
        )
    yield from (text_in(row, "title", language) for row in page.files.all() if row.is_checked)


def library_line(page: CasePage | PracticePage) -> str:
    """What a hit says of a page in the national library."""
    return gettext("국가 사례 서가 등재") if page.admitted_at else ""


def files_of(page: CasePage | PracticePage) -> tuple[int, ...]:
    """The documents that the page hands out beside its story."""
    return tuple(row.document_id for row in page.files.all() if row.is_checked)


def _story(page: CasePage, language: Language) -> Any:
    return page.body_en if language == "en" and page.body_en else page.body


def _use_texts(use: CaseExemption) -> Iterator[str]:
    yield use.text_as_read
    if use.exemption:
        yield use.exemption.title
    elif use.act:
        yield use.act.name


def text_in(thing: object, name: str, language: Language) -> str:
    """A text that stands twice; the Korean one where there is no English one."""
    read: Callable[[str], object] = getattr(thing, "get", partial(getattr, thing))
    return str((language == "en" and read(f"{name}_en")) or read(f"{name}_ko") or "")


def _facets(page: CasePage) -> dict[str, tuple[str, ...]]:
    uses = page.exemption_uses.values_list("act__slug", "exemption__acts__slug")
    with_code = page.exemption_uses.filter(exemption__isnull=False)
    codes = with_code.values_list("exemption__code", flat=True)
    facets = {
        "province": () if page.is_anonymous else (page.zone.province.code,),
        "field": (page.zone.field.slug,),
        "municipality": () if page.is_anonymous else municipalities_of(page.zone),
        "act": tuple(sorted({slug for pair in uses for slug in pair if slug})),
        "exemption": tuple(sorted(codes.distinct())),
        "stage": (page.stage.slug,) if page.stage else (),
        "outcome": (page.outcome,),
        "topic": (page.topic.slug,) if page.topic else (),
        "year": (str(page.year),) if page.year else (),
    }
    return {name: values for name, values in facets.items() if values}


def content_version(*parts: object) -> int:
    """A number that changes with the content: the doctor compares it between database and index."""
    return zlib.crc32("\x1f".join(str(part) for part in parts).encode("utf-8", "ignore"))


def _names_of(all_rows: QuerySet[Any]) -> FacetLabels:
    def labels(values: Collection[str], language: Language) -> Mapping[str, str]:
        rows = all_rows.filter(slug__in=list(values))
        with translation.override(language):
            return {row.slug: row.name for row in rows}

    return labels


def _typed(all_rows: QuerySet[Any]) -> Iterator[FacetName]:
    return (FacetName(row.slug, (row.name_ko, row.name_en)) for row in all_rows.all())


def _outcome_names() -> Iterator[FacetName]:
    return choice_names(CasePage.Outcome.choices)


def _outcome_labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    with translation.override(language):
        return {
            value: str(CasePage.Outcome(value).label) for value in values if value in CasePage.Outcome.values
        }
