"""What the floor adds to the CMS."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.accounts.models import Desk, OfficialDomain, Organisation
from portal.importing import urls as importing_urls
from portal.media.cms import DocumentList, read_again
from portal.media.models import PortalDocument
from portal.media.placed import files_changed

IMPORT_RIGHT = "portal.add_importrun"


class ImportMenuItem(MenuItem):
    """Shown to who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person has the right."""
        return bool(request.user.has_perm(IMPORT_RIGHT))


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern | URLResolver]:
    """The screens of imports."""
    return [path("import/", include(importing_urls))]


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own list of documents
def document_urls() -> list[URLPattern | URLResolver]:
    """The list of documents with what search knows of them, and the order to read one again."""
    return [
        path("documents/", DocumentList.as_view()),
        path("documents/results/", DocumentList.as_view(results_only=True)),
        path("documents/<int:document_id>/read/", read_again, name="read_document_again"),
    ]


@hooks.register("after_bulk_action")
def documents_moved(request: HttpRequest, kind: str, documents: Iterable[Any], action: Any) -> None:
    """Wagtail moves many documents to a collection with one update, which sends no signal."""
    files_changed(document.pk for document in documents if isinstance(document, PortalDocument))


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """The door to them."""
    return ImportMenuItem(
        _("가져오기"), reverse("importing:runs"), name="import", icon_name="upload", order=900
    )


@hooks.register("register_permissions")
def import_permission() -> QuerySet[Permission]:
    """Lets an administrator give the right to a group."""
    return Permission.objects.filter(content_type__app_label="portal", codename="add_importrun")


class OrganisationViews(SnippetViewSet):
    """Organisations, whoever named them."""

    model = Organisation
    icon = "group"
    list_display = ["name_ko", "kind", "is_confirmed"]
    list_filter = ["kind", "is_confirmed"]
    search_fields = ["name_ko", "name_en"]


class OfficialDomainViews(SnippetViewSet):
    """Mail domains that prove an official."""

    model = OfficialDomain
    icon = "mail"
    list_display = ["domain", "organisation", "includes_subdomains"]
    search_fields = ["domain"]


class DeskViews(SnippetViewSet):
    """Posts of organisations."""

    model = Desk
    icon = "tag"
    list_display = ["name_ko", "organisation"]
    search_fields = ["name_ko"]


class PeopleGroup(SnippetViewSetGroup):
    """Shown to administrators, and to groups that were given the rights on these tables."""

    menu_label = _("기관·직위")
    menu_icon = "group"
    menu_order = 850
    items = (OrganisationViews, OfficialDomainViews, DeskViews)


register_snippet(PeopleGroup)
