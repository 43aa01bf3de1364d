"""A net under the frameworks' staff pages: whatever shows an address of somebody else is logged before it leaves."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape

from django.http import HttpRequest, HttpResponse

from portal.accounts.middleware import STAFF_ROUTES
from portal.accounts.models import User
from portal.audit.marks import OK, address_of, answer_is_html, is_marked, log_access, person_key
from portal.audit.models import AccessLog
from portal.audit.whence import asked_from

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
MOST = 5_000


class AccessLogMiddleware:
    """Looks at staff pages whose views bear no mark. When the log cannot be written, the page is not shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with a row for every account whose address the page shows."""
        with asked_from(partial(address_of, request), request.path):
            response = self.get_response(request)
        if self._is_watched(request, response):
            people = _people_on(
                response.content.decode(response.charset, "replace"), viewer=str(request.user.pk)
            )
            if people:
                name = request.resolver_match.view_name if request.resolver_match else request.path
                log_access(request, kind=AccessLog.Kind.VIEW, what=name, people=people)
        return response

    def _is_watched(self, request: HttpRequest, response: HttpResponse) -> bool:
        match = request.resolver_match
        return bool(
            match
            and match.route.startswith(STAFF_ROUTES)
            and response.status_code == OK
            and not response.streaming
            and answer_is_html(response)
            and request.user.is_authenticated
            and not is_marked(match.func)
        )


def _people_on(text: str, *, viewer: str) -> set[str]:
    found = {address.lower() for address in ADDRESS.findall(unescape(text))}
    if not found:
        return set()
    users = User.objects.filter(email__in=sorted(found)[:MOST]).exclude(pk=viewer).only("pk")
    return {person_key(user) for user in users}
