"""`manage.py build_index`: build the search index of the engine in force anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search.indexer import drain, is_outdated, rebuild

_STEPS = {"read": "Reading documents", "index": "Analysing and indexing"}


class Command(BaseCommand):
    """Build beside the live index, then switch: the site goes on answering."""

    help = "Build the search index anew and switch to it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--if-needed`."""
        parser.add_argument("--if-needed", action="store_true", help="only if there is no fitting one")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Build with a progress bar."""
        if options["if_needed"] and not is_outdated():
            self.stdout.write(f"The index stands; {drain()} changes taken into it.")
            return
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
