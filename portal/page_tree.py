"""Many pages at once. Wagtail and treebeard add one at a time, with a dozen queries each (stack study §3)."""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from modelsearch.backends import get_search_backends
from wagtail.models import Page, ReferenceIndex

from portal.jobs.definition import job

BATCH = 200
INDEXED_AT_ONCE = 500


@transaction.atomic
def add_pages(placed: Sequence[tuple[Page, Any]]) -> None:
    """Put new pages of one type below their parents, each given as (parent, page), in the order given.

    The pages must be valid: nothing is checked, and no signal is sent, so the caller writes the outbox rows.
    The CMS's own indexes follow in the worker. Raises what the database raises.
    """
    if not placed:
        return
    new = [page for _parent, page in placed]
    model = type(new[0])
    for parent, pages in _by_parent(placed):
        _place(parent, pages, ContentType.objects.get_for_model(model))
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
        parent.numchild += len(pages)
    _write(new)
    for part in batched(new, INDEXED_AT_ONCE):
        index_pages.enqueue(model._meta.label_lower, part[0].pk, part[-1].pk)


def _by_parent(placed: Sequence[tuple[Page, Any]]) -> list[tuple[Page, list[Any]]]:
    groups: dict[int, tuple[Page, list[Any]]] = {}
    for parent, page in placed:
        groups.setdefault(parent.pk, (parent, []))[1].append(page)
    return list(groups.values())


def _write(pages: Sequence[Any]) -> None:
    """The half that every page has, then the half of its own: Django refuses to add both at once."""
    shared = [field.attname for field in Page._meta.local_concrete_fields if not field.primary_key]
    bases = [Page(**{name: getattr(page, name) for name in shared}) for page in pages]
    Page._base_manager.bulk_create(bases, batch_size=BATCH)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = page.page_ptr_id = base.pk
        page._state.adding = False  # noqa: SLF001 - what a saved instance says of itself
    rows: Any = type(pages[0])._base_manager.all()
    rows._batched_insert(pages, rows.model._meta.local_concrete_fields, BATCH)  # noqa: SLF001


def _place(parent: Page, pages: Sequence[Any], content_type: ContentType) -> None:
    """Give each page its path, address and type, as `add_child` would."""
    children = Page.objects.filter(depth=parent.depth + 1, path__startswith=parent.path)
    last = children.order_by("-path").values_list("path", flat=True).first()
    step = Page._str2int(last[-Page.steplen :]) if last else 0  # noqa: SLF001 - treebeard's own numbering
    taken = set(children.values_list("slug", flat=True))
    for number, page in enumerate(pages, step + 1):
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, number)  # noqa: SLF001
        page.numchild = 0
        page.locale_id = parent.locale_id
        page.content_type = content_type
        page.draft_title = page.draft_title or page.title
        page.slug = _free_slug(page, taken)
        taken.add(page.slug)
        page.set_url_path(parent)


def _free_slug(page: Page, taken: set[str]) -> str:
    base = page.slug or slugify(page.title, allow_unicode=True) or "page"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@job("index_pages", priority=-10)
def index_pages(model: str, first: int, last: int) -> None:
    """Fill the CMS's own indexes, its search and "used in", for the pages of one type between two numbers."""
    page_model: Any = apps.get_model(model)
    pages = list(page_model.objects.filter(pk__gte=first, pk__lte=last))
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(page_model, pages)
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
