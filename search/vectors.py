"""The vectors of documents in the database: made by the indexer, kept under content and model, so made once."""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import batched

from django.db.models import Exists, OuterRef, Q

from portal.page_cache.epoch import bump
from search import encoder
from search.models import IndexedDocument, IndexedDocumentQuerySet, TextVector

logger = logging.getLogger(__name__)

_BATCH = 100

type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class VectorFinding:
    """How many documents have their vector."""

    model: str
    """Empty where this installation has no encoder; then nothing is missing."""
    held: int
    missing: int

    @property
    def is_healthy(self) -> bool:
        """Tell whether there is none to be made."""
        return not self.missing


def complete(rows: Iterable[IndexedDocument]) -> int:
    """Make the vectors that these rows lack and return how many those were.

    Search does without a vector: what goes wrong here is told and must not stop the index.
    """
    model = encoder.model_id()
    if not model:
        return 0
    try:
        return sum(_complete(model, batch) for batch in batched(rows, _BATCH))
    except Exception:
        logger.exception("search_vectors_not_made")
        return 0


def fill(progress: Progress) -> int:
    """Make every vector that is missing and return how many those were; told step by step as `encode`."""
    total = examine().missing
    after = done = made = 0
    while total and (rows := list(_missing().filter(id__gt=after).order_by("id")[:_BATCH])):
        after = rows[-1].pk
        made += complete(rows)
        done += len(rows)
        progress("encode", min(done, total), total)
    if made:
        bump()
    return made


def examine() -> VectorFinding:
    """Count the vectors of the model in force."""
    model = encoder.model_id()
    if not model:
        return VectorFinding("", 0, 0)
    missing = _missing().count()
    return VectorFinding(model, _with_text().count() - missing, missing)


def forget_unused() -> None:
    """Forget the vectors of texts that are gone, and of models that are no longer used."""
    TextVector.objects.exclude(content_hash__in=IndexedDocument.objects.values("content_hash")).delete()
    if model := encoder.model_id():
        TextVector.objects.exclude(model_id=model).delete()


def _complete(model: str, rows: Collection[IndexedDocument]) -> int:
    known = set(
        TextVector.objects.order_by()
        .filter(model_id=model, content_hash__in=[row.content_hash for row in rows])
        .values_list("content_hash", flat=True)
    )
    texts = {
        row.content_hash: text
        for row in rows
        if row.content_hash not in known and (text := encoder.text_to_encode(row.title, row.summary))
    }
    if not texts:
        return 0
    fresh = [
        TextVector(content_hash=content_hash, model_id=model, components=vector.values, scale=vector.scale)
        for content_hash, vector in zip(texts, encoder.packed(list(texts.values())), strict=True)
    ]
    TextVector.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _missing() -> IndexedDocumentQuerySet:
    held = TextVector.objects.filter(content_hash=OuterRef("content_hash"), model_id=encoder.model_id())
    return _with_text().filter(~Exists(held)).only("id", "title", "summary", "content_hash")


def _with_text() -> IndexedDocumentQuerySet:
    return IndexedDocument.objects.exclude(Q(title="") & Q(summary=""))
