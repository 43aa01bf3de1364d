"""Where the browser sends the slip of a page of results: once it stands, and when a result is opened.

Without a token against forgery: the cached page has none, nothing is read back, and what is written was signed by this
portal; a page of another origin is turned away by `Sec-Fetch-Site`. The answer is the same whatever came of it.
"""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search import log


class SlipForm(forms.Form):
    """The slip."""

    slip = forms.CharField()


class ClickForm(SlipForm):
    """The slip, and which result was opened."""

    url = forms.CharField(max_length=500)
    position = forms.IntegerField(min_value=1, max_value=10_000)


@csrf_exempt
@require_POST
def log_search(request: HttpRequest) -> HttpResponse:
    """Log that a page of results was shown."""
    form = SlipForm(request.POST)
    if log.may_be_logged(request) and form.is_valid():
        slip = log.read_slip(form.cleaned_data["slip"])
        if slip is not None:
            log.log_search(slip, log.visitor_of(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@csrf_exempt
@require_POST
def log_click(request: HttpRequest) -> HttpResponse:
    """Log that a result was opened."""
    form = ClickForm(request.POST)
    if log.may_be_logged(request) and form.is_valid():
        slip = log.read_slip(form.cleaned_data["slip"])
        if slip is not None:
            asked = form.cleaned_data
            log.log_click(slip, log.visitor_of(request), url=asked["url"], position=asked["position"])
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
