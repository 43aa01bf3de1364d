"""Auditors: whoever holds the role reads the access log and signs its months, and may nothing else in the CMS."""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from portal.accounts.grants import Role, Scope, reach
from portal.accounts.models import User

AUDITORS: Final = "감사자"
RIGHTS: Final = (
    ("wagtailadmin", "access_admin"),
    ("portal", "view_accesslog"),
    ("portal", "add_accessreview"),
)


@transaction.atomic
def provide_auditors() -> Group:
    """The group with its rights. Safe to repeat."""
    group, made = Group.objects.get_or_create(name=AUDITORS)
    if made:
        group.permissions.add(
            *(
                Permission.objects.get(content_type__app_label=app, codename=codename)
                for app, codename in RIGHTS
            )
        )
    return group


@transaction.atomic
def follow_auditors(user: User) -> None:
    """Put this person into the group while the role is held, and out of it after."""
    if reach(user, (Role.AUDITOR,), scope=Scope.EVERYWHERE).is_everywhere:
        user.groups.add(provide_auditors())
    else:
        user.groups.remove(*Group.objects.filter(name=AUDITORS))
