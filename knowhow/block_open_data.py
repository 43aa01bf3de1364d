"""Building blocks and attached files as the API and the JSON download give them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from knowhow.block_listing import block_list_spec, listed_blocks
from knowhow.models import AttachedFile, BuildingBlock, Licence
from portal.open_data.lists import ApiList, pages_of
from portal.zones.open_data import term


def blocks_of(blocks: Iterable[BuildingBlock], site: str) -> list[dict[str, Any]]:
    """The building blocks of a page, by name."""
    return [block_row(block, site) for block in sorted(blocks, key=lambda block: block.name_ko)]


def block_row(block: BuildingBlock, site: str) -> dict[str, Any]:
    """A building block with every text."""
    names = ("name", "purpose", "how", "enabling", "lessons")
    return {
        "slug": block.slug,
        **pages_of(block.get_absolute_url(), site=site),
        **{f"{name}_{code}": getattr(block, f"{name}_{code}") for name in names for code in ("ko", "en")},
        "files": files_of(block.files.all(), site),
    }


def files_of(rows: Iterable[AttachedFile], site: str) -> list[dict[str, Any]]:
    """Files that somebody has looked through."""
    return [
        {
            "title_ko": row.title_ko,
            "title_en": row.title_en,
            "url": f"{site}{row.document.url}",
            "type": row.document.file_extension.lower(),
            "bytes": row.document.get_file_size(),
            "licence": term(row.licence, Licence.choices),
            "is_ai_training_allowed": row.is_ai_allowed,
        }
        for row in rows
        if row.is_checked
    ]


def listed_block_row(block: Any, site: str) -> dict[str, Any]:
    """A row of `listed_blocks`: the building block, and in how many public places it is used."""
    return {**block_row(block, site), "uses": block.uses, "sample": block.is_sample}


def with_files(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read what a row needs in a fixed number of queries."""
    return rows.prefetch_related("files__document")


BLOCKS = ApiList(
    name="blocks",
    rows=lambda: listed_blocks(AnonymousUser()),
    spec=block_list_spec,
    read=with_files,
    row=listed_block_row,
    page_name="blocks",
)
