"""Accounts in the CMS: who may edit."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users import forms as wagtail_forms
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from portal.accounts.models import User


class _AccountForm:
    """What both forms change."""

    def clean_email(self) -> str:
        """Addresses are stored in lower case, so that one person cannot have two accounts."""
        return str(self.cleaned_data["email"]).lower()  # type: ignore[attr-defined]  # of the form beside it


class AccountCreationForm(_AccountForm, wagtail_forms.UserCreationForm):
    """A new account. Left without a password, its owner sets one by reset mail: nobody else knows it."""

    password_required = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "비워 두기를 권합니다. 본인이 '비밀번호 재설정'으로 직접 정합니다."
        )

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  (Django's signature)
        """An account without a password gets an unusable one: an empty one would count as set."""
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class AccountEditForm(_AccountForm, wagtail_forms.UserEditForm):
    """An account that stands."""


class UserViewSet(WagtailUserViewSet):
    """Wagtail's pages with these forms."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[User]]:  # noqa: FBT001, FBT002  (Wagtail's signature)
        """The form for a new account or for one that stands."""
        return AccountEditForm if for_update else AccountCreationForm
