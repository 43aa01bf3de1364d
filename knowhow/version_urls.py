"""Permanent addresses of cases and of their versions; included under `c/` in each language."""

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
    path("<number:case_id>/", views.case_by_number, name="case-by-number"),
    path("<number:case_id>/v/<number:number>/", views.case_version, name="case-version"),
    path("<number:case_id>/v/<number:older>/<number:newer>/", views.case_difference, name="case-difference"),
]
