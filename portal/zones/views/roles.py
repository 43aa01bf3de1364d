"""Roles that stand, to give one and to end one; for officers of the programme and administrators."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.grants import GrantRefusedError, Scope, end_role, give_role, may_give_roles
from portal.accounts.models import Organisation, RoleGrant, User
from portal.audit.marks import note_people, shows_personal_data
from portal.policies import allowed
from portal.zones.models import RegionalOffice, Zone
from portal.zones.role_forms import GiveRoleForm

MOST_SHOWN: Final = 500


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("roles")
def roles(request: HttpRequest) -> HttpResponse:
    """The list with its form."""
    person = _entitled(request)
    form = GiveRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        grant = form.grant()
        if grant.user == person and not person.is_superuser:
            form.add_error("email", gettext("자기에게는 역할을 줄 수 없습니다."))
        else:
            try:
                give_role(grant, by=person, reason=form.cleaned_data["reason"])
            except GrantRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("역할을 주었습니다."))
                return redirect("roles")
    standing = list(RoleGrant.objects.in_force().select_related("user", "desk__organisation")[:MOST_SHOWN])
    note_people(request, [grant.user for grant in standing if grant.user is not None])
    return render(request, "people/roles.html", {"form": form, "grants": _with_places(standing)})


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role at once."""
    person = _entitled(request)
    grant = get_object_or_404(allowed(person, "manage", RoleGrant.objects.in_force()), pk=pk)
    end_role(grant, by=person, reason=gettext("거둠"))
    messages.success(request, gettext("역할을 거두었습니다."))
    return redirect("roles")


def _entitled(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_give_roles(request.user):
        raise PermissionDenied
    return request.user


def _with_places(grants: list[RoleGrant]) -> list[tuple[RoleGrant, str]]:
    """Each with the name of its place."""
    tables = {Scope.ZONE: Zone, Scope.OFFICE: RegionalOffice, Scope.ORGANISATION: Organisation}
    names: dict[tuple[str, int | None], str] = {}
    for scope, table in tables.items():
        numbers = [grant.scope_number for grant in grants if grant.scope == scope]
        for pk, thing in table._default_manager.in_bulk(numbers).items():
            names[scope, pk] = str(thing)
    return [
        (grant, names.get((grant.scope, grant.scope_number), grant.get_scope_display())) for grant in grants
    ]
