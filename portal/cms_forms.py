"""Forms of the CMS that Wagtail fails at when they arrive cut off."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.signing import BadSignature
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.accounts.middleware import CMS_ROUTE

NAMES_TOLD: Final = 5
NO_REVISION: Final = "0"
IN_USE: Final = _("다른 자료가 쓰고 있어 지우지 못했습니다: %(names)s. 먼저 그 자료를 고쳐 주십시오.")
CUT_OFF: Final = _("보낸 내용이 온전하지 않아 저장하지 못했습니다. 화면을 다시 열어 보내 주십시오.")
FIELD_OF: Final[Mapping[str, str]] = {
    "wagtailadmin_choose_page_external_link": "external-link-chooser-url",
}
"""Forms that fail without this field."""
SNIPPET_CHOOSERS: Final = "wagtailsnippetchoosers_"
PREVIEWS: Final = ("wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:preview_on_edit")
REDIRECTS_STEP: Final = "wagtailredirects:process_import"
REDIRECTS_START: Final = "wagtailredirects:start_import"
LOST_AT_REDIRECTS: Final = (BadSignature, FileNotFoundError, KeyError, SuspiciousOperation)
"""How Wagtail fails at it, once it has looked whether the person may import at all."""


class CmsFormsMiddleware:
    """Sends back to the form with a message, where Wagtail would fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; what is looked at is known later."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002  (Django's signature)
        args: Sequence[Any],  # noqa: ARG002  (the same)
        kwargs: Mapping[str, Any],  # noqa: ARG002  (the same)
    ) -> HttpResponse | None:
        """None lets the view run. Raises `Http404` for a form that no chooser of rows has."""
        name = _name_in_cms(request)
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        if name.startswith(SNIPPET_CHOOSERS) and name.endswith(":create"):
            raise Http404
        if name in FIELD_OF and FIELD_OF[name] not in request.POST:
            return answer_cut_off(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The second step of an import of redirects may lack what the first signed, or its file; half a page has no preview."""
        name = _name_in_cms(request)
        # Wagtail 8.0 fails once more while it tells of a bad signature: what it failed at first is looked at, too.
        causes = (exception, exception.__context__)
        if name == REDIRECTS_STEP and any(isinstance(cause, LOST_AT_REDIRECTS) for cause in causes):
            return answer_cut_off(request, back=reverse(REDIRECTS_START))
        if isinstance(exception, MultiValueDictKeyError) and name in PREVIEWS:
            return JsonResponse({"is_valid": False, "is_available": False})
        return None


def _name_in_cms(request: HttpRequest) -> str:
    """The name of the view, nothing outside the CMS."""
    match = request.resolver_match
    return match.view_name if match is not None and match.route.startswith(CMS_ROUTE) else ""


def answer_cut_off(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """Back to the form, for an order that lacks fields which every form of the browser sends."""
    messages.error(request, str(CUT_OFF))
    return HttpResponseRedirect(back or request.path)


def answer_in_use(request: HttpRequest, held: ProtectedError) -> HttpResponse:
    """Back to the question whether to delete, with what still uses it."""
    objects = list(islice(held.protected_objects, NAMES_TOLD + 1))
    names = ", ".join(map(str, objects[:NAMES_TOLD])) + (" …" if len(objects) > NAMES_TOLD else "")
    messages.error(request, IN_USE % {"names": names})
    return HttpResponseRedirect(request.get_full_path())


def mark_begun_before_first_draft(request: HttpRequest, page: Page) -> None:
    """Let Wagtail see that a form is older than the draft that somebody else has kept since.

    A page that came from a file has no revision; its form names none, and Wagtail 8.0 then takes it for the newest
    and lets automatic saving write over the other's draft.
    """
    names_none = not (request.POST.get("loaded_revision_id") or request.POST.get("overwrite_revision_id"))
    if request.method == "POST" and page.latest_revision_id and names_none:
        sent = request.POST.copy()
        sent["loaded_revision_id"] = NO_REVISION
        request.POST = sent  # type: ignore[assignment]  # django-stubs: only an immutable one
