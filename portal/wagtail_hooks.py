"""What the floor adds to the CMS."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.importing import urls as importing_urls

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
