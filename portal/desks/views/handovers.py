"""Change the officer of a desk: what would move, the pack, and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.audit.marks import changes_personal_data, note_people, shows_personal_data
from portal.desks.abouts import shown_desks
from portal.desks.belongings import sections_of
from portal.desks.forms import HandoverForm
from portal.desks.handovers import (
    UNDONE_WITHIN,
    HandoverRefusedError,
    can_be_undone,
    officer_of,
    personal_roles,
    possible_officers,
    undo_handover,
)
from portal.desks.handovers import hand_over as give_to
from portal.desks.models import Handover
from portal.desks.views.directory import person_of
from portal.policies import allowed

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("handover")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What hangs on the desk and to whom it may go; nothing changes before the order."""
    desk = get_object_or_404(allowed(request.user, "hand_over", shown_desks()), pk=pk)
    officer, people = officer_of(desk), possible_officers(desk)
    note_people(request, [*people, *([officer] if officer else [])])
    form = HandoverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = give_to(desk, to=data["to"], note=data["note"], by=person_of(request))
        except HandoverRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("직위를 넘겼습니다. 두 사람에게 메일로 알렸습니다."))
            return redirect("handover-pack", pk=made.pk)
    context = {
        "desk": desk,
        "officer": officer,
        "form": form,
        "sections": sections_of(desk, officer, viewer=person_of(request)),
        "ended": list(personal_roles(desk, officer)),
        "days": UNDONE_WITHIN.days,
        "former": Handover.objects.filter(desk=desk)[:MOST_SHOWN],
    }
    return render(request, "desks/hand_over.html", context)


@require_safe
@login_required
@shows_personal_data("handover")
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """What the new officer has to know, to be read or printed."""
    found = _readable(request, pk)
    note_people(request, [person for person in (found.from_user, found.to_user) if person])
    context = {
        "handover": found,
        "sections": sections_of(found.desk, officer_of(found.desk), viewer=person_of(request)),
        "can_be_undone": can_be_undone(found)
        and allowed(request.user, "hand_over", shown_desks()).filter(pk=found.desk_id).exists(),
        "until": found.at + UNDONE_WITHIN,
        "now": timezone.now(),
    }
    return render(request, "desks/pack.html", context)


@require_POST
@login_required
@changes_personal_data("handover")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back."""
    found = _readable(request, pk)
    desks = allowed(request.user, "hand_over", shown_desks())
    get_object_or_404(desks, pk=found.desk_id)
    note_people(request, [person for person in (found.from_user, found.to_user) if person])
    try:
        undo_handover(found, by=person_of(request))
    except HandoverRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("인수인계를 되돌렸습니다."))
    return redirect("hand-over", pk=found.desk_id)


def _readable(request: HttpRequest, pk: int) -> Handover:
    rows = Handover.objects.select_related("desk__organisation", "from_user", "to_user")
    return get_object_or_404(allowed(request.user, "read", rows), pk=pk)
