"""Lists of the CMS offer to filter by person: whoever works in one part of the tree is offered the people of that part.

Wagtail offers everybody who ever wrote a page, by address of mail.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet, get_users_for_filter
from wagtail.models import Page, PageLogEntry

from portal.cms_reach import is_bound, own_pages


def narrow_filters_by_person() -> None:
    """Called once when the hooks are read; the filters of every list of pages are copies of these."""
    filters = PageFilterSet.base_filters
    filters["owner"].queryset = owners_in_reach
    filters["edited_by"].queryset = editors_in_reach
    SiteHistoryReportFilterSet.get_users_queryset = lambda found: get_users_for_filter(found.request.user)


def owners_in_reach(request: HttpRequest) -> QuerySet[Any]:
    """Whoever began a page that the reader may look at."""
    return _people(_pages(request).values_list("owner_id", flat=True))


def editors_in_reach(request: HttpRequest) -> QuerySet[Any]:
    """Whoever edited a page that the reader may look at."""
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=_pages(request).values("pk"))
    return _people(edits.order_by().values_list("user_id", flat=True))


def _pages(request: HttpRequest) -> QuerySet[Page]:
    everything: QuerySet[Page] = Page.objects.all()
    return (own_pages(request.user) if is_bound(request.user) else everything).order_by()


def _people(numbers: Any) -> QuerySet[Any]:
    people: QuerySet[Any] = get_user_model()._default_manager.filter(pk__in=numbers.distinct())
    return people
