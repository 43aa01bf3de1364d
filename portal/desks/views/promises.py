"""Say that a promise was kept, or take that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.desks.models import FollowUp
from portal.desks.promises import PromiseRefusedError, settle
from portal.desks.views.directory import person_of
from portal.policies import allowed


@require_POST
@login_required
def settle_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """By whoever answers the question now; the form says `wish=open` to take it back."""
    rows = allowed(request.user, "settle", FollowUp.objects.select_related("message"))
    found = get_object_or_404(rows, pk=pk)
    is_kept = request.POST.get("wish") != "open"
    try:
        settle(found, is_kept=is_kept, by=person_of(request))
    except PromiseRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("약속을 지킨 것으로 적었습니다.") if is_kept else _("다시 지킬 약속으로 돌렸습니다.")
        )
    return redirect("desk-thread", pk=found.message.thread_id)
