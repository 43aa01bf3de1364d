"""Delete the accounts for trying the portal out."""

from django.core.management.base import BaseCommand

from portal.accounts.demo_accounts import remove_demo_accounts


class Command(BaseCommand):
    """Leaves every other account alone."""

    help = "Delete all demo accounts and the file of their passwords."

    def handle(self, *args: object, **options: object) -> None:
        """Delete, and say how many there were."""
        self.stdout.write(f"Demo accounts removed: {remove_demo_accounts()}")
