"""What the floor shows in the technical back office; Django looks for it in this place."""

from portal.accounts.admin import AuthenticatorAdmin, UserAdmin

__all__ = ["AuthenticatorAdmin", "UserAdmin"]
