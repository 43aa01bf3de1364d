"""Response headers: the policy by address, framing for previews, and what Django does not set itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.utils.csp import CSP

EDITOR_PREFIXES = ("/cms/", "/django-admin/")

type GetResponse = Callable[[HttpRequest], HttpResponse]


def is_preview(request: HttpRequest) -> bool:
    """Whether Wagtail made this request to show an editor a page inside its own frame."""
    return bool(getattr(request, "is_dummy", False) or getattr(request, "is_preview", False))


class SecurityHeadersMiddleware:
    """Choose the content policy by address and add resource and permission policies."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        response = self.get_response(request)
        if request.path.startswith(EDITOR_PREFIXES) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.CMS_CSP  # type: ignore[attr-defined]  # noqa: SLF001  (Django's own hook)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response


class FramingMiddleware(XFrameOptionsMiddleware):
    """Refuse framing, except that the CMS may frame itself and its previews: else the preview pane stays blank."""

    def get_xframe_options_value(self, request: HttpRequest, response: HttpResponse) -> str:
        """SAMEORIGIN for the CMS and previews, DENY elsewhere."""
        if is_preview(request):
            response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
            return "SAMEORIGIN"
        return "SAMEORIGIN" if request.path.startswith(EDITOR_PREFIXES) else "DENY"
