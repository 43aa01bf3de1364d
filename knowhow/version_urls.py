"""Permanent addresses of cases, practices and their versions; included under `c/` in each language."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from knowhow import freshness_views
from knowhow import version_views as views


class NumberConverter(IntConverter):
    """A number that fits into a column: longer ones are no address."""

    regex = "[0-9]{1,9}"


register_converter(NumberConverter, "number")

urlpatterns = [
    path("confirm/<str:token>/", freshness_views.confirm_by_link, name="confirm-by-link"),
    path("<number:page_id>/", views.page_by_number, name="page-by-number"),
    path("<number:page_id>/v/<number:number>/", views.page_version, name="page-version"),
    path("<number:page_id>/v/<number:older>/<number:newer>/", views.page_difference, name="page-difference"),
]
