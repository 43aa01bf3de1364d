"""A portal with a second way in, as Wagtail and Django bring it: the test of doors must notice."""

from django.contrib.auth.views import LoginView
from django.urls import path

urlpatterns = [path("side-door/", LoginView.as_view(template_name="429.html"))]
