"""Cases in the CMS: one list of all of them, and their topics."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from knowhow.models import CasePage, CaseTopic


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


class CaseTopicViews(SnippetViewSet):
    """Topics of cases."""

    model = CaseTopic
    icon = "tag"
    menu_label = _("사례 주제")
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "slug"]


register_snippet(CaseTopicViews)


@hooks.register("register_admin_viewset")
def register_case_listing() -> CaseListing:
    """The flat list of cases."""
    return CaseListing()
