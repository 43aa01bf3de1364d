"""Things of the registry whose facts can be reported as wrong, and who owns those facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.grants import Role, Scope
from portal.accounts.models import RoleGrant, User
from portal.desks.models import Correction
from portal.zones.changes import FACTS
from portal.zones.fact_cells import FactCell, cells_of
from portal.zones.fact_references import FactReference
from portal.zones.models import Exemption, FactChange, RegionalOffice, Zone

Kind = Correction.Subject
OTHER = ("other", _("그 밖의 사실"))
MOST_CHANGES = 20
MOST_MAILED = 10


@dataclass(frozen=True)
class Subject:
    """A zone, an exemption or an office, as a report names it."""

    kind: str
    key: str
    title: str
    path: str
    thing: Zone | Exemption | RegionalOffice
    zone: Zone | None = None
    office_number: int | None = None
    is_sample: bool = False


def find_subject(kind: str, key: str, *, viewer: Any) -> Subject | None:
    """The thing of this address, if this viewer sees it."""
    finder = {Kind.ZONE: _zone, Kind.EXEMPTION: _exemption, Kind.OFFICE: _office}.get(kind)  # type: ignore[call-overload]  # an unknown word finds nothing
    found: Subject | None = finder(key, viewer) if finder else None
    return found


def _zone(slug: str, viewer: Any) -> Subject | None:
    related = ("province", "province_at_designation", "field", "page")
    zones = Zone.objects.visible_to(viewer).select_related(*related)
    zone = zones.filter(page__public_slug=slug).first()
    if zone is None:
        return None
    office = zone.province.offices.order_by("pk").first()
    return Subject(
        kind=Kind.ZONE,
        key=slug,
        title=zone.name,
        path=zone.get_absolute_url(),
        thing=zone,
        zone=zone,
        office_number=office.pk if office else None,
        is_sample=zone.is_sample,
    )


def _exemption(code: str, _viewer: Any) -> Subject | None:
    row = Exemption.objects.filter(code=code).select_related("area").prefetch_related("acts").first()
    if row is None:
        return None
    return Subject(
        kind=Kind.EXEMPTION,
        key=code,
        title=row.title,
        path=row.get_absolute_url(),
        thing=row,
        is_sample=row.is_sample,
    )


def _office(slug: str, _viewer: Any) -> Subject | None:
    row = next((office for office in RegionalOffice.objects.all() if office.slug == slug), None)
    if row is None:
        return None
    return Subject(
        kind=Kind.OFFICE,
        key=slug,
        title=row.name,
        path=row.get_absolute_url(),
        thing=row,
        office_number=row.pk,
    )


def places_of(reports: Sequence[Correction]) -> dict[tuple[str, str], tuple[str, str]]:
    """Title and address of what these reports are about, by kind and key: a question a kind, not one a report."""
    keys: dict[str, set[str]] = {kind: set() for kind in Kind.values}
    for row in reports:
        keys[row.subject_kind].add(row.subject_key)
    zones = Zone.objects.visible_to(None).filter(page__public_slug__in=keys[Kind.ZONE]).select_related("page")
    found: list[tuple[str, str, Any]] = [(Kind.ZONE, zone.page.public_slug, zone) for zone in zones]
    exemptions = Exemption.objects.filter(code__in=keys[Kind.EXEMPTION])
    found += [(Kind.EXEMPTION, row.code, row) for row in exemptions]
    offices = RegionalOffice.objects.all() if keys[Kind.OFFICE] else []
    found += [(Kind.OFFICE, row.slug, row) for row in offices]
    return {(kind, key): (_title(row), row.get_absolute_url()) for kind, key, row in found}


def _title(row: Any) -> str:
    return str(row.title if isinstance(row, Exemption) else row.name)


def cells_of_subject(subject: Subject) -> tuple[FactCell, ...]:
    """Every fact of it that can be reported by its own cell, as its page shows it now."""
    return cells_of(subject.thing)


@dataclass(frozen=True)
class Reported:
    """What a report speaks of: one cell, or something else of that page."""

    cell: FactCell | None = None

    @property
    def group(self) -> str:
        """The kind of fact, for the history of changes."""
        if self.cell is None:
            return OTHER[0]
        kind = self.cell.reference.kind
        return "place" if kind == Kind.OFFICE else kind

    @property
    def title(self) -> str:
        """The cell as its page calls it; blank for something else."""
        return self.cell.title if self.cell else ""


def label_of(report: Correction) -> str | Promise:
    """What a report speaks of: the cell as it was called, else the kind of fact."""
    return named_fact(report.reference, report.shown_title, report.fact)


def named_fact(reference: str, shown_title: str, fact: str) -> str | Promise:
    """The same of columns. The name of a row stays as it was; the fact itself is named in the language in force."""
    found = FactReference.read(reference)
    if found is None:
        return FACTS[fact][0] if fact in FACTS else OTHER[1]
    row, divided, _fact = shown_title.rpartition(": ")
    return f"{row}{divided}{found.label}"


def owners_of(subject: Subject) -> list[User]:
    """The officers of the region, else those of the programme, else administrators."""
    active = User.objects.filter(is_active=True).order_by("pk")
    grants = RoleGrant.objects.in_force()
    nearby = grants.filter(role=Role.OFFICE_OFFICER, scope=Scope.OFFICE, scope_number=subject.office_number)
    everywhere = grants.filter(role__in=(Role.OFFICE_OFFICER, Role.PROGRAMME_OFFICER), scope=Scope.EVERYWHERE)
    for found in (
        active.filter(_holders(nearby)) if subject.office_number else User.objects.none(),
        active.filter(_holders(everywhere)),
        active.filter(is_superuser=True),
    ):
        if people := list(found.distinct()[:MOST_MAILED]):
            return people
    return []


def _holders(grants: Any) -> Q:
    return Q(grants__in=grants) | Q(holdings__desk__grants__in=grants, holdings__until=None)


def changes_since_report(report: Correction) -> Iterable[FactChange]:
    """What the history knows of the thing since the report came, what names the same fact first: one is the correction."""
    rows = FactChange.objects.filter(changed_at__gte=report.reported_at, count__isnull=True)
    cell = FactReference.read(report.reference)
    tables = FACTS[report.fact][1] if report.fact in FACTS and (cell is None or cell.columns) else ()
    rows = rows.filter(zone=report.zone) if report.zone_id else rows.filter(zone=None)
    found = list((rows.filter(table__in=tables) if tables else rows).order_by("-pk")[:MOST_CHANGES])
    columns = cell.columns if cell else ()
    return sorted(found, key=lambda row: row.field not in columns)
