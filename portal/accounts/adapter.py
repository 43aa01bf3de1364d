"""What allauth asks us: who may sign up, how mails read, how attempts are counted, how secrets are kept."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from portal.accounts import encryption
from portal.accounts.actions import settle_requests
from portal.accounts.devices import attempts_key, remember_device
from portal.mail import own_sender

SITE_NAME = _("한마당")


@dataclass(frozen=True)
class MailSite:
    """The site as mails name it: from the settings, never from the Host header of whoever asked."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Everything that leaves the portal names the portal's own address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("사용이 중지된 계정입니다."),
        "email_password_mismatch": _("이메일 또는 비밀번호가 맞지 않습니다. 다시 확인해 주십시오."),
        "enter_current_password": _("지금 쓰는 비밀번호를 입력해 주십시오."),
        "incorrect_code": _("코드가 맞지 않습니다. 앱에 지금 보이는 코드를 입력해 주십시오."),
        "incorrect_password": _("비밀번호가 맞지 않습니다."),
        "too_many_login_attempts": _(
            "여러 번 실패하여 잠시 막았습니다. 5분 뒤에 다시 하거나 비밀번호를 재설정해 주십시오."
        ),
        "rate_limited": _("요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주십시오."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, with our own name and address in place of the ones the request claims; also where there is none."""
        own = MailSite(name=str(SITE_NAME), domain=urlsplit(settings.SITE_URL).netloc)
        told = {"request": current.request, "email": email, **context, "current_site": own}
        self.render_mail(template_prefix, email, told).send()

    def format_email_subject(self, subject: str) -> str:
        """With our name in the language of the mail."""
        return f"[{SITE_NAME}] {subject}"

    def get_from_email(self) -> str:
        """The sender of the settings; our own name stands in the language of the mail."""
        return own_sender()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, on our own address."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Who signs up a second time is told by mail alone, with links on our own address."""
        links = {
            "login_url": settings.SITE_URL + reverse("account_login"),
            "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
        }
        self.send_mail("account/email/account_already_exists", email, links)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Only now is anybody asked about the newcomer: requests under strangers' addresses reach no manager."""
        is_confirmed: bool = super().confirm_email(request, email_address)
        if is_confirmed:
            settle_requests(email_address.user)
        return is_confirmed

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of the host in use: allauth would allow every host we answer to."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={current.request.get_host()}, require_https=current.request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors start at their desk, others on the first page in their language."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("wagtail_serve", args=("",))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  (allauth's signature)
        """Newcomers see what became of their request to belong to an organisation."""
        return reverse("memberships")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  (allauth's signature)
        """The first page in the language in use."""
        return reverse("wagtail_serve", args=("",))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: object) -> HttpResponse:
        """Remember the browser, so that strangers cannot use up its attempts."""
        response: HttpResponse = super().post_login(request, user, **details)
        remember_device(response, login=user.get_username())
        return response

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it: a password alone must not lead to recovery codes."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"] not in {"reauthenticate", "provider"}]
        named = {
            "mfa_reauthenticate": _("인증 앱이나 복구 코드로 확인하기"),
            "mfa_reauthenticate:webauthn": _("패스키로 확인하기"),
            "reauthenticate": _("비밀번호로 확인하기"),
        }
        return [
            {**method, "description": named.get(method["id"], method["description"])}
            for method in by_factor or methods
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Not asked again within minutes of signing in, else a newcomer types the password twice in a row."""
        return super().is_reauthentication_required(app=app, **kwargs) and not self._proved_lately()

    def _proved_lately(self) -> bool:
        user = current.request.user
        needs_code = is_mfa_enabled(user)
        times = [
            float(record["at"])
            for record in get_authentication_records(current.request, user)
            if not needs_code or record.get("method") == "mfa"
        ]
        return bool(times) and time.time() - max(times) < account_settings.REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """One counter for all letter cases and widths, whatever Host was sent; known browsers have theirs."""
        return attempts_key(request, login=str(credentials.get("email") or credentials.get("username") or ""))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, unreadable at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("이메일 주소를 먼저 확인해야 2단계 인증을 등록할 수 있습니다."),
    }

    def build_totp_svg(self, url: str) -> str:
        """A QR code on white: on the dark ground of the high-contrast mode no camera would read it."""
        picture: str = qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return picture

    def encrypt(self, text: str) -> str:
        """Called by allauth before it stores a secret."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Called by allauth when it needs the secret."""
        return encryption.decrypt(encrypted_text)
