"""The registry in the CMS: a useful list of zone pages, and the small tables that staff keep."""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from portal.zones.history import record_edit, record_removal, snapshot
from portal.zones.models import (
    Act,
    ExemptionArea,
    Field,
    GradeStep,
    Municipality,
    PlaceAlias,
    Province,
    PublishedGrade,
    RegionalOffice,
    ValueChainStage,
    ZonePage,
)

ZONE_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("제목"), sort_key="title", classname="title"),
    Column("field", label=_("분야"), accessor="zone.field.name_ko", width="14%"),
    Column("province", label=_("시·도"), accessor="zone.province.short_ko", width="10%"),
    Column("designation", label=_("상태"), accessor="zone.get_status_display", width="10%"),
    Column(
        "sample", label=_("예시"), accessor=lambda page: _("예시") if page.zone.is_sample else "", width="6%"
    ),
    PageStatusColumn("status", label=_("게시"), sort_key="live", width="10%"),
]


class ZonePageListing(PageListingViewSet):
    """All zone pages in one list, from the side menu."""

    model = ZonePage
    icon = "site"
    menu_label = _("특구 페이지")
    add_to_admin_menu = True
    menu_order = 150
    columns = ZONE_COLUMNS
    name = "zone-pages"


class AddFact(CreateView):
    """Adds and remembers in one transaction."""

    def save_instance(self) -> Any:
        """Save, then write the history."""
        instance = super().save_instance()
        record_edit(instance, before=None, by=self.request.user)
        return instance


class EditFact(EditView):
    """Changes and remembers the earlier values in one transaction."""

    def save_instance(self) -> Any:
        """Read what stands, save, then write the history."""
        before = snapshot(self.model.objects.get(pk=self.object.pk))
        instance = super().save_instance()
        record_edit(self.model.objects.get(pk=instance.pk), before=before, by=self.request.user)
        return instance


class RegistrySnippet(SnippetViewSet):
    """A small table of the registry."""

    add_view_class = AddFact
    edit_view_class = EditFact

    inspect_view_enabled = True
    list_per_page = 50


class GradeStepViews(RegistrySnippet):
    """The five steps; the unnamed one is named here once its name is known."""

    model = GradeStep
    icon = "order"
    list_display: ClassVar[list[str]] = ["step", "name_ko", "name_en", "is_active"]


class PublishedGradeViews(RegistrySnippet):
    """Grades the ministry published."""

    model = PublishedGrade
    icon = "pick"
    list_display: ClassVar[list[str]] = ["zone", "year", "grade", "published_on"]
    list_filter: ClassVar[list[str]] = ["year", "grade"]


class ProvinceViews(RegistrySnippet):
    """First-level units, old and new."""

    model = Province
    icon = "globe"
    list_display: ClassVar[list[str]] = ["code", "name_ko", "name_en", "valid_from", "valid_to", "successor"]


class MunicipalityViews(RegistrySnippet):
    """Second-level units, old and new."""

    model = Municipality
    icon = "home"
    list_display: ClassVar[list[str]] = ["code", "name_ko", "name_en", "province", "valid_to"]
    list_filter: ClassVar[list[str]] = ["province"]
    search_fields: ClassVar[list[str]] = ["name_ko", "name_en"]


class PlaceAliasViews(RegistrySnippet):
    """Other names of places."""

    model = PlaceAlias
    icon = "tag"
    list_display: ClassVar[list[str]] = ["alias", "kind", "province", "municipality"]


class RegionalOfficeViews(RegistrySnippet):
    """Regional offices and the provinces they serve."""

    model = RegionalOffice
    icon = "group"
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "phone_prefix"]


class FieldViews(RegistrySnippet):
    """Fields of zones."""

    model = Field
    icon = "list-ul"
    list_display: ClassVar[list[str]] = ["slug", "name_ko", "name_en", "position"]


class ValueChainStageViews(RegistrySnippet):
    """Stages of the value chain."""

    model = ValueChainStage
    icon = "list-ol"
    list_display: ClassVar[list[str]] = ["slug", "name_ko", "name_en", "position"]


class ExemptionAreaViews(RegistrySnippet):
    """Areas of the exemption catalogue."""

    model = ExemptionArea
    icon = "clipboard-list"
    list_display: ClassVar[list[str]] = ["code", "name_ko", "name_en", "position"]


class ActViews(RegistrySnippet):
    """Acts that exemptions touch."""

    model = Act
    icon = "doc-full"
    list_display: ClassVar[list[str]] = ["name_ko", "name_en", "slug"]
    search_fields: ClassVar[list[str]] = ["name_ko", "name_en"]


class RegistryGroup(SnippetViewSetGroup):
    """The small tables under one menu entry."""

    menu_label = _("등록부")
    menu_icon = "table"
    menu_order = 160
    items = (
        GradeStepViews,
        PublishedGradeViews,
        ProvinceViews,
        MunicipalityViews,
        PlaceAliasViews,
        RegionalOfficeViews,
        FieldViews,
        ValueChainStageViews,
        ExemptionAreaViews,
        ActViews,
    )


register_snippet(RegistryGroup)


@hooks.register("after_delete_snippet")
def remember_removal(request: HttpRequest, instances: list[Model]) -> None:
    """What was deleted, one by one or in bulk, stays in the history."""
    of_registry = tuple(item.model for item in RegistryGroup.items)
    for instance in instances:
        if isinstance(instance, of_registry):
            record_removal(instance, by=request.user)


@hooks.register("register_admin_viewset")
def register_zone_listing() -> Any:
    """The flat list of zone pages."""
    return ZonePageListing()
