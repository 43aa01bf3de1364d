"""Whoever agreed to a text that has changed is asked again before he goes on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.accounts.middleware import PRIVATE_ROUTES

DUE: Final = "consents_due"
"""Set in the session at signing in: a text has changed."""
OPEN: Final = (
    *("agree_again", "my_data", "my_data_export", "my_data_fetch", "leave", "stay"),
    *("account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate"),
)
"""Pages that nobody is kept from: to agree, to take one's data along, to leave."""


class ConsentMiddleware:
    """Holds up the account's and the staff's pages of a session that began with a text to be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
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
        """None lets the view run."""
        match = request.resolver_match
        if match is None or not match.route.startswith(PRIVATE_ROUTES) or match.url_name in OPEN:
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.session.get(DUE):
            return None
        query = urlencode({"next": request.get_full_path()} if request.method == "GET" else {})
        return HttpResponseRedirect(f"{reverse('agree_again')}?{query}")
