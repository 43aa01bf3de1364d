"""`list_touched_people`: whose data an account, an address or a period touched, to tell them after a leak."""

import csv
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.queries import people_touched

AT_ONCE = 5_000


def _moment(text: str) -> datetime:
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise ArgumentTypeError("Write a day or a time like 2026-11-28 or 2026-11-28T09:00.") from error


class Command(BaseCommand):
    """A table of persons, with their addresses where they have an account."""

    help = "List the people whose data an account, an address or a period touched."

    def add_arguments(self, parser: CommandParser) -> None:
        """At least one of them."""
        parser.add_argument("--account", help="E-mail address of the account.")
        parser.add_argument("--address", help="IP address.")
        parser.add_argument("--since", type=_moment)
        parser.add_argument("--until", type=_moment)

    def handle(self, *_args: object, **options: object) -> None:
        """Write CSV."""
        since, until = options["since"], options["until"]
        if not any(options[name] for name in ("account", "address", "since", "until")):
            raise CommandError("Name at least one of --account, --address, --since and --until.")
        people = people_touched(
            actor=_number(str(options["account"])) if options["account"] else None,
            ip=str(options["address"]) if options["address"] else None,
            since=since if isinstance(since, datetime) else None,
            until=until if isinstance(until, datetime) else None,
        )
        writer = csv.writer(self.stdout)
        writer.writerow(["person", "email"])
        writer.writerows(_with_addresses(people.iterator(AT_ONCE)))


def _number(email: str) -> int:
    number = User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    if number is None:
        raise CommandError(f"There is no account {email}.")
    return number


def _with_addresses(keys: Iterator[str]) -> Iterator[tuple[str, str]]:
    piece: list[str] = []
    for key in keys:
        piece.append(key)
        if len(piece) == AT_ONCE:
            yield from _named(piece)
            piece = []
    yield from _named(piece)


def _named(keys: list[str]) -> Iterator[tuple[str, str]]:
    numbers = [int(key.removeprefix("user:")) for key in keys if key.startswith("user:")]
    emails = dict(User.objects.filter(pk__in=numbers).values_list("pk", "email"))
    for key in keys:
        kind, _mark, number = key.partition(":")
        yield key, emails.get(int(number), "") if kind == "user" else ""
