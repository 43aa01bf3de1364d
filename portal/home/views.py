"""Pages for machines that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

CLOSED = (
    "/cms/",
    "/django-admin/",
    "/accounts/",
    "/display/",
    "/en/accounts/",
    "/en/display/",
    "/search/?",
    "/en/search/?",
)


def robots_txt(request: HttpRequest) -> HttpResponse:
    """Public pages are open to crawlers; accounts, search results and the editor's side are not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
