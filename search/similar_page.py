"""The page where somebody pastes a problem and gets cases, exemptions and zones like it, with the reasons.

The text is sent by POST, so that it stands in no address, no history and no log of a server; it is neither kept nor
logged here. The form carries no token against forgery: the page comes from the page cache, which has none, and a POST
changes nothing and opens no session, so there is nothing to forge.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.engines.base import EngineUnavailableError
from search.registry import registry
from search.similar import SimilarHit, similar_to_text
from search.text import clean
from search.views import NOT_KEPT, RETRY_AFTER_SECONDS, viewer_of

LONGEST_TEXT = 2_000
KINDS = ("case", "exemption", "zone")
"""What is looked for, in the order of the page; a kind that no room brings is left out."""


class CleanTextField(forms.CharField):
    """Typed text without what nobody can see."""

    def to_python(self, value: Any) -> str:
        """Return clean text."""
        return str(super().to_python(clean(str(value or "")).replace("\r\n", "\n")))


class ProblemForm(forms.Form):
    """A problem in somebody's own words."""

    text = CleanTextField(
        label=_("풀고 싶은 문제"),
        help_text=_("지역과 품목, 무엇이 막혀 있는지를 적을수록 잘 찾습니다. 2,000자까지 쓸 수 있습니다."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "data-counter": LONGEST_TEXT}),
        error_messages={
            "required": _("풀고 싶은 문제를 적어 주십시오."),
            "max_length": _(
                "글자가 너무 많습니다. 지금 %(show_value)d자이니 %(limit_value)d자까지 줄여 주십시오."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let a browser send more than fits: it would cut pasted text without a word."""
        super().__init__(*args, **kwargs)
        del self.fields["text"].widget.attrs["maxlength"]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest) -> HttpResponse:
    """Show the form, and what is like the text."""
    form = ProblemForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "section": "search",
        "trail": [(gettext("통합검색"), reverse("search")), (gettext("문제로 찾기"), None)],
        "form": form,
    }
    if not form.is_bound:
        return render(request, "search/similar.html", context)
    status = 200
    if form.is_valid():
        try:
            context["groups"] = _groups(form.cleaned_data["text"], request)
        except EngineUnavailableError:
            context["is_out"], status = True, 503
    response = render(request, "search/similar.html", context, status=status)
    response.headers["Cache-Control"] = NOT_KEPT
    if status != 200:  # noqa: PLR2004 -- an outage
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _groups(text: str, request: HttpRequest) -> list[tuple[Any, tuple[SimilarHit, ...]]]:
    kinds = [kind for kind in KINDS if registry.source(kind) is not None]
    found = similar_to_text(text, viewer=viewer_of(request), kinds=kinds)
    return [
        (source.label, found[kind])
        for kind in kinds
        if found[kind] and (source := registry.source(kind)) is not None
    ]
