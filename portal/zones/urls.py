"""Addresses of the registry; included under each language."""

from django.urls import path

from portal.zones.views import exemptions, zones

urlpatterns = [
    path("zones/", zones.zones, name="zones"),
    path("zones/zones.csv", zones.zones_csv, name="zones-csv"),
    path("zones/zones.xlsx", zones.zones_xlsx, name="zones-xlsx"),
    path("zones/<slug:slug>/", zones.zone, name="zone"),
    path("exemptions/", exemptions.exemptions, name="exemptions"),
    path("exemptions/exemptions.csv", exemptions.exemptions_csv, name="exemptions-csv"),
    path("exemptions/exemptions.xlsx", exemptions.exemptions_xlsx, name="exemptions-xlsx"),
    path("exemptions/acts/<slug:slug>/", exemptions.act, name="act"),
    path("exemptions/<slug:code>/", exemptions.exemption, name="exemption"),
]
