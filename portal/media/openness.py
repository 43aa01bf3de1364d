"""Who may open a document by its address: everybody once a public page shows it, before that who works with it.

Wagtail hands out whatever lies in an open collection. A file that an editor chose for a draft would then be public before
the draft is, by an address that is a number and a name.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex, get_page_models
from wagtail.permissions import policy_registry

from portal.media.models import PortalDocument
from portal.pages import is_public

type Opinion = Callable[[Any, Any], bool | None]

RIGHTS = frozenset({"change", "delete", "choose"})
_opinions: dict[str, Opinion] = {}


def register_attachments(relation: str, opinion: Opinion) -> None:
    """Let a room decide about files in its own rows: `opinion(document, viewer)` is None where it has no such row.

    `relation` is the name under which pages hold those rows; what stands in them does not count as shown by the page.
    """
    _opinions[relation] = opinion


def may_open(document: Any, viewer: Any) -> bool:
    """Whether this viewer may have the file."""
    said = [opinion(document, viewer) for opinion in _opinions.values()]
    if any(said) or is_placed_publicly(document):
        return True
    return all(answer is None for answer in said) and works_with(document, viewer)


def is_placed_publicly(document: Any) -> bool:
    """Whether a text that everybody reads shows or links to the document.

    Wagtail's index of references knows what stands in a page's row: of a live page what is published, never its draft.
    """
    rows = ReferenceIndex.get_references_to(document)
    for relation in _opinions:
        rows = rows.exclude(model_path__startswith=f"{relation}.")
    kinds = ContentType.objects.get_for_models(*get_page_models()).values()
    on_pages = {kind.pk for kind in kinds}
    found = list(rows.values_list("content_type", "object_id").distinct())
    pages = [int(number) for kind, number in found if kind in on_pages]
    is_beside = len(pages) < len(found)
    return is_beside or bool(pages and Page.objects.filter(is_public(), pk__in=pages).exists())


def works_with(document: Any, viewer: Any) -> bool:
    """Whether the viewer brought it, or may use or change it in the CMS."""
    if not viewer.is_authenticated:
        return False
    if document.uploaded_by_user_id == viewer.pk:
        return True
    policy = policy_registry.get_by_type(PortalDocument)
    usable = policy.instances_user_has_any_permission_for(viewer, RIGHTS)
    return bool(usable.filter(pk=document.pk).exists())
