"""`manage.py judge_triples FILE`: score analysis and ranking by queries with a right and a wrong text."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.builds import current_lexicon
from search.judgments.questions import JudgmentError
from search.judgments.triples import read, score


class Command(BaseCommand):
    """Index the texts in a throw-away index, with the names this portal knows, and ask the queries."""

    help = "Score analysis and ranking by JSON lines of query, relevant and distractor."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Score and print."""
        try:
            scored = score(read(options["file"]), current_lexicon())
        except JudgmentError as problem:
            raise CommandError(str(problem)) from problem
        for query in scored.not_recalled:
            self.stdout.write(f"not all words found: {query}")
        for query in scored.not_first:
            self.stdout.write(f"not first: {query}")
        self.stdout.write(f"AND recall {scored.recall:.2f}")
        self.stdout.write(f"P@1 {scored.precision:.2f}")
