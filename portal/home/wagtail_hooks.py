"""The alert, the glossary and flat lists of announcements and guides in the CMS."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.home.models import AnnouncementPage, CriticalAlert, GlossaryTerm, GuidePage


class AnnouncementListing(PageListingViewSet):
    """All announcements in one list, from the side menu."""

    model = AnnouncementPage
    icon = "clipboard-list"
    menu_label = _("공지")
    add_to_admin_menu = True
    menu_order = 120
    name = "announcements"
    columns: ClassVar[list[Column]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("제목"), sort_key="title", classname="title"),
        Column(
            "category", label=_("구분"), accessor="get_category_display", sort_key="category", width="10%"
        ),
        Column("published_on", label=_("게시일"), sort_key="published_on", width="12%"),
        Column(
            "pinned", label=_("고정"), accessor=lambda page: _("고정") if page.is_pinned else "", width="8%"
        ),
        PageStatusColumn("status", label=_("게시"), sort_key="live", width="10%"),
    ]
    list_filter: ClassVar[list[str]] = ["category", "published_on"]


class GuideListing(PageListingViewSet):
    """All guides in one list, from the side menu."""

    model = GuidePage
    icon = "help"
    menu_label = _("안내")
    add_to_admin_menu = True
    menu_order = 130
    name = "guides"
    columns: ClassVar[list[Column]] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("제목"), sort_key="title", classname="title"),
        Column("group", label=_("묶음"), accessor="get_group_display", sort_key="group", width="14%"),
        Column("reviewed_on", label=_("살펴본 날"), sort_key="reviewed_on", width="12%"),
        PageStatusColumn("status", label=_("게시"), sort_key="live", width="10%"),
    ]
    list_filter: ClassVar[list[str]] = ["group"]


class CriticalAlertViews(SnippetViewSet):
    """The bar above every page."""

    model = CriticalAlert
    icon = "warning"
    menu_label = _("긴급 알림")
    menu_order = 125
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["text_ko", "level", "starts_at", "ends_at"]


class GlossaryTermViews(SnippetViewSet):
    """The terms of the glossary."""

    model = GlossaryTerm
    icon = "list-ul"
    menu_label = _("용어집")
    menu_order = 135
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "status"]
    search_fields: ClassVar[list[str]] = ["name_ko", "name_en", "other_names"]


LABELS = {
    "link_text": _("링크에 보일 글"),
    "email_address": _("이메일 주소"),
    "subject": _("메일 제목"),
    "body": _("메일 내용"),
    "phone_number": _("전화번호"),
}
for form in (ExternalLinkChooserForm, AnchorLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm):
    for name in LABELS.keys() & form.base_fields.keys():
        # Wagtail gives these fields no label, so Django would show their names in English.
        form.base_fields[name].label = LABELS[name]

register_snippet(CriticalAlertViews)
register_snippet(GlossaryTermViews)


@hooks.register("register_admin_viewset")
def register_page_listings() -> list[PageListingViewSet]:
    """The flat lists."""
    return [AnnouncementListing(), GuideListing()]
