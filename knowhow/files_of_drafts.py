"""Who may open an attached file: everybody once it is public, before that only those who work on it."""

from typing import Any

from knowhow.building_blocks import visible_blocks
from knowhow.models import BlockFile, CaseFile, CasePage, PracticeFile, PracticePage


def may_open(document: Any, viewer: Any) -> bool:
    """Whether this viewer may have the file. A document that is attached nowhere is not our concern."""
    rows = {
        model: list(model.objects.filter(document=document)) for model in (CaseFile, PracticeFile, BlockFile)
    }
    if not any(rows.values()) or viewer.has_perm("wagtailadmin.access_admin"):
        return True
    return _is_public(rows) or _is_of(viewer, rows)


def _is_public(rows: dict[Any, list[Any]]) -> bool:
    checked = {model: [row for row in found if row.is_checked] for model, found in rows.items()}
    cases = CasePage.objects.visible_to(None).filter(pk__in=[row.page_id for row in checked[CaseFile]])
    practices = PracticePage.objects.visible_to(None).filter(
        pk__in=[row.page_id for row in checked[PracticeFile]]
    )
    blocks = visible_blocks(None).filter(pk__in=[row.block_id for row in checked[BlockFile]])
    return bool(cases.exists() or practices.exists() or blocks.exists())


def _is_of(viewer: Any, rows: dict[Any, list[Any]]) -> bool:
    """Whether the viewer wrote the page himself."""
    return any(
        row.page.owner_id == viewer.pk
        for model in (CaseFile, PracticeFile)
        for row in rows[model]
        if viewer.is_authenticated
    )
