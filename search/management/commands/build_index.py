"""`manage.py build_index`: build the search index of the engine in force anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.indexer import rebuild

_STEPS = {"read": "Reading documents", "index": "Analysing and indexing"}


class Command(BaseCommand):
    """Build beside the live index, then switch: the site goes on answering."""

    help = "Build the search index anew and switch to it."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Build with a progress bar."""
        began = time.monotonic()
        bars: dict[str, tqdm[None]] = {}

        def progress(step: str, done: int, total: int) -> None:
            bar = bars.setdefault(
                step, tqdm(total=total, desc=_STEPS[step], unit="", file=self.stderr, disable=None)
            )
            bar.update(done - bar.n)

        try:
            build = rebuild(progress=progress)
        finally:
            for bar in bars.values():
                bar.close()
        took = f"{time.monotonic() - began:.1f} s"
        self.stdout.write(f"{build.documents} documents in index {build.build_id} ({build.engine}, {took}).")
