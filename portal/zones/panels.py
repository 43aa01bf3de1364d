"""What the registry itself shows on pages that many rooms fill: facts that changed lately."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.panels import Panel, PanelContent, register_panel
from portal.zones.changes import ChangeFilter, changes, entries
from portal.zones.models import Field, Province

SHOWN = 5
TEMPLATE = "zones/panels/changes.html"


def changes_of_field(field: Field, viewer: object) -> PanelContent | None:
    """What changed lately in the zones of a field."""
    return _content(ChangeFilter(field=field.slug), viewer)


def changes_of_province(province: Province, viewer: object) -> PanelContent | None:
    """What changed lately in the zones of a province."""
    return _content(ChangeFilter(province=province.code), viewer)


def _content(asked: ChangeFilter, viewer: object) -> PanelContent | None:
    rows = changes(asked, viewer=viewer)
    total = rows.count()
    if not total:
        return None
    query = urlencode({name: value for name, value in vars(asked).items() if value})
    context = {
        "entries": entries(rows[:SHOWN]),
        "more_url": f"{reverse('changes')}?{query}" if total > SHOWN else "",
        "total": total,
    }
    return PanelContent(context, total)


def register_panels() -> None:
    """Put the panels on their pages."""
    register_panel("field", Panel("changes", _("최근 바뀐 사실"), 50, TEMPLATE, changes_of_field))
    register_panel("province", Panel("changes", _("최근 바뀐 사실"), 50, TEMPLATE, changes_of_province))
