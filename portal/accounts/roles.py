"""The groups that the portal's rights are given to."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

EDITORS: Final = "편집자"

EDITOR_MODEL_RIGHTS: Final = (
    ("wagtailadmin", "access_admin"),
    ("portal", "add_importrun"),
    ("wagtail_localize", "submit_translation"),
)
EDITOR_VERBS: Final = ("add", "change", "delete", "view")
EDITOR_PAGE_RIGHTS: Final = ("add_page", "change_page", "publish_page")
EDITOR_FILE_RIGHTS: Final = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)

_rights_of_rooms: list[tuple[str, str]] = []


def let_editors(app: str, *models: str, verbs: Iterable[str] = EDITOR_VERBS) -> None:
    """Let editors add, change, delete and see rows of these tables; rooms call it in `AppConfig.ready()`."""
    _rights_of_rooms.extend((app, f"{verb}_{model}") for model in models for verb in verbs)


def provide_editors() -> Group:
    """The editors, with their rights: pages under the first page of each language, files, imports. Safe to repeat."""
    group, _created = Group.objects.get_or_create(name=EDITORS)
    rights = [*EDITOR_MODEL_RIGHTS, *_rights_of_rooms]
    group.permissions.add(*(_permission(app, codename) for app, codename in rights))
    home = Site.objects.get(is_default_site=True).root_page
    for codename in EDITOR_PAGE_RIGHTS:
        permission = Permission.objects.get(
            content_type=ContentType.objects.get_for_model(Page), codename=codename
        )
        for page in home.get_translations(inclusive=True):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    files = Collection.get_first_root_node()
    for app, codename in EDITOR_FILE_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=files, permission=_permission(app, codename)
        )
    return group


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
