"""`check_access_log`: find out whether somebody changed the access log."""

from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from portal.audit.chain import breaches
from portal.audit.models import AccessLog

MOST_SHOWN = 50


class Command(BaseCommand):
    """Walks the whole chain; leaves with 1 and tells where it does not hold."""

    help = "Check that no row of the access log was changed, added or removed."

    def handle(self, *_args: object, **_options: object) -> None:
        """Walk."""
        found = list(islice(breaches(), MOST_SHOWN))
        for breach in found:
            self.stderr.write(f"{breach.number}: {breach.problem}")
        if found:
            raise CommandError(
                "The access log was changed. Keep this database as it is, restore a copy beside it, and treat "
                "this as an incident."
            )
        self.stdout.write(f"{AccessLog.objects.count()} rows, unbroken.")
