"""Every address of the portal, and Wagtail's own serve below `/stock`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path
from wagtail.views import serve

from portal import urls

handler500 = urls.handler500
urlpatterns = [
    *i18n_patterns(path("stock/<path:path>", serve, name="stock"), prefix_default_language=False),
    *urls.urlpatterns,
]
