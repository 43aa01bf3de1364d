"""`manage.py build_index`: build the search index of the engine in force anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.importing.progress import ProgressLine
from search.indexer import bring_up_to_date, rebuild

_STEPS = {"read": "Reading documents", "index": "Analysing and indexing", "encode": "Encoding meanings"}


class Command(BaseCommand):
    """Build beside the live index, then switch: the site goes on answering."""

    help = "Build the search index anew and switch to it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--if-needed`."""
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only if there is none or its words are old; else only repair",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build, showing how far it is."""
        if options["if_needed"] and bring_up_to_date():
            self._say(options, "The search index is up to date.")
            return
        began = time.monotonic()
        lines: dict[str, ProgressLine] = {}

        def progress(step: str, done: int, total: int) -> None:
            lines.setdefault(step, ProgressLine(f"{_STEPS[step]}, of {total:,}", self.stdout))(done)

        build = rebuild(progress=progress)
        for line in lines.values():
            line.close()
        took = f"{time.monotonic() - began:.1f} s"
        self._say(options, f"{build.documents} documents in index {build.build_id} ({build.engine}, {took}).")

    def _say(self, options: dict[str, Any], text: str) -> None:
        if options["verbosity"]:
            self.stdout.write(text)
