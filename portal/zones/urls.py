"""Addresses of the registry; included under each language."""

from django.urls import path

from portal.zones import views

urlpatterns = [
    path("zones/", views.zones, name="zones"),
    path("zones/zones.csv", views.zones_csv, name="zones-csv"),
    path("zones/zones.xlsx", views.zones_xlsx, name="zones-xlsx"),
    path("zones/<slug:slug>/", views.zone, name="zone"),
    path("exemptions/", views.exemptions, name="exemptions"),
    path("exemptions/exemptions.csv", views.exemptions_csv, name="exemptions-csv"),
    path("exemptions/exemptions.xlsx", views.exemptions_xlsx, name="exemptions-xlsx"),
    path("exemptions/acts/<slug:slug>/", views.act, name="act"),
    path("exemptions/<slug:code>/", views.exemption, name="exemption"),
]
