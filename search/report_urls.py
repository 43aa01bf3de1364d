"""Addresses of the report of searches, below /cms/search-queries/."""

from django.urls import path

from search import report_views

app_name = "search-queries"
urlpatterns = [path("", report_views.searches, name="searches")]
