"""What pages of the registry show of desks: the way to ask and to report, and facts that readers set right."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addresses import address
from portal.desks.models import Correction
from portal.desks.subjects import label_of
from portal.page_cache.kept import kept
from portal.panels import Panel, PanelContent, register_panel
from portal.zones.models import Exemption, RegionalOffice, Zone

Kind = Correction.Subject
SHOWN = 10
TEMPLATE = "desks/panels/contact.html"


def accepted_about(kind: str, key: str) -> list[dict[str, Any]]:
    """Facts of this thing that readers set right, the newest first; kept until something changes."""
    rows: Sequence[Any] = kept(
        ("corrections", kind, key),
        lambda: list(
            Correction.objects.accepted()
            .filter(subject_kind=kind, subject_key=key)
            .order_by("-decided_at")
            .values("fact", "outcome", "decided_at", "change__changed_on", "zone__is_sample")[:SHOWN]
        ),
    )
    return [{**row, "label": label_of(row["fact"])} for row in rows]


def _content(kind: str, key: str, *, contact: str = "", history: str = "") -> PanelContent:
    rows = accepted_about(kind, key)
    context = {
        "corrections": rows,
        "contact": contact,
        "history": history,
        "report": address("report-error", kind, key),
    }
    return PanelContent(context, 0)


def of_zone(zone: Zone, viewer: object) -> PanelContent:
    """Ask the desk of the zone, or report one of its facts."""
    slug = zone.page.public_slug
    return _content(
        Kind.ZONE, slug, contact=address("contact", "zone", slug), history=address("zone-history", slug)
    )


def of_exemption(exemption: Exemption, viewer: object) -> PanelContent:
    """Report a line of the catalogue."""
    return _content(Kind.EXEMPTION, exemption.code)


def of_office(office: RegionalOffice, viewer: object) -> PanelContent:
    """Report what is said of an office."""
    return _content(Kind.OFFICE, office.slug)


def register_panels() -> None:
    """Put the panels on their pages, below all others."""
    for place, rows in (("zone", of_zone), ("exemption", of_exemption), ("office", of_office)):
        register_panel(place, Panel("ask", _("문의와 정보 오류 신고"), 90, TEMPLATE, rows))
