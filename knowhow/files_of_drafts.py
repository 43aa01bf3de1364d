"""Who may open an attached file: everybody once it is public, before that only those who work on it.

What the form attaches lies in a closed collection until its draft is out. Its own address opens for nobody then; who writes
or reviews the text gets it through the page of the draft or of the review, which knows who that is.
"""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from knowhow.building_blocks import visible_blocks
from knowhow.models import BlockFile, CaseFile, CasePage, PracticeFile, PracticePage
from portal.media.downloads import download


def may_open(document: Any, viewer: Any) -> bool | None:
    """Whether this viewer may have the file; None of a document that is attached nowhere (`portal.media.openness`)."""
    rows = {
        model: list(model.objects.filter(document=document)) for model in (CaseFile, PracticeFile, BlockFile)
    }
    if not any(rows.values()):
        return None
    return _is_public(rows) or _works_on(viewer, rows)


def _is_public(rows: dict[Any, list[Any]]) -> bool:
    checked = {model: [row for row in found if row.is_checked] for model, found in rows.items()}
    cases = CasePage.objects.visible_to(None).filter(pk__in=[row.page_id for row in checked[CaseFile]])
    practices = PracticePage.objects.visible_to(None).filter(
        pk__in=[row.page_id for row in checked[PracticeFile]]
    )
    blocks = visible_blocks(None).filter(pk__in=[row.block_id for row in checked[BlockFile]])
    return bool(cases.exists() or practices.exists() or blocks.exists())


def _works_on(viewer: Any, rows: dict[Any, list[Any]]) -> bool:
    """Whether the viewer wrote the page or may edit it; building blocks are everybody's who uses the CMS."""
    if not viewer.is_authenticated:
        return False
    pages = [row.page for model in (CaseFile, PracticeFile) for row in rows[model]]
    return any(
        page.owner_id == viewer.pk or page.permissions_for_user(viewer).can_edit() for page in pages
    ) or bool(rows[BlockFile] and viewer.has_perm("wagtailadmin.access_admin"))


def draft_file(draft: CasePage | PracticePage, number: int) -> HttpResponseBase:
    """The document of this number if this very text holds it. Raises `Http404`."""
    rows: Any = draft.files.all()
    document = next((row.document for row in rows if row.document_id == number), None)
    if document is None:
        raise Http404
    try:
        return download(document.file.open("rb"), name=document.filename)
    except FileNotFoundError as lost:
        raise Http404 from lost
