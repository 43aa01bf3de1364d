"""Make the accounts for trying the portal out."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.demo_accounts import (
    ADMIN_EMAIL,
    DemoAccountsRefusedError,
    accounts_file,
    create_demo_accounts,
)


class Command(BaseCommand):
    """Prints the passwords once; a second run keeps the accounts and says where the passwords are."""

    help = "Create an account for each role, with random passwords and a second factor, for trying the portal out."

    def handle(self, *args: object, **options: object) -> None:
        """Create, or say that they stand."""
        try:
            made = create_demo_accounts()
        except DemoAccountsRefusedError as error:
            raise CommandError(str(error)) from error
        if not made:
            self.stdout.write(f"The demo accounts stand; their passwords are in {accounts_file()}")
        for account in made:
            self.stdout.write(f"{account.role}  {account.email}  password: {account.password}")
        if made:
            self.stdout.write(f"Kept in {accounts_file()} (readable by you only).")
        self.stdout.write(f"Code of the second factor: make code EMAIL={ADMIN_EMAIL}")
