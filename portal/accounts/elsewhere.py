"""Signing in with the account of another service: which services there are, and what we believe of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.kakao.views import oauth2_callback as kakao_callback
from allauth.socialaccount.providers.naver.views import oauth2_callback as naver_callback
from allauth.socialaccount.providers.openid_connect.views import callback as openid_connect_callback
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

NAMES: Final = {"naver": _("네이버"), "kakao": _("카카오")}
BROKEN: Final = (RequestException, AttributeError, LookupError, TypeError, ValueError)
"""What reading the answer of a server that fails, or does not speak the protocol, may raise."""

type View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Way:
    """A service to sign in with."""

    slug: str
    name: str


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Services come from the settings alone, and none of them vouches for a mail address."""

    def list_apps(
        self,
        request: HttpRequest | None,  # noqa: ARG002  (allauth's signature)
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The services of the settings that are asked for; the database is not asked."""
        apps = [
            SocialApp(**{"provider": kind, "name": str(NAMES.get(kind, kind)), **app})
            for kind, service in settings.SOCIALACCOUNT_PROVIDERS.items()
            for app in service["APPS"]
        ]
        return [
            app
            for app in apps
            if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        ]

    def is_email_verified(self, provider: object, email: str) -> bool:  # noqa: ARG002  (allauth's signature)
        """Never: every new address gets a code by mail."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002  (the same)
        """Believe no address (Naver calls each one verified), and keep nothing of the profile."""
        for address in sociallogin.email_addresses:
            address.verified = False
        account = sociallogin.account
        if account.extra_data:
            account.extra_data = {}
            if account.pk:
                account.save(update_fields=["extra_data"])


def ways() -> list[Way]:
    """The services that are set up, in the order of the settings."""
    return [
        Way(slug=app.provider_id or app.provider, name=app.name)
        for app in get_adapter().list_apps(request=None)
    ]


@require_POST
def leave_for(request: HttpRequest, service: str) -> HttpResponse:
    """Go to the service. A page leads there: our policy lets no form end on another site, not even by redirect."""
    if service not in {way.slug for way in ways()}:
        raise Http404
    wants_to_connect = request.POST.get("process") == AuthProcess.CONNECT and request.user.is_authenticated
    try:
        provider = get_adapter().get_provider(request, service)
        answer = provider.redirect(
            request,
            AuthProcess.CONNECT if wants_to_connect else AuthProcess.LOGIN,
            next_url=get_request_param(request, "next") or None,
        )
    except BROKEN:
        return _unreachable(request)
    if not isinstance(answer, HttpResponseRedirect):
        return answer  # type: ignore[no-any-return]  # allauth's page about an error
    page = render(request, "socialaccount/leaving.html", {"name": provider.name, "target": answer.url})
    page.headers["Refresh"] = f"0; url={answer.url}"
    return page


def _come_back(callback: View) -> View:
    """Where the service sends people back to; without the service there is no such page."""

    @require_safe
    @wraps(callback)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return callback(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        except BROKEN:
            return _unreachable(request)

    return view


def _unreachable(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        gettext("로그인 서버에 연결하지 못했습니다. 잠시 뒤에 다시 하거나 이메일로 로그인해 주십시오."),
    )
    return redirect("account_login")


come_back_from_naver = _come_back(naver_callback)
come_back_from_kakao = _come_back(kakao_callback)
come_back_from_openid_connect = _come_back(openid_connect_callback)
