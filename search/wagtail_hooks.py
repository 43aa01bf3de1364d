"""What search adds to the CMS, below "Reports": the index page, and the report of searches."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from search import report_urls, staff_urls
from search.report_views import REPORT_RIGHT
from search.staff_views import VIEW_RIGHT
from search.staff_words import WordViews


class IndexMenuItem(MenuItem):
    """Shown to who may look."""

    right = VIEW_RIGHT

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person has the right."""
        return bool(request.user.has_perm(self.right))


class SearchesMenuItem(IndexMenuItem):
    """The same for the report of searches."""

    right = REPORT_RIGHT


@hooks.register("register_admin_urls")
def index_urls() -> list[URLPattern | URLResolver]:
    """The pages."""
    return [path("search-index/", include(staff_urls)), path("search-queries/", include(report_urls))]


@hooks.register("register_reports_menu_item")
def index_menu_item() -> MenuItem:
    """The door to it."""
    return IndexMenuItem(
        _("검색 색인"), reverse("search-index:index"), name="search-index", icon_name="search", order=1000
    )


@hooks.register("register_reports_menu_item")
def searches_menu_item() -> MenuItem:
    """The door to the report of searches."""
    return SearchesMenuItem(
        _("검색어"), reverse("search-queries:searches"), name="search-queries", icon_name="search", order=1010
    )


register_snippet(WordViews)


@hooks.register("register_permissions")
def index_permissions() -> QuerySet[Permission]:
    """Lets an administrator give the rights to a group."""
    return Permission.objects.filter(
        content_type__app_label="search",
        codename__in=["view_indexrun", "add_indexrun", "view_loggedsearch"],
    )
