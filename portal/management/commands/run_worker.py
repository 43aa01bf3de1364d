"""`run_worker`: run background jobs until told to stop."""

from django.core.management.base import BaseCommand, CommandParser

from portal.jobs.schedule import load_jobs
from portal.jobs.worker import WorkerProcess, run_what_is_ready


class Command(BaseCommand):
    """Run background jobs. Any number of workers may stand; each job is run by one."""

    help = "Run background jobs until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--drain`."""
        parser.add_argument(
            "--drain", action="store_true", help="Run what is due and what waits, then leave."
        )

    def handle(self, *_args: object, **options: object) -> None:
        """Run."""
        load_jobs()
        if options["drain"]:
            done = run_what_is_ready()
            self.stdout.write(f"{done} jobs run.")
        else:
            WorkerProcess().run()
