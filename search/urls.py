"""Addresses of search; mounted under the language prefix."""

from django.urls import path

from search.judgments.page import quality
from search.views import results

urlpatterns = [
    path("", results, name="search"),
    path("quality/", quality, name="search-quality"),
]
