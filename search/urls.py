"""Addresses of search; mounted under the language prefix."""

from django.urls import path

from search.judgments.page import quality
from search.views import download, feed, results

urlpatterns = [
    path("", results, name="search"),
    path("download/", download, name="search-download"),
    path("feed/", feed, name="search-feed"),
    path("quality/", quality, name="search-quality"),
]
