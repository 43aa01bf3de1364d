"""`manage.py judge`: score the search by judged questions."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineUnavailableError
from search.judgments import records
from search.judgments.asking import outcomes
from search.judgments.questions import SHIPPED, JudgmentError, read
from search.judgments.scoring import Figures, Outcome, figures, grouped


class Command(BaseCommand):
    """Ask every question of a file and print how well the answers fit."""

    help = "Score the search by a file of judged questions (JSON lines, see search/README.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and whether to keep the figures."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, help="default: the shipped set")
        parser.add_argument(
            "--save", action="store_true", help="keep the figures of the shipped set for this release"
        )
        parser.add_argument("--failures", action="store_true", help="list what fared badly")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Score, print, and keep if asked."""
        if options["save"] and options["file"] != SHIPPED:
            raise CommandError("Only the shipped set is kept: leave the file out.")
        try:
            scored = list(outcomes(read(options["file"])))
        except (JudgmentError, EngineUnavailableError) as problem:
            raise CommandError(str(problem)) from problem
        if not scored:
            raise CommandError("The file holds no question.")
        for key, groups in (
            ("form", grouped(scored, lambda one: one.question.form)),
            ("language", grouped(scored, lambda one: one.question.language)),
        ):
            self.stdout.write(f"{key:<12}{'queries':>8}{'nDCG@10':>9}{'names in top 3':>16}{'empty':>7}")
            for name, group in groups.items():
                self._line(name, group)
        self._line("all", figures(scored))
        if options["failures"]:
            self._failures(scored)
        if options["save"]:
            self.stdout.write(f"Kept in {records.keep(scored)}")

    def _line(self, name: str, group: Figures) -> None:
        names = f"{group.names_found}/{group.names}"
        self.stdout.write(
            f"{name:<12}{group.queries:>8}{group.ndcg:>9.3f}{names:>16}{group.empty_share:>7.1%}"
        )

    def _failures(self, scored: list[Outcome]) -> None:
        for one in scored:
            if one.missed or one.is_empty or one.ndcg < records.POOR:
                first = " | ".join(document.title for document in one.found[:4]) or "(nothing)"
                missed = f" missed {', '.join(one.missed)}" if one.missed else ""
                self.stdout.write(
                    f"{one.ndcg:.2f} {one.question.form}: {one.question.text} → {first}{missed}"
                )
