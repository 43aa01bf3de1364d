"""Show the current code of a demo account."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.demo_accounts import DemoAccountsRefusedError, current_code


class Command(BaseCommand):
    """Stands in for the authenticator app of an account that has no owner with a telephone."""

    help = "Print the current sign-in code of a demo account, and of no other."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which account."""
        parser.add_argument("email", help="address of the demo account")

    def handle(self, *args: object, **options: object) -> None:
        """Print the code and how long an app would show it."""
        try:
            current = current_code(str(options["email"]))
        except DemoAccountsRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(current.code)
        self.stderr.write(f"{current.seconds_left} seconds left; each code works once")
