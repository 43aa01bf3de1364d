"""Pages of memberships: one's own, an organisation's people, requests to decide, invitations."""

from collections.abc import Callable
from typing import Final

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actions import (
    MembershipRefusedError,
    accept_invitation,
    approve_membership,
    end_membership,
    find_organisation,
    invitation_of,
    invite,
    membership_of_token,
    refuse_membership,
    request_membership,
    set_manager,
    settle_requests,
)
from portal.accounts.grants import may_give_roles
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.people_forms import APPROVE, DecisionForm, InviteForm, JoinForm
from portal.audit.marks import note_people, shows_personal_data
from portal.policies import allowed, may

MOST_SHOWN: Final = 200
INVITATION_RATES: Final = {"invite": "30/h/user", "invite_address": "3/d/key"}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (behind `login_required`; tells the type checker)
    return request.user


@require_safe
@login_required
def memberships(request: HttpRequest) -> HttpResponse:
    """My organisations, and those I manage."""
    person = _person(request)
    mine = Membership.objects.filter(user=person).select_related("organisation").order_by("-requested_at")
    decidable = allowed(person, "decide", Membership.objects.requested())
    context = {
        "memberships": mine[:MOST_SHOWN],
        "managed": allowed(
            person, "manage", Organisation.objects.filter(memberships__user=person)
        ).distinct(),
        "waiting": decidable.count(),
        "manages_any": allowed(person, "manage", Organisation.objects.confirmed()).exists(),
        "may_give_roles": may_give_roles(person),
    }
    return render(request, "people/memberships.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Ask to belong to an organisation."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, person = form.cleaned_data, _person(request)
        try:
            request_membership(
                person,
                find_organisation(data["organisation"], kind=data["kind"]),
                reason=data["reason"],
            )
        except MembershipRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            settle_requests(person)
            messages.success(request, gettext("신청했습니다. 결과는 메일로 알려 드립니다."))
            return redirect("memberships")
    return render(request, "people/join.html", {"form": form})


@require_POST
@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave an organisation, or take a request back."""
    membership = get_object_or_404(
        Membership, pk=pk, user=_person(request), state__in=("requested", "verified")
    )
    return _try(
        request,
        lambda: end_membership(membership, by=_person(request)),
        done=gettext("소속을 끝냈습니다."),
        then="memberships",
    )


@require_safe
@login_required
@shows_personal_data("members")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to it and who asks to, for its managers."""
    return _organisation_page(request, _managed(request, pk), form=InviteForm())


@require_POST
@login_required
@shows_personal_data("members")
def invite_colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an invitation; the answer is the same whatever the address."""
    found, form = _managed(request, pk), InviteForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, found, form=form)
    email = form.cleaned_data["email"].lower()
    for action in INVITATION_RATES:
        is_within = consume(
            request, app="portal.accounts", action=action, config=INVITATION_RATES, key=f"{pk}:{email}"
        )
        if not is_within:
            return render(request, "429.html", status=429)
    invite(found, email, by=_person(request))
    messages.success(request, gettext("초대 메일을 보냈습니다. 링크는 14일 동안 쓸 수 있습니다."))
    return redirect("organisation", pk=found.pk)


@require_POST
@login_required
def change_member(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Make a member a manager or not, or let somebody go."""
    found = _managed(request, pk)
    member = get_object_or_404(found.memberships.verified(), pk=membership_pk)
    wish, person = request.POST.get("wish"), _person(request)
    wishes = {
        "manager": (lambda: set_manager(member, is_manager=True, by=person), gettext("관리자로 정했습니다.")),
        "member": (
            lambda: set_manager(member, is_manager=False, by=person),
            gettext("관리자에서 뺐습니다."),
        ),
        "end": (lambda: end_membership(member, by=person), gettext("소속을 끝냈습니다.")),
    }
    if wish not in wishes:
        raise Http404
    action, done = wishes[wish]
    return _try(request, action, done=done, then="organisation", pk=found.pk)


@require_safe
@login_required
@shows_personal_data("membership_requests")
def requests_to_decide(request: HttpRequest) -> HttpResponse:
    """Requests that this person may decide."""
    waiting = allowed(_person(request), "decide", Membership.objects.requested())
    rows = list(waiting.select_related("organisation", "user").order_by("requested_at")[:MOST_SHOWN])
    note_people(request, [row.user for row in rows])
    return render(request, "people/requests.html", {"requests": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("membership_requests")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a request from the list."""
    waiting = allowed(_person(request), "decide", Membership.objects.requested())
    return _decide(request, get_object_or_404(waiting, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("membership_requests")
def decide_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Decide a request by the link in the mail: once, in time, and only by whom it was sent to."""
    membership = membership_of_token(token, approver=_person(request))
    if membership is None or not may(request.user, "decide", membership):
        return render(request, "people/unusable_link.html", status=404)
    return _decide(request, membership)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join by invitation: who is signed out signs in or up first and comes back."""
    found = invitation_of(token)
    if found is None:
        return render(request, "people/unusable_link.html", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return _try(
            request,
            lambda: accept_invitation(found, user=_person(request)),
            done=gettext("기관에 함께하게 되었습니다."),
            then="memberships",
        )
    return render(
        request, "people/invitation.html", {"invitation": found, "organisation": found.organisation}
    )


def _managed(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(allowed(_person(request), "manage", Organisation.objects.all()), pk=pk)


def _organisation_page(request: HttpRequest, found: Organisation, *, form: InviteForm) -> HttpResponse:
    verified = found.memberships.verified().select_related("user").order_by("-is_manager", "user__email")
    members = list(verified[:MOST_SHOWN])
    waiting = allowed(request.user, "decide", found.memberships.requested()).select_related("user")
    requests = list(waiting[:MOST_SHOWN])
    note_people(request, [row.user for row in (*members, *requests)])
    context = {
        "organisation": found,
        "members": members,
        "requests": requests,
        "invitations": [one for one in found.invitations.all()[:MOST_SHOWN] if one.is_open],
        "desks": found.desks.filter(closed_at=None).order_by("name_ko")[:MOST_SHOWN],
        "form": form,
    }
    return render(request, "people/organisation.html", context)


def _decide(request: HttpRequest, membership: Membership) -> HttpResponse:
    note_people(request, [membership.user])
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, person = form.cleaned_data, _person(request)
        try:
            if data["decision"] == APPROVE:
                approve_membership(
                    membership, by=person, reason=data["reason"], as_manager=data["as_manager"]
                )
            else:
                refuse_membership(membership, by=person, reason=data["reason"])
        except MembershipRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("정했습니다. 신청한 사람에게 메일로 알렸습니다."))
            return redirect("requests-to-decide")
    return render(request, "people/decide.html", {"form": form, "membership": membership})


def _try(
    request: HttpRequest, action: Callable[[], object], *, done: str, then: str, **address: int
) -> HttpResponse:
    try:
        action()
    except MembershipRefusedError as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied:
        raise Http404 from None
    else:
        messages.success(request, done)
    return redirect(reverse(then, kwargs=address))
