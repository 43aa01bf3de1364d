"""Lists of the registry as JSON files."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.listing import list_rows
from portal.open_data.downloads import json_download
from portal.zones.listing import exemption_list_spec, listed_zones, zone_list_spec
from portal.zones.models import Exemption
from portal.zones.open_data import EXEMPTIONS, ZONES


def zones_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the list of zones shows under the same address."""
    listed = list_rows(listed_zones(request.user), request.GET, zone_list_spec(request.GET))
    return json_download(request, ZONES, listed.rows, filename=_("특구 목록") + ".json")


def exemptions_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the catalogue shows under the same address."""
    listed = list_rows(Exemption.objects.all(), request.GET, exemption_list_spec())
    return json_download(request, EXEMPTIONS, listed.rows, filename=_("규제특례 목록") + ".json")
