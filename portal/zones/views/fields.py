"""Pages of fields: all of them, and one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.zones.charts import registry_charts
from portal.zones.field_profile import counted_fields, field_description, field_profile
from portal.zones.models import Field


def fields(request: HttpRequest) -> HttpResponse:
    """Every field with its zones, and where they are."""
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("분야"), None)],
        "fields": counted_fields(viewer=request.user),
        "charts": registry_charts(viewer=request.user),
    }
    return render(request, "zones/fields.html", context)


def field(request: HttpRequest, slug: str) -> HttpResponse:
    """One field: where zones of a kind meet."""
    row = get_object_or_404(Field, slug=slug)
    profile = field_profile(row, viewer=request.user)
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("분야"), reverse("fields")), (row.name, None)],
        "profile": profile,
        "description": field_description(profile),
    }
    return render(request, "zones/field.html", context)
