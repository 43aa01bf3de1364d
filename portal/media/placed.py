"""Which pages show a file: each room says what follows when the files of what it shows change."""

from collections.abc import Callable, Collection, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

type Marker = Callable[[Collection[int]], object]

_markers: dict[type[Model], Marker] = {}


def mark_pages_with(model: type[Model], marker: Marker) -> None:
    """Let `marker` hear of rows of this kind, pages mostly, whose files changed: it writes the rows of the outbox."""
    _markers[model] = marker


def files_changed(documents: Iterable[int]) -> None:
    """Tell the rooms of the pages that show these documents, in the caller's transaction."""
    wanted = [str(pk) for pk in documents]
    if not wanted:
        return
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_document_model()), to_object_id__in=wanted
    )
    for model, marker in _markers.items():
        shown = references.filter(content_type=ContentType.objects.get_for_model(model))
        pages = {int(pk) for pk in shown.values_list("object_id", flat=True)}
        if pages:
            marker(pages)
