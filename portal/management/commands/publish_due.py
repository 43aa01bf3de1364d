"""`publish_due`: publish and expire what is due now, without waiting for the worker's minute."""

from django.core.management.base import BaseCommand

from portal.jobs.publishing import publish_due


class Command(BaseCommand):
    """Publish what was scheduled and take down what has expired."""

    help = "Publish what was scheduled and take down what has expired."

    def handle(self, *_args: object, **_options: object) -> None:
        """Publish."""
        done = publish_due()
        self.stdout.write(f"{done.published} published, {done.expired} expired.")
