"""Cases and practices in the CMS: a list of all of each, their topics and their building blocks."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from knowhow import freshness_views, withdrawal_views
from knowhow.models import BuildingBlock, CasePage, CaseTopic, PracticePage


class CaseListing(PageListingViewSet):
    """All cases in one list, from the side menu."""

    model = CasePage
    icon = "clipboard-list"
    menu_label = _("사례")
    add_to_admin_menu = True
    menu_order = 155
    name = "cases"
    columns: ClassVar[list[Column]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("제목"), sort_key="title", classname="title"),
        Column("zone", label=_("특구"), accessor="zone.name_ko", sort_key="zone__name_ko", width="20%"),
        Column("outcome", label=_("결말"), accessor="get_outcome_display", sort_key="outcome", width="10%"),
        Column("year", label=_("연도"), accessor="year", sort_key="year", width="8%"),
        PageStatusColumn("status", label=_("게시"), sort_key="live", width="10%"),
    ]
    list_filter: ClassVar[list[str]] = ["outcome", "year", "stage", "topic"]


class PracticeListing(PageListingViewSet):
    """All practices in one list, from the side menu."""

    model = PracticePage
    icon = "list-ol"
    menu_label = _("실무 안내")
    add_to_admin_menu = True
    menu_order = 156
    name = "practices"
    columns: ClassVar[list[Column]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("제목"), sort_key="title", classname="title"),
        Column("zone", label=_("특구"), accessor="zone.name_ko", sort_key="zone__name_ko", width="20%"),
        PageStatusColumn("status", label=_("게시"), sort_key="live", width="10%"),
    ]
    list_filter: ClassVar[list[str]] = ["stage", "topic"]


class BuildingBlockViews(SnippetViewSet):
    """Parts that several cases and practices share."""

    model = BuildingBlock
    icon = "form"
    menu_label = _("노하우 구성요소")
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "slug"]
    search_fields: ClassVar[list[str]] = ["name_ko", "name_en"]


class CaseTopicViews(SnippetViewSet):
    """Topics of cases."""

    model = CaseTopic
    icon = "tag"
    menu_label = _("사례 주제")
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "slug"]


register_snippet(BuildingBlockViews)
register_snippet(CaseTopicViews)


@hooks.register("register_admin_viewset")
def register_case_listing() -> CaseListing:
    """The flat list of cases."""
    return CaseListing()


@hooks.register("register_admin_viewset")
def register_practice_listing() -> PracticeListing:
    """The flat list of practices."""
    return PracticeListing()


@hooks.register("before_copy_page")
def copies_are_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy that is live at once, or follows its original, would be public without a review."""
    if request.method != "POST" or not issubclass(page.specific_class or Page, CasePage | PracticePage):
        return None
    if not (request.POST.get("publish_copies") or request.POST.get("alias")):
        return None
    messages.error(
        request, _("사본은 초안으로만 만들 수 있습니다. ‘게시’와 ‘별칭’을 고르지 말고 다시 복사해 주십시오.")
    )
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("register_admin_urls")
def version_urls() -> list[URLPattern]:
    """Versions of a page and withdrawing one; pages to be confirmed."""
    return [
        path("cases/overdue/", freshness_views.overdue_pages, name="overdue_pages"),
        path("cases/<int:page_id>/confirm/", freshness_views.confirm_page, name="confirm_page"),
        path("cases/<int:page_id>/versions/", withdrawal_views.page_versions, name="page_versions"),
        path(
            "cases/<int:page_id>/versions/<int:number>/withdraw/",
            withdrawal_views.withdraw,
            name="withdraw_page_version",
        ),
    ]


@hooks.register("register_page_header_buttons")
def version_button(page: Page, user: object, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The door to them from the form of a page."""
    if issubclass(page.specific_class or Page, CasePage | PracticePage):
        yield Button(
            _("판 보기·거두기"), reverse("page_versions", args=[page.pk]), icon_name="history", priority=66
        )


@hooks.register("register_reports_menu_item")
def overdue_menu_item() -> MenuItem:
    """The door to the pages that somebody should look at again."""
    return MenuItem(
        _("확인할 글"),
        reverse("overdue_pages"),
        name="overdue-cases",
        icon_name="clipboard-list",
        order=890,
    )
