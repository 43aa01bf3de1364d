"""Every address of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.api import api, unknown_address
from portal.availability import healthz, readyz
from portal.home.data_page import data_page
from portal.home.downloads import announcements_csv, announcements_json, announcements_xlsx
from portal.home.feeds import AnnouncementFeed
from portal.home.sitemaps import PublicPages
from portal.home.views import robots_txt
from portal.media.views import document, picture

handler500 = "portal.availability.server_error"
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="sitemap"),
    path("api/v1/", unknown_address),
    path("api/v1/", api.urls),
    re_path(r"^api(?:/|$)", unknown_address),
    path("cms/login/", sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("django-admin/login/", sign_in),
    path("django-admin/", admin.site.urls),
    path("documents/<int:document_id>/<path:document_filename>", document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<str:folder>/<str:name>", picture, name="picture"),
    *i18n_patterns(
        path("accounts/my-data/", include("portal.personal.urls")),
        path("accounts/", include("portal.accounts.urls")),
        path("people/", include("portal.accounts.people_urls")),
        path("display/", include("portal.krds.urls")),
        path("search/", include("search.urls")),
        path("data/", data_page, name="data"),
        path("cases/", include("knowhow.urls")),
        path("c/", include("knowhow.version_urls")),
        path("announcements/feed/", AnnouncementFeed(), name="announcement-feed"),
        path("announcements/announcements.csv", announcements_csv, name="announcements-csv"),
        path("announcements/announcements.xlsx", announcements_xlsx, name="announcements-xlsx"),
        path("announcements/announcements.json", announcements_json, name="announcements-json"),
        path("", include("portal.desks.urls")),
        path("", include("portal.zones.urls")),
        path("_util/login/", sign_in),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
