"""People, the organisations and posts they act for, and what they may do."""

from portal.accounts.models.organisations import (
    Desk,
    DeskHolding,
    Invitation,
    Membership,
    OfficialDomain,
    Organisation,
)
from portal.accounts.models.roles import RoleGrant
from portal.accounts.models.user import User, UserManager

__all__ = [
    "Desk",
    "DeskHolding",
    "Invitation",
    "Membership",
    "OfficialDomain",
    "Organisation",
    "RoleGrant",
    "User",
    "UserManager",
]
