"""Pages of provinces and of the regional offices that serve them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.zones.province_profile import (
    counted_offices,
    counted_provinces,
    find_office,
    find_province,
    office_profile,
    present,
    province_profile,
)
from portal.zones.zone_map import country_map


def provinces(request: HttpRequest) -> HttpResponse:
    """The provinces of today on a map and as a list."""
    rows = counted_provinces(viewer=request.user)
    addresses = {row.province.code: row.province.get_absolute_url() for row in rows}
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("시·도"), None)],
        "rows": rows,
        "map": country_map(
            [row.province for row in rows],
            {row.province.code: row.zones for row in rows},
            address=addresses.__getitem__,
        ),
    }
    return render(request, "zones/provinces.html", context)


def province(request: HttpRequest, slug: str) -> HttpResponse:
    """One province of today. Codes, full names and ended units lead to the page of the present one."""
    found = find_province(slug)
    if found is None:
        raise Http404
    now = present(found)
    if now.slug != slug:
        return HttpResponsePermanentRedirect(now.get_absolute_url())
    context = {
        "section": "zones",
        "crumbs": [
            (_("특구 찾기"), reverse("zones")),
            (_("시·도"), reverse("provinces")),
            (now.name, None),
        ],
        "profile": province_profile(now, viewer=request.user),
    }
    return render(request, "zones/province.html", context)


def offices(request: HttpRequest) -> HttpResponse:
    """The regional offices of the ministry and what each serves."""
    unserved = [row for row in counted_provinces(viewer=request.user) if not row.offices]
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("담당 청"), None)],
        "offices": counted_offices(viewer=request.user),
        "unserved": unserved,
    }
    return render(request, "zones/offices.html", context)


def office(request: HttpRequest, slug: str) -> HttpResponse:
    """One regional office."""
    found = find_office(slug)
    if found is None:
        raise Http404
    context = {
        "section": "zones",
        "crumbs": [
            (_("특구 찾기"), reverse("zones")),
            (_("담당 청"), reverse("offices")),
            (found.name, None),
        ],
        "profile": office_profile(found, viewer=request.user),
    }
    return render(request, "zones/office.html", context)
