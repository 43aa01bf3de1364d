"""What pages of the registry show of desks: the way to ask and to report, and facts that readers set right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.addresses import address
from portal.desks.models import Correction
from portal.desks.subjects import named_fact
from portal.page_cache.kept import kept
from portal.panels import Panel, PanelContent, register_panel
from portal.words import gettext as _
from portal.zones.fact_notes import FactNote, register_fact_notes, register_report_address
from portal.zones.models import Exemption, RegionalOffice, Zone

Kind = Correction.Subject
SHOWN = 10
MOST_NOTES = 200
TEMPLATE = "desks/panels/contact.html"


def decided_about(kind: str, number: int, key: str) -> Sequence[Mapping[str, Any]]:
    """What came of the reports about this thing, the newest first; kept until something changes."""
    own = Q(zone=number) if kind == Kind.ZONE else Q(subject_kind=kind, subject_key=key)
    names = ("fact", "reference", "shown_title", "shown_value", "state", "outcome", "decided_at")
    rows: Sequence[Mapping[str, Any]] = kept(
        ("corrections", kind, number),
        lambda: list(
            Correction.objects.decided()
            .filter(own)
            .order_by("-decided_at", "-pk")
            .values(*names, "change__changed_on")[:MOST_NOTES]
        ),
    )
    return rows


def notes_of(kind: str, number: int, key: str) -> Iterator[tuple[str, FactNote]]:
    """Beside each fact what came of its latest report. Why it stays as it is, only who reported it reads."""
    told: set[str] = set()
    for row in decided_about(kind, number, key) if kind in Kind.values else ():
        if row["reference"] and row["reference"] not in told:
            told.add(row["reference"])
            if row["state"] == Correction.State.ACCEPTED:
                yield row["reference"], FactNote(_("수정됨"), _day_of(row), row["outcome"], is_korean=True)
            else:
                text = _("신고를 살펴보았고 고칠 것이 없었습니다.")
                yield row["reference"], FactNote(_("확인함"), _day_of(row), text)


def _day_of(row: Mapping[str, Any]) -> str:
    return row["change__changed_on"] or timezone.localdate(row["decided_at"]).isoformat()


def _content(kind: str, number: int, key: str, *, contact: str = "", history: str = "") -> PanelContent:
    accepted = [row for row in decided_about(kind, number, key) if row["state"] == Correction.State.ACCEPTED]
    context = {
        "corrections": [
            {**row, "label": named_fact(row["reference"], row["shown_title"], row["fact"])}
            for row in accepted[:SHOWN]
        ],
        "contact": contact,
        "history": history,
        "report": address("report-error", kind, key),
    }
    return PanelContent(context, 0)


def of_zone(zone: Zone, viewer: object) -> PanelContent:
    """Ask the desk of the zone, or report one of its facts."""
    slug = zone.page.public_slug
    return _content(
        Kind.ZONE,
        zone.pk,
        slug,
        contact=address("contact", "zone", slug),
        history=address("zone-history", slug),
    )


def of_exemption(exemption: Exemption, viewer: object) -> PanelContent:
    """Report a line of the catalogue."""
    return _content(Kind.EXEMPTION, exemption.pk, exemption.code)


def of_office(office: RegionalOffice, viewer: object) -> PanelContent:
    """Report what is said of an office."""
    return _content(Kind.OFFICE, office.pk, office.slug)


def report_address(kind: str, key: str) -> str:
    """Where a fact of this page is reported."""
    return address("report-error", kind, key)


def register_panels() -> None:
    """Put the panels on their pages, below all others, and the notes beside their facts."""
    register_fact_notes(10, notes_of)
    register_report_address(report_address)
    for place, rows in (("zone", of_zone), ("exemption", of_exemption), ("office", of_office)):
        register_panel(place, Panel("ask", gettext_lazy("문의와 정보 오류 신고"), 90, TEMPLATE, rows))
