"""Addresses of the access log, below /cms/access-log/."""

from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("log.csv", views.log_csv, name="log_csv"),
    path("review/", views.review_month, name="review"),
]
