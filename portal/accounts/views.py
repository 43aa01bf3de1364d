"""Pages of allauth that we change: what follows a new second factor, and a picture of its secret."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import PasswordResetFromKeyView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from portal.accounts.devices import remember_device
from portal.krds.components import Fact


def _rotate_session(request: HttpRequest) -> None:
    """New key, same content: the session may do more from here on, so a key known before must not open it."""
    former = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)


class OverviewView(LoginRequiredMixin, TemplateView):
    """Who is signed in. Addresses are changed by an administrator: they are what rights hang on."""

    template_name = "account/overview.html"

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Name, address and when the account was last used."""
        user = authenticated_user(self.request)
        groups = ", ".join(user.groups.order_by("name").values_list("name", flat=True)[:20])
        facts = [
            Fact(term=_("이름"), value=user.get_full_name()),
            Fact(term=_("이메일"), value=user.email),
            Fact(term=_("역할"), value=groups or (_("관리자") if user.is_superuser else _("없음"))),
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}


class SetUpSecondFactorView(ActivateTOTPView):
    """Set up an authenticator app; who comes from a staff page goes back there after the recovery codes."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Keep the way back in the form."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": get_next_redirect_url(self.request)}

    def get_success_url(self) -> str:
        """On to the recovery codes."""
        url: str = super().get_success_url()
        next_url = get_next_redirect_url(self.request)
        return f"{url}?{urlencode({REDIRECT_FIELD_NAME: next_url})}" if next_url else url

    def form_valid(self, form: Form) -> HttpResponse:
        """Whoever typed a right code has just shown the second factor: do not ask for it again at once."""
        response: HttpResponse = super().form_valid(form)
        authenticator = Authenticator.objects.get(user_id=self.request.user.pk, type=Authenticator.Type.TOTP)
        post_authentication(self.request, authenticator, reauthenticated=True)
        _rotate_session(self.request)
        return response


class RecoveryCodesView(ViewRecoveryCodesView):
    """Recovery codes, with the way back to the page that asked for a second factor."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Offer the way back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": get_next_redirect_url(self.request)}


class AddPasskeyView(AddWebAuthnView):
    """Add a passkey; who comes from a staff page goes back there after the recovery codes."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Keep the way back in the form."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if "form" not in context:  # allauth drops it where the form was refused
            context["form"] = self.get_form()
        return context | {"next_url": get_next_redirect_url(self.request)}

    def get_success_url(self) -> str:
        """On to the recovery codes when they are new."""
        url: str = super().get_success_url()
        next_url = get_next_redirect_url(self.request)
        return f"{url}?{urlencode({REDIRECT_FIELD_NAME: next_url})}" if next_url else url

    def form_valid(self, form: Form) -> HttpResponse:
        """Whoever has just shown the passkey has shown the second factor."""
        response: HttpResponse = super().form_valid(form)
        authenticator = Authenticator.objects.filter(
            user_id=self.request.user.pk, type=Authenticator.Type.WEBAUTHN
        ).latest("pk")
        post_authentication(self.request, authenticator, reauthenticated=True)
        _rotate_session(self.request)
        return response


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    """The same by passkey."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Give the session a new key with its new rights."""
        response: HttpResponse = super().form_valid(form)
        _rotate_session(self.request)
        return response


class ConfirmAccessView(ReauthenticateView):
    """The second factor, for a session that may do more after it."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Give the session a new key with its new rights."""
        response: HttpResponse = super().form_valid(form)
        _rotate_session(self.request)
        return response


class ResetPasswordView(PasswordResetFromKeyView):
    """A new password by the link in the mail. Signs nobody in: the second factor still has to be shown."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Who reads the mail of the account is no stranger: give the browser attempts of its own."""
        response: HttpResponse = super().form_valid(form)
        remember_device(response, login=self.reset_user.get_username())
        return response


@require_safe
@login_required
def second_factor_picture(request: HttpRequest) -> HttpResponse:
    """The secret being set up as a QR code: at an address, since the content policy forbids data: ones."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")
