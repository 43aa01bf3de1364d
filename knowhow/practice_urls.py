"""Addresses of practices; included under `practices/` in each language."""

from django.urls import path

from knowhow import practice_views as views

urlpatterns = [
    path("", views.practices, name="practices"),
    path("practices.csv", views.practices_csv, name="practices-csv"),
    path("practices.xlsx", views.practices_xlsx, name="practices-xlsx"),
    path("practices.json", views.practices_json, name="practices-json"),
    path("<slug:slug>/", views.practice, name="practice"),
]
