"""Addresses of imports, below /cms/import/."""

from django.urls import path

from portal.importing import views

app_name = "importing"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("new/", views.new_run, name="new"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/changes.csv", views.run_changes, name="run_changes"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/recheck/", views.recheck, name="recheck"),
    path("<int:pk>/report.csv", views.report, name="report"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
