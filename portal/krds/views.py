"""Views of the design system: the display settings, and what a form without its token shows."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.krds.display import Display, display_of, keep_display
from portal.krds.forms import DisplayForm


def _way_back(request: HttpRequest, target: str) -> str:
    """The page to return to, when it is one of ours."""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target.startswith("/") and is_ours else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def display_settings(request: HttpRequest) -> HttpResponse:
    """Show and keep the display settings. The page is never cached, so its form may carry a token."""
    current = display_of(request)
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            chosen = Display(mode=form.cleaned_data["mode"], text=form.cleaned_data["text"])
            response = HttpResponseRedirect(_way_back(request, form.cleaned_data["next"]) or request.path)
            keep_display(response, chosen, is_secure=request.is_secure())
            return response
    else:
        back = _way_back(request, request.GET.get("next", "").replace("\x00", ""))
        form = DisplayForm(initial={"mode": current.mode, "text": current.text, "next": back})
    context = {"form": form, "breadcrumbs": [(_("화면 설정"), None)]}
    return render(request, "krds/display.html", context, status=400 if form.errors else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: say what to do next."""
    return render(request, "403.html", {"is_stale_form": True}, status=403)
