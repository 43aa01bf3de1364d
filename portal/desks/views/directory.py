"""The directory of desks, one desk, and the form of its profile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import Desk, User
from portal.desks.abouts import contactable_desks, known_desks, shown_desks
from portal.desks.forms import ExchangeFormSet, ProfileForm
from portal.desks.listing import desk_list_spec, listed_desks
from portal.desks.models import Exchange
from portal.desks.posts import successor_of
from portal.desks.profiles import describe_desk, province_of
from portal.listing import list_rows
from portal.policies import allowed, may


def person_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)  # noqa: S101  (behind `login_required`; tells the type checker)
    return request.user


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def desks(request: HttpRequest) -> HttpResponse:
    """The directory, for who is signed in. It names posts, never people."""
    listed = list_rows(listed_desks(), request.GET, desk_list_spec())
    rows = listed.page_rows.select_related("organisation", "profile__province").prefetch_related(
        "profile__exchanges__field", "profile__exchanges__stage", "profile__languages"
    )
    context = {
        "listed": listed,
        "form": listed.form_parts(
            selects=("kind", "province"), chips=("offers", "needs"), more=("stage", "language")
        ),
        "desks": list(rows),
        "crumbs": [(_("직위 찾기"), None)],
    }
    return render(request, "desks/desks.html", context)


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """What a post does, offers and needs; everybody may read it."""
    found = get_object_or_404(known_desks(), pk=pk)
    if found.closed_at:
        return render(request, "desks/closed.html", {"desk": found, "successor": successor_of(found)})
    exchanges = list(Exchange.objects.filter(profile__desk=found).select_related("field", "stage"))
    profile = getattr(found, "profile", None)
    context = {
        "desk": found,
        "profile": profile,
        "languages": [row.get_code_display() for row in profile.languages.all()] if profile else [],
        "offers": [row for row in exchanges if row.side == Exchange.Side.OFFER],
        "needs": [row for row in exchanges if row.side == Exchange.Side.NEED],
        "is_contactable": contactable_desks().filter(pk=found.pk).exists(),
        "may_edit": may(request.user, "edit", found),
        "may_hand_over": may(request.user, "hand_over", found),
        "crumbs": [(_("직위 찾기"), reverse("desks")), (f"{found.organisation.name} {found.name}", None)],
    }
    return render(request, "desks/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the profile, for the officer of the desk and the managers of its organisation."""
    found = get_object_or_404(allowed(request.user, "edit", shown_desks()), pk=pk)
    form, lines = _forms(request, found)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        rows = [row for line in lines if (row := line.exchange())]
        describe_desk(
            found,
            says=form.says(),
            languages=form.cleaned_data["languages"],
            exchanges=rows,
            by=person_of(request),
        )
        messages.success(request, _("직위 소개를 고쳤습니다."))
        return redirect("desk", pk=found.pk)
    return render(request, "desks/edit.html", {"desk": found, "form": form, "lines": lines})


def _forms(request: HttpRequest, found: Desk) -> tuple[ProfileForm, Any]:
    profile = getattr(found, "profile", None)
    initial: dict[str, Any] = {"languages": ["ko"]}
    if profile is None:
        initial["province"] = province_of(found)
    else:
        initial["languages"] = [row.code for row in profile.languages.all()]
    data = request.POST if request.method == "POST" else None
    standing = Exchange.objects.filter(profile__desk=found).values(
        "side", "text_ko", "text_en", "field", "stage"
    )
    lines = ExchangeFormSet(data, initial=list(standing), prefix="lines")
    return ProfileForm(data, instance=profile, initial=initial), lines


def found_or_404[Thing](thing: Thing | None) -> Thing:
    """The thing, or the answer that there is none."""
    if thing is None:
        raise Http404
    return thing
