"""Addresses of search; mounted under the language prefix."""

from django.urls import path

from search.judgments.page import quality
from search.log_views import log_click, log_search
from search.similar_page import similar
from search.views import download, feed, results

urlpatterns = [
    path("", results, name="search"),
    path("download/", download, name="search-download"),
    path("feed/", feed, name="search-feed"),
    path("similar/", similar, name="search-similar"),
    path("log/", log_search, name="search-log"),
    path("log/click/", log_click, name="search-log-click"),
    path("quality/", quality, name="search-quality"),
]
