"""Forms of the sign-in pages, where allauth's own say too little or allow too much."""

import secrets
from typing import Any, Final

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email, setup_user_email
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
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


def settle_email_field(form: forms.Form) -> None:
    """Our word for the address, and what browsers may fill in."""
    field = form.fields["email"]
    field.label = _("이메일")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}


class SignUpForm(SignupForm):
    """A new account. Whoever signs up with an address that has one is answered like anybody else."""

    field_order = (
        *("last_name", "first_name", "email", "password1", "password2"),
        *("organisation", "kind", "reason"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        settle_email_field(self)
        for name, label in (("password1", _("비밀번호")), ("password2", _("비밀번호 다시 입력"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _(
            "10자 이상. 띄어 쓴 문장도 됩니다. 흔히 쓰는 비밀번호와 이름·이메일과 비슷한 것은 쓸 수 없습니다."
        )

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account and go on to the code in the mail; the mail of a known address tells its owner instead."""
        if self.account_already_exists:
            make_account_of_nobody(self, request)
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


def make_account_of_nobody(form: Any, request: HttpRequest) -> None:
    """Do and undo what a new address would cause: the clock and the database tell no difference."""
    with transaction.atomic():
        nobody = User(email=f"{secrets.token_hex(16)}@nobody.invalid")
        nobody.set_password(form.cleaned_data.get("password1") or secrets.token_hex(16))
        nobody.save()
        form.custom_signup(request, nobody)
        setup_user_email(request, nobody, [EmailAddress(email=nobody.email)])
        has_verified_email(nobody)
        list(EmailAddress.objects.filter(user_id=nobody.pk))
        transaction.set_rollback(True)


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


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey: the device keeps it and asks for a finger, a face or its own code."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("이름")
        self.fields["name"].help_text = _("어느 기기인지 알아볼 이름. 예: 업무용 노트북")
        self.fields["name"].max_length = 100
        self.fields["passwordless"].label = _("이 패스키만으로 로그인하기")
        self.fields["passwordless"].help_text = _(
            "켜면 이메일과 비밀번호를 입력하지 않아도 됩니다. 끄면 비밀번호 다음의 2단계에만 씁니다."
        )
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("이름")
