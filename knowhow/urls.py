"""Addresses of know-how; included under `cases/` in each language."""

from django.urls import path

from knowhow import downloads, views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("cases.csv", views.cases_csv, name="cases-csv"),
    path("cases.xlsx", views.cases_xlsx, name="cases-xlsx"),
    path("cases.json", downloads.cases_json, name="cases-json"),
    path("<slug:slug>/", views.case, name="case"),
]
