"""`manage.py search_doctor`: prove that index, document rows and rooms agree; repair what does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.outbox.models import IndexOutbox
from search.doctor import examine_engine, examine_rooms
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.indexer import bring_up_to_date


class Command(BaseCommand):
    """Examine and, unless told not to, repair."""

    help = "Compare search index and database by id and revision; repair differences."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to look only."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Only report; exit with 1 if there is a difference."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report, repair, report again."""
        try:
            is_healthy = self._report()
        except EngineUnavailableError as unavailable:
            raise CommandError(str(unavailable)) from unavailable
        if is_healthy:
            return
        if options["dry_run"]:
            raise CommandError("Index and database differ: run without --dry-run to repair.")
        bring_up_to_date()
        if not self._report():
            raise CommandError("Differences are left: run `make index`.")

    def _report(self) -> bool:
        rooms, difference, health = examine_rooms(), examine_engine(engine()), engine().health()
        waiting = IndexOutbox.objects.count()
        self.stdout.write(
            f"engine {health.engine}, build {health.build_id}, {health.documents} documents, outbox {waiting}"
        )
        self.stdout.write(f"rooms and rows: {len(rooms.missing)} missing, {len(rooms.extra)} extra")
        self.stdout.write(
            f"rows and index: {len(difference.missing)} missing, {len(difference.stale)} stale, "
            f"{len(difference.extra)} extra"
        )
        return rooms.is_healthy and difference.is_healthy
