"""What stands between a request and the staff pages: rights, a second factor, and no copy in any cache."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.grants import needs_second_factor

type GetResponse = Callable[[HttpRequest], HttpResponse]

CMS_ROUTE: Final = "cms/"
DJANGO_ADMIN_ROUTE: Final = "django-admin/"
STAFF_ROUTES: Final = (CMS_ROUTE, DJANGO_ADMIN_ROUTE)
MY_ZONE_ROUTE: Final = "my/zone/"
PRIVATE_ROUTES: Final = (
    *STAFF_ROUTES,
    *(f"{prefix}{route}" for route in ("accounts/", "people/", MY_ZONE_ROUTE) for prefix in ("", "en/")),
)
OWN_ROUTES: Final = ("people/", MY_ZONE_ROUTE)
"""One's own things: only who can edit or see the data of others needs a second factor for them."""
ROUTES_OF_OTHERS: Final = (
    *("people/organisations/", "people/requests/", "people/roles/"),
    *("people/desks/", "people/corrections/"),
)
"""Pages that show the data of others: nobody sees them with a password alone."""
OPEN_ROUTES: Final = (
    "cms/login/",  # redirects to the one way in
    "django-admin/login/",
    "cms/logout/",  # leaving needs no second factor
    "django-admin/logout/",
    "cms/password_reset/",  # switched off: answers 404
    "my/zone/approve/",  # the link in a mail is the right
)
STARTS: Final = (
    (CMS_ROUTE, "wagtailadmin_home"),
    (DJANGO_ADMIN_ROUTE, "admin:index"),
    (MY_ZONE_ROUTE, "my-zone"),
)
"""Where an area begins."""
SECOND_FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffSecondFactorMiddleware:
    """Staff pages need a right and a session whose owner has shown a second factor.

    Looks at the route that the resolver chose, not at the text of the path: whatever spelling reaches a staff
    page (a script prefix, an encoded letter) is the staff page, and nothing else is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is made when the view is known."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002  (Django's signature)
        args: Sequence[Any],  # noqa: ARG002  (the same)
        kwargs: Mapping[str, Any],  # noqa: ARG002  (the same)
    ) -> HttpResponse | None:
        """None lets the view run. Raises `PermissionDenied` for who is signed in without the right."""
        route = _route(request)
        if not _is_guarded(request, route=route):
            return None
        step = _missing_step(request, route=route)
        if step is None:
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            raise PermissionDenied  # a script cannot follow a person's way through forms
        query = urlencode({REDIRECT_FIELD_NAME: _come_back_to(request, route=route)}, safe="/")
        return HttpResponseRedirect(f"{reverse(step)}?{query}")


def _route(request: HttpRequest) -> str:
    """The route in any language: `/en/people/` is `people/`."""
    return request.resolver_match.route.removeprefix("en/") if request.resolver_match else ""


def _is_guarded(request: HttpRequest, *, route: str) -> bool:
    if route.startswith(STAFF_ROUTES):
        return not route.startswith(OPEN_ROUTES)
    if route.startswith(ROUTES_OF_OTHERS):
        return True
    if not route.startswith(OWN_ROUTES) or route.startswith(OPEN_ROUTES):
        return False
    return bool(request.user.is_authenticated and needs_second_factor(request.user))


def _missing_step(request: HttpRequest, *, route: str) -> str | None:
    """The name of the page to pass first."""
    user = request.user
    if not user.is_authenticated:
        return "account_login"
    if not _is_allowed(user, route=route):
        raise PermissionDenied
    if not is_mfa_enabled(user, SECOND_FACTORS):
        messages.warning(
            request, _("이 화면은 2단계 인증을 등록해야 쓸 수 있습니다. 마치면 보려던 화면으로 돌아갑니다.")
        )
        return "mfa_activate_totp"
    if not any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return _way_to_confirm(user)
    return None


def _is_allowed(user: Any, *, route: str) -> bool:
    """Whether to let somebody try at all; the pages about people ask the policy themselves."""
    if route.startswith(CMS_ROUTE):
        return bool(user.has_perm("wagtailadmin.access_admin"))
    return bool(user.is_staff) if route.startswith(DJANGO_ADMIN_ROUTE) else True


def _way_to_confirm(user: AbstractBaseUser) -> str:
    """Who has no app shows a passkey."""
    has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
    return "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"


def _come_back_to(request: HttpRequest, *, route: str) -> str:
    """The page that was asked for, or the start of its area where asking meant sending something."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return reverse(next((name for area, name in STARTS if route.startswith(area)), "memberships"))


class NoStoreMiddleware:
    """Account and staff pages are kept by no browser and no proxy: they show one person's things."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the header set, also on redirects and errors."""
        response = self.get_response(request)
        if request.path_info.lstrip("/").startswith(PRIVATE_ROUTES):
            response.headers["Cache-Control"] = "no-store, private"
        return response
