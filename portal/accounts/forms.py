"""Forms of the sign-in pages, where allauth's own say too little or allow too much."""

from typing import Final

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

NOBODY: Final = 0
"""The number of no account."""
CODE_LIFE: Final = TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1)
"""Seconds for which a code is accepted; allauth remembers used ones for one period only."""


class SignInForm(LoginForm):
    """Address and password; labels instead of placeholders, which vanish while one types."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("이메일")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AskForResetForm(ResetPasswordForm):
    """The address for a reset mail. Each address gets a mail; an unknown one must not be answered sooner."""

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Send the mail, at the same cost for either."""
        if not self.users:
            _make_link_of_nobody(self.cleaned_data["email"])
        email: str = super().save(request, **kwargs)
        return email


def _make_link_of_nobody(email: str) -> None:
    """What allauth does for a known address before it writes the mail: ask for its addresses, sign, make a link."""
    list(EmailAddress.objects.filter(user_id=NOBODY).values_list("email", flat=True))
    token = default_token_generator.make_token(User(pk=NOBODY, email=email))
    get_account_adapter().get_reset_password_from_key_url(f"{NOBODY}-{token}")


class _CodeOnce:
    """A code that can be typed, pasted and used, but not used twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]  # of the form beside it
        field.label = _("인증 앱의 코드 6자리 또는 복구 코드")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}

    def clean_code(self) -> str:
        """Refuse a code that was used before, for as long as it would still be right."""
        code: str = super().clean_code()  # type: ignore[misc]
        digits = "".join(filter(str.isdigit, code))
        if not cache.add(f"accounts:used-code:{self.user.pk}:{digits}", 1, timeout=CODE_LIFE):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_CodeOnce, AuthenticateForm):
    """The second step of signing in."""


class ConfirmAccessForm(_CodeOnce, ReauthenticateForm):
    """The code again, before something sensitive."""


class SetUpSecondFactorForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("앱에 보이는 코드 6자리")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
