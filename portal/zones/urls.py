"""Addresses of the registry; included under each language."""

from django.urls import path

from portal.zones.views import changes, compare, downloads, exemptions, fields, places, roles, zones

urlpatterns = [
    path("zones/", zones.zones, name="zones"),
    path("zones/zones.csv", zones.zones_csv, name="zones-csv"),
    path("zones/zones.xlsx", zones.zones_xlsx, name="zones-xlsx"),
    path("zones/compare/", compare.compare_zones, name="zone-compare"),
    path("zones/compare.csv", compare.compare_csv, name="zone-compare-csv"),
    path("zones/compare.xlsx", compare.compare_xlsx, name="zone-compare-xlsx"),
    path("zones/<slug:slug>/", zones.zone, name="zone"),
    path("zones/<slug:slug>/history/", changes.zone_history, name="zone-history"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/<int:pk>/end/", roles.end, name="end-role"),
    path("changes/", changes.changes_page, name="changes"),
    path("changes/changes.csv", changes.changes_csv, name="changes-csv"),
    path("changes/changes.xlsx", changes.changes_xlsx, name="changes-xlsx"),
    path("changes/changes.json", changes.changes_json, name="changes-json"),
    path("changes/feed/", changes.ChangesFeed(), name="changes-feed"),
    path("fields/", fields.fields, name="fields"),
    path("fields/<slug:slug>/", fields.field, name="field"),
    path("provinces/", places.provinces, name="provinces"),
    path("provinces/<slug:slug>/", places.province, name="province"),
    path("offices/", places.offices, name="offices"),
    path("offices/<slug:slug>/", places.office, name="office"),
    path("exemptions/", exemptions.exemptions, name="exemptions"),
    path("exemptions/exemptions.csv", exemptions.exemptions_csv, name="exemptions-csv"),
    path("exemptions/exemptions.xlsx", exemptions.exemptions_xlsx, name="exemptions-xlsx"),
    path("exemptions/acts/<slug:slug>/", exemptions.act, name="act"),
    path("zones/zones.json", downloads.zones_json, name="zones-json"),
    path("exemptions/exemptions.json", downloads.exemptions_json, name="exemptions-json"),
    path("exemptions/<slug:code>/", exemptions.exemption, name="exemption"),
]
