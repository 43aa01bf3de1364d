"""What each release reached with the shipped questions: written by `make judge`, committed, shown on a page."""

import datetime as dt
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from search.builds import live_build
from search.encoder import model_id
from search.engines import engine
from search.judgments.scoring import Figures, Outcome, figures, grouped
from search.models import IndexedDocument

KEPT = Path(__file__).with_name("results.json")
POOR = 0.5
"""Below this nDCG@10 an answer is listed as a poor one."""


@dataclass(frozen=True, slots=True)
class Record:
    """The figures of one release."""

    version: str
    day: dt.date
    engine: str
    analyser: str
    documents: int
    overall: Figures
    forms: dict[str, Figures]
    languages: dict[str, Figures]
    poor: tuple[str, ...]
    """Questions that found nothing, missed a name or were answered poorly."""
    encoder: str = ""
    """The model that weighed meaning beside words; empty where there was none."""


def keep(scored: Sequence[Outcome]) -> Path:
    """Write the figures of this release in place of what was known of it, and return the file."""
    record = Record(
        version=_version(),
        day=timezone.localdate(),
        engine=engine().name,
        analyser=live_build().analyser_version.rpartition("-")[
            0
        ],  # without the hash of this database's names
        documents=IndexedDocument.objects.filter(is_sample=False).count(),
        overall=figures(scored),
        forms=grouped(scored, lambda one: one.question.form),
        languages=grouped(scored, lambda one: one.question.language),
        encoder=model_id(),
        poor=tuple(one.question.text for one in scored if one.missed or one.is_empty or one.ndcg < POOR),
    )
    others = [kept for kept in all_kept() if kept.version != record.version]
    rows = [asdict(row) | {"day": row.day.isoformat()} for row in (record, *others)]
    KEPT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    all_kept.cache_clear()
    return KEPT


@lru_cache(maxsize=1)
def all_kept() -> tuple[Record, ...]:
    """Return what is kept, the newest release first."""
    if not KEPT.exists():
        return ()
    return tuple(
        Record(
            **row
            | {
                "day": dt.date.fromisoformat(row["day"]),
                "overall": Figures(**row["overall"]),
                "forms": {name: Figures(**group) for name, group in row["forms"].items()},
                "languages": {name: Figures(**group) for name, group in row["languages"].items()},
                "poor": tuple(row["poor"]),
            }
        )
        for row in json.loads(KEPT.read_text(encoding="utf-8"))
    )


def _version() -> str:
    project = tomllib.loads((settings.REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
