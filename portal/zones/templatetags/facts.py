"""`{% load facts %}`: what stands beside a fact of the registry: the way to report it, and what rooms write there."""

from typing import Any

from django import template

from portal.zones.fact_notes import FactMarks, report_address
from portal.zones.fact_references import FactReference

register = template.Library()


@register.simple_tag
def report_of_zone(slug: str, kind: str, number: int, fact: str) -> str:
    """Where a fact of a zone is reported from a page that is not the zone's; blank where nobody takes reports."""
    address = report_address("zone", slug)
    return f"{address}?fact={FactReference(kind, number, fact)}" if address else ""


@register.inclusion_tag("zones/fact_marks.html")
def fact_marks(marks: FactMarks, kind: str, number: int, fact: str, *, tag: str = "dd") -> dict[str, Any]:
    """Below a fact of this row: as `dd` of a list of facts, else as `p`."""
    reference = FactReference(kind, number, fact)
    return {
        "report": f"{marks.report}?fact={reference}" if marks.report else "",
        "what": reference.label,
        "notes": marks.notes.get(str(reference), ()),
        "tag": "dd" if tag == "dd" else "p",
    }
