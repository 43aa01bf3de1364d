"""`manage.py search_doctor`: prove that rooms, document rows and index agree; repair what does not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import runs
from search.models import IndexRun

DIFFERENT = 1
UNKNOWN = 2


class Command(BaseCommand):
    """Exit code 0: equal. 1: a difference is left. 2: the engine could not be asked."""

    help = "Compare search index and database by key, revision and visibility."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do and how to tell."""
        parser.add_argument("--repair", action="store_true", help="repair what differs")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Examine, tell, and say by the exit code how it stands."""
        kind = IndexRun.Kind.REPAIR if options["repair"] else IndexRun.Kind.EXAMINE
        run = runs.carry_out(IndexRun.objects.create(kind=kind))
        finding = run.finding
        if finding is None:
            raise CommandError(run.problem, returncode=UNKNOWN)
        self.stdout.write(json.dumps(finding, ensure_ascii=False) if options["json"] else _told(finding))
        if not run.is_healthy:
            advice = "run `make index`" if options["repair"] else "run it with --repair"
            raise CommandError(f"Index and database differ: {advice}.", returncode=DIFFERENT)


def _told(finding: dict[str, Any]) -> str:
    lines = [_lines(finding["before"]), "Repaired; now:"] if "before" in finding else []
    return "\n".join([*lines, _lines(finding)])


def _lines(finding: dict[str, Any]) -> str:
    held = f"{finding['documents']} documents, {finding['waiting']} objects waiting"
    return "\n".join(
        [
            f"engine {finding['engine']}, build {finding['build_id']}, {held}",
            f"rooms and rows: {_counts(finding['rooms'])}",
            f"rows and index: {_counts(finding['index'])}",
            f"vectors: {_vectors(finding['vectors'])}",
        ]
    )


def _counts(groups: dict[str, Any]) -> str:
    return ", ".join(f"{group['count']} {name}" for name, group in groups.items())


def _vectors(found: dict[str, Any]) -> str:
    if not found["model"]:
        return "no encoder here, search goes by words alone"
    return f"{found['held']} of {found['model']}, {found['missing']} missing"
