"""Load the facts that are shipped with the portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.editorial import load_editorial
from portal.demo.loading import Loaded, Shipped, load_facts
from portal.importing.actions import ImportRefusedError
from portal.importing.plans import Progress
from portal.importing.progress import ProgressLine
from portal.importing.registry import label_of_importer
from portal.zones.jobs import refresh_peers_if_facts_changed
from portal.zones.organisations import provide_organisations

ERRORS_SHOWN = 20


class Command(BaseCommand):
    """Safe to repeat: what stands already stays, and so does what was imported or edited since."""

    help = "Load the shipped facts: zones, exemptions, cases, offices, awards and what they need."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--again`."""
        parser.add_argument(
            "--again",
            action="store_true",
            help="compare and write tables that were loaded before; undoes later imports of them",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, with one line of progress a table, and end with the counts."""
        lines: list[ProgressLine] = []

        def progress(table: Shipped) -> Progress:
            lines.append(ProgressLine(label_of_importer(table.importer), self.stdout))
            return lines[-1]

        try:
            loaded = load_facts(again=options["again"], progress=progress)
        except ImportRefusedError as refusal:
            for error in refusal.plan.errors[:ERRORS_SHOWN]:
                self.stderr.write(f"{error.line}: {error.column}: {error.message}")
            raise CommandError(
                "The shipped data cannot be loaded; nothing of this table was written."
            ) from refusal
        for line in lines:
            line.close()
        refresh_peers_if_facts_changed.func()
        pages = load_editorial()
        organisations = provide_organisations()
        if options["verbosity"]:
            self.stdout.write("\n".join(_line(item) for item in loaded))
            self.stdout.write(
                f"Guides: {pages.guides} added; terms: {pages.terms}; announcements: {pages.announcements}; "
                f"synonyms: {pages.synonyms}; "
                f"organisations: {organisations}"
            )


def _line(item: Loaded) -> str:
    label = label_of_importer(item.importer)
    if item.was_loaded:
        return f"{label}: {item.unchanged} (loaded before)"
    return f"{label}: {item.added} added, {item.changed} changed, {item.unchanged} unchanged"
