"""The technical back office: accounts, their addresses and second factors, for administrators only."""

import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401  (registered first, so that they can be taken off again)
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from portal.accounts.models import User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in, whoever links to it
admin.site.unregister([Authenticator, UserSession, SocialAccount, SocialApp, SocialToken])


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accounts; passwords are set by their owners through the reset mail."""

    list_display = ("email", "last_name", "first_name", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("email", "last_name", "first_name")
    ordering = ("email",)
    fields = (
        "email",
        "last_name",
        "first_name",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "date_joined",
        "last_login",
        "is_demo",
    )
    readonly_fields = ("date_joined", "last_login", "is_demo")
    filter_horizontal = ("groups",)

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:  # noqa: FBT001  (Django's signature)
        """Lower case keeps addresses unique; a new account has no password until its owner sets one."""
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin[Authenticator]):
    """Second factors: may be removed for who lost a telephone, never read or written by hand."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email",)
    ordering = ("user__email", "type")
    fields = ("user", "type", "created_at", "last_used_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  (Django's signature)
        """Only the owner sets one up."""
        return False
