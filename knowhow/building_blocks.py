"""What pages show of building blocks and of attached files. Nothing that only a draft uses is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from knowhow.models import AttachedFile, BuildingBlock, CasePage, PracticePage
from knowhow.words import Words, either, words_of

PARTS = ("purpose", "how", "enabling", "lessons")


@dataclass(frozen=True)
class ShownFile:
    """A file in a list: what it is, how large, on which terms."""

    title: Words
    url: str
    kind: str
    size: int
    licence: str
    is_ai_allowed: bool


@dataclass(frozen=True)
class ShownBlock:
    """A building block as a page of a case or a practice shows it."""

    name: Words
    url: str
    purpose: Words
    how: Words
    enabling: Words
    lessons: Words
    files: tuple[ShownFile, ...]


def visible_blocks(viewer: object) -> QuerySet[BuildingBlock]:
    """Building blocks that a page uses which this viewer may read."""
    cases = CasePage.objects.visible_to(viewer).filter(blocks=OuterRef("pk"))
    practices = PracticePage.objects.visible_to(viewer).filter(blocks=OuterRef("pk"))
    return BuildingBlock.objects.filter(Exists(cases) | Exists(practices))


def shown_files(rows: Iterable[AttachedFile]) -> tuple[ShownFile, ...]:
    """Those that somebody has looked through."""
    return tuple(
        ShownFile(
            title=either(row.title_ko, row.title_en),
            url=row.document.url,
            kind=row.document.file_extension.upper(),
            size=row.document.get_file_size() or 0,
            licence=row.get_licence_display(),
            is_ai_allowed=row.is_ai_allowed,
        )
        for row in rows
        if row.is_checked
    )


def shown_block(block: BuildingBlock) -> ShownBlock:
    """One building block with its texts and files."""
    texts = {name: words_of(block, name) for name in PARTS}
    name = words_of(block, "name")
    files = shown_files(block.files.select_related("document"))
    return ShownBlock(name=name, url=block.get_absolute_url(), files=files, **texts)


def shown_blocks(blocks: Iterable[BuildingBlock]) -> tuple[ShownBlock, ...]:
    """Several, in the order of their names."""
    return tuple(shown_block(block) for block in sorted(blocks, key=lambda block: block.name_ko))
