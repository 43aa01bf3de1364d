"""How building blocks become search documents."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from knowhow.block_listing import listed_blocks
from knowhow.building_blocks import visible_blocks
from knowhow.indexing import content_version, text_in
from knowhow.models import BuildingBlock, CasePage, PracticePage
from portal.media.file_texts import passages_of
from search.documents import Attachment, HitMeta, Language, SearchDocument
from search.registry import Source, Viewer, register

KIND = "block"
TEXTS = ("how", "enabling", "lessons")
FACETS = (
    ("province", "zone__province__code"),
    ("field", "zone__field__slug"),
    ("stage", "stage__slug"),
    ("topic", "topic__slug"),
)


def register_in_search() -> None:
    """Called once when the app is ready. Its facets are those of the pages that use it."""
    register(
        Source(
            KIND,
            _("노하우 구성요소"),
            37,
            block_document,
            block_ids,
            visible_block_ids,
            block_meta,
            is_experience=True,
        )
    )


def block_ids() -> Iterable[str]:
    """Every building block that may stand in the index."""
    return (str(pk) for pk in _readable().order_by("pk").values_list("pk", flat=True))


def visible_block_ids(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:  # noqa: ARG001  (the registry's signature)
    """Those of the ids that the viewer may read now."""
    wanted = [pk for pk in object_ids if pk.isdigit()]
    rows = visible_blocks(viewer).filter(pk__in=wanted)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def block_document(object_id: str, language: Language) -> SearchDocument | None:
    """A building block in one language; Korean texts stand in for missing English ones."""
    block = _readable().filter(pk=object_id).first() if object_id.isdigit() else None
    if block is None:
        return None
    with translation.override(language):
        texts, facets = _texts(block, language), _facets(block)
        return SearchDocument(
            kind=KIND,
            object_id=str(block.pk),
            language=language,
            url=reverse("building-block", args=[block.slug]),
            facets=facets,
            date=None,
            version=content_version(*texts.values(), facets, block.slug, block.is_sample),
            is_sample=block.is_sample,
            **texts,
        )


def block_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    """In how many places it is used, under a hit."""
    wanted = [pk for pk in object_ids if pk.isdigit()]
    rows = listed_blocks(AnonymousUser()).filter(pk__in=wanted).values_list("pk", "uses")
    with translation.override(language):
        return {str(pk): HitMeta(lines=(_used(uses),), badge="", as_of="") for pk, uses in rows}


def _used(uses: int) -> str:
    return ngettext("%(uses)s곳에서 씁니다", "%(uses)s곳에서 씁니다", uses) % {"uses": uses}


def _readable() -> QuerySet[BuildingBlock]:
    return visible_blocks(AnonymousUser())


def _texts(block: BuildingBlock, language: Language) -> dict[str, Any]:
    other = block.name_ko if language == "en" else block.name_en
    passages = passages_of(row.document_id for row in block.files.all() if row.is_checked)
    return {
        "title": (language == "en" and block.name_en) or block.name_ko,
        "aliases": (other,) if other else (),
        "summary": text_in(block, "purpose", language),
        "body": "\n".join(text for name in TEXTS if (text := text_in(block, name, language))),
        "attachments": tuple(Attachment(*part) for part in passages),
    }


def _facets(block: BuildingBlock) -> dict[str, tuple[str, ...]]:
    """Those of every public page that uses it, but nothing that would tell whose an anonymous case is."""
    cases = CasePage.objects.visible_to(AnonymousUser()).named().filter(blocks=block)
    practices = PracticePage.objects.visible_to(AnonymousUser()).filter(blocks=block)
    paths = [path for _name, path in FACETS]
    rows = [*cases.values_list(*paths), *practices.values_list(*paths)]
    found = {
        name: tuple(sorted({row[place] for row in rows if row[place]}))
        for place, (name, _path) in enumerate(FACETS)
    }
    return {name: values for name, values in found.items() if values}
