"""Which rows of which tables belong to a zone, and what a request did to them.

A row belongs to a zone if it is the zone, its organisation, its office, somebody who plays there or a page below it, or if it
points to a row that belongs. What both zones share belongs to neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Model
from wagtail.models import Page, Revision, WorkflowState

from portal.accounts.grants import Scope
from portal.accounts.models import Membership, Organisation, RoleGrant, User
from portal.desks.models import Correction, Thread
from portal.outbox.models import MailOutbox
from portal.zones.models import Province, RegionalOffice, Zone
from tests.permissions.cast import PLACES, Cast, word_of

type Table = type[Model]
type Rows = dict[Any, tuple[Any, ...]]
"""Of one table: what stands in each column, by the row's number."""

APPS: Final = ("portal", "desks", "knowhow", "zones", "home", "wagtailcore", "account", "mfa")
APART: Final = ("portal.AccessLog", "portal.AccessedPerson", "portal.AccessLogEnds")
"""Written by whoever looks at somebody's data: that is what they are for."""


@dataclass(frozen=True)
class Change:
    """What a request did to a row of somebody."""

    place: str
    table: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} {self.table} of {self.place}"


class Belongings:
    """Every row as it stood, and whose it is."""

    def __init__(self, cast: Cast) -> None:
        self.tables = [
            table
            for table in apps.get_models()
            if table._meta.app_label in APPS and table._meta.label not in APART and not table._meta.proxy
        ]
        self.rows: Mapping[Table, Rows] = {table: rows_of(table) for table in self.tables}
        found = {place: self._reach(_seeds(cast, place)) for place in PLACES}
        shared = {
            table: found["own"].get(table, set()) & found["other"].get(table, set()) for table in self.tables
        }
        self.of: Mapping[str, Mapping[Table, set[Any]]] = {
            place: {table: numbers - shared[table] for table, numbers in of_tables.items()}
            for place, of_tables in found.items()
        }

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        """Tables by their names in the database."""
        return {table._meta.db_table: table for table in self.tables}

    def counterparts(self, value: str, *, of: str) -> list[str]:
        """Numbers of the other zone in each table in which this is a number of the one."""
        there = next(place for place in PLACES if place != of)
        return [
            str(number)
            for table, numbers in self.of[of].items()
            if value in {str(one) for one in numbers}
            for number in self.of[there].get(table, ())
        ]

    def changes(self, tables: Iterable[str], *, places: Sequence[str], by: User | None) -> Iterator[Change]:
        """What became of rows of these places in these tables; additions that anybody may make are left out."""
        for table in {self.by_name[name] for name in tables if name in self.by_name}:
            now, before = rows_of(table), self.rows[table]
            for place in places:
                for number in self.of[place].get(table, set()):
                    if now.get(number) != before.get(number):
                        yield Change(place, table._meta.label, "changed" if number in now else "deleted")
            for number in now.keys() - before.keys():
                for place in places:
                    if self._points_to(table, number, place) and not _anybody_may_add(table, number, by):
                        yield Change(place, table._meta.label, "added to")

    def _points_to(self, table: Table, number: Any, place: str) -> bool:
        row: Any = table._base_manager.get(pk=number)
        if isinstance(row, RoleGrant) and row.scope == Scope.ZONE:
            return row.scope_number in self.of[place][Zone]
        return any(
            getattr(row, field.attname) in self.of[place].get(field.related_model, set())
            for field in _pointers(table)
            if field.related_model is not Province  # whoever describes a desk may name any
        )

    def _reach(self, seeds: Mapping[Table, set[Any]]) -> dict[Table, set[Any]]:
        """Seeds and all that points to them, until nothing more is found."""
        found: dict[Table, set[Any]] = defaultdict(
            set, {table: set(numbers) for table, numbers in seeds.items()}
        )
        while True:
            size = sum(map(len, found.values()))
            for table in self.tables:
                for field in _pointers(table):
                    if numbers := found.get(field.related_model):
                        rows = table._base_manager.filter(**{f"{field.name}__in": numbers})
                        found[table].update(rows.values_list("pk", flat=True))
            self._reach_revisions(found)
            if sum(map(len, found.values())) == size:
                return dict(found)

    def _reach_revisions(self, found: dict[Table, set[Any]]) -> None:
        """These name their page by a number without a key."""
        pages = [str(number) for number in found[Page]]
        for table in (Revision, WorkflowState):
            rows = table._base_manager.filter(object_id__in=pages, base_content_type__model="page")
            found[table].update(rows.values_list("pk", flat=True))


def rows_of(table: Table) -> Rows:
    """The table's own columns."""
    names = [field.attname for field in table._meta.local_concrete_fields]
    return {row[0]: row[1:] for row in table._base_manager.values_list("pk", *names)}


def _pointers(table: Table) -> list[Any]:
    return [field for field in table._meta.local_concrete_fields if isinstance(field, ForeignKey)]


def _seeds(cast: Cast, place: str) -> dict[Table, set[Any]]:
    stands, things = cast.places[place], cast.things[place]
    below = Page.objects.filter(path__startswith=stands.page.path)
    people = User.objects.filter(email__contains=word_of("person", place))
    return {
        Zone: {stands.zone.pk},
        Page: set(below.values_list("pk", flat=True)),
        User: set(people.values_list("pk", flat=True)),
        Organisation: {things["organisation"]["pk"]},
        RegionalOffice: set(
            RegionalOffice.objects.filter(provinces=stands.zone.province).values_list("pk", flat=True)
        ),
        Province: {stands.zone.province_id},
        type(stands.collection): {stands.collection.pk},
    }


def _anybody_may_add(table: Table, number: Any, by: User | None) -> bool:
    """Questions to desks, reports of errors, requests to belong in one's own name, and the mails that follow from them."""
    if table in {Thread, Correction, MailOutbox}:
        return True
    if table is not Membership:
        return False
    row = Membership.objects.get(pk=number)
    return row.state == Membership.State.REQUESTED and by is not None and row.user_id == by.pk
