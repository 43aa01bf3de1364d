"""Rights of zone operators in the CMS: their zone's pages and files, and no other's.

Each zone with an operator has two groups and a collection, made when first needed; who is in the groups follows the roles
(`portal/accounts/grants.py`), never the other way round.
"""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.grants import Role, Scope
from portal.accounts.models import RoleGrant, User
from portal.zones.models import Zone

OPERATORS: Final = "zone-operators:"
REVIEWERS: Final = "zone-reviewers:"
PREFIXES: Final = (OPERATORS, REVIEWERS)
PAGE_RIGHTS: Final = {
    OPERATORS: ("add_page", "change_page"),
    REVIEWERS: ("add_page", "change_page", "publish_page"),
}
FILE_RIGHTS: Final = (
    *(("wagtailimages", "add_image"), ("wagtailimages", "change_image"), ("wagtailimages", "choose_image")),
    *(
        ("wagtaildocs", "add_document"),
        ("wagtaildocs", "change_document"),
        ("wagtaildocs", "choose_document"),
    ),
)
GROUP_OF_ROLE: Final = {Role.EDITOR: OPERATORS, Role.ZONE_MANAGER: REVIEWERS}


@transaction.atomic
def provide_operators(zone: Zone) -> dict[str, Group]:
    """The zone's groups with their rights on its pages and its collection. Safe to repeat."""
    page = Page.objects.get(pk=zone.page.pk)
    collection = _collection_of(zone)
    groups = {}
    for prefix, rights in PAGE_RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=f"{prefix}{zone.pk}")
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        for right in rights:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=_page_right(right))
        for app, right in FILE_RIGHTS:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=_permission(app, right)
            )
        groups[prefix] = group
    return groups


@transaction.atomic
def follow_roles(user: User) -> None:
    """Put this person into the groups of the zones where he is an editor or manager now, and out of all others."""
    grants = RoleGrant.objects.of(user).filter(role__in=list(GROUP_OF_ROLE), scope=Scope.ZONE)
    wanted = {
        (GROUP_OF_ROLE[Role(role)], number) for role, number in grants.values_list("role", "scope_number")
    }
    zones = Zone.objects.select_related("page").in_bulk([number for _prefix, number in wanted])
    names = {f"{prefix}{number}" for prefix, number in wanted if number in zones}
    for number in {number for _prefix, number in wanted if number in zones}:
        if not _all_stand(f"{prefix}{number}" for prefix in PREFIXES):
            provide_operators(zones[number])
    held = {group.name: group for group in user.groups.all() if group.name.startswith(PREFIXES)}
    user.groups.remove(*(group for name, group in held.items() if name not in names))
    user.groups.add(*Group.objects.filter(name__in=names - held.keys()))


@transaction.atomic
def remove_operators(zone: Zone) -> None:
    """Take away the zone's groups, its collection and every role in it: called before a zone is deleted."""
    Group.objects.filter(name__in=[f"{prefix}{zone.pk}" for prefix in PREFIXES]).delete()
    RoleGrant.objects.filter(scope=Scope.ZONE, scope_number=zone.pk).delete()
    for collection in Collection.objects.filter(name=f"zone:{zone.pk}"):
        collection.delete()


def _all_stand(names: Iterable[str]) -> bool:
    wanted = list(names)
    return Group.objects.filter(name__in=wanted).count() == len(wanted)


def _collection_of(zone: Zone) -> Collection:
    root = Collection.get_first_root_node()
    name = f"zone:{zone.pk}"
    return root.get_children().filter(name=name).first() or root.add_child(name=name)


def _page_right(codename: str) -> Permission:
    return Permission.objects.get(content_type=ContentType.objects.get_for_model(Page), codename=codename)


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
