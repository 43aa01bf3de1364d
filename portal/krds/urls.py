"""Addresses of the design system."""

from django.urls import path

from portal.krds.views import display_settings

urlpatterns = [path("", display_settings, name="display")]
