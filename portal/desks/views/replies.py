"""A zone's replies: everybody reads them with their earlier texts; the zone writes and withdraws; the programme hides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.desks.models import Reply
from portal.desks.replies import ReplyRefusedError, answer, answerable, hide, take_back
from portal.desks.reply_forms import HideForm, ReplyForm
from portal.desks.views.directory import found_or_404, person_of
from portal.policies import allowed, may
from portal.zones.fact_cells import find_cell
from portal.zones.models import Zone

MOST_SHOWN = 300


@require_safe
def of_zone(request: HttpRequest, key: str) -> HttpResponse:
    """Every reply of a zone, the newest first, with what it answered and what became of it."""
    zone = get_object_or_404(
        Zone.objects.visible_to(request.user).select_related("page"), page__public_slug=key
    )
    context = {
        "zone": zone,
        "rows": Reply.objects.filter(zone=zone).order_by("-made_at", "-pk")[:MOST_SHOWN],
        "crumbs": [
            (_("특구 찾기"), reverse("zones")),
            (zone.name, zone.get_absolute_url()),
            (_("특구의 답변"), None),
        ],
    }
    return render(request, "desks/zone_replies.html", context)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """All facts of a zone, for who may answer them; for the programme its replies to look over."""
    person = person_of(request)
    zone = get_object_or_404(Zone.objects.select_related("province", "field", "page"), pk=pk)
    standing = Reply.objects.standing().filter(zone=zone)
    hides = allowed(person, "hide", standing).exists()
    if not (may(person, "reply for", zone) or hides):
        found_or_404(None)
    context = {
        "zone": zone,
        "facts": answerable(zone),
        "may_reply": may(person, "reply for", zone),
        "may_hide": hides,
        "crumbs": [(zone.name, zone.get_absolute_url()), (_("평가와 기록에 답변하기"), None)],
    }
    return render(request, "desks/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True, no_store=True)
def reply(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Answer one fact, or change the answer."""
    person = person_of(request)
    rows = Zone.objects.select_related("province", "field", "page")
    zone = get_object_or_404(allowed(person, "reply for", rows), pk=pk)
    cell = found_or_404(find_cell(zone, reference))
    standing = Reply.objects.standing().filter(zone=zone, reference=reference).first()
    initial = {"text_ko": standing.text_ko, "text_en": standing.text_en} if standing else {}
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        texts = {"korean": form.cleaned_data["text_ko"], "english": form.cleaned_data["text_en"]}
        try:
            answer(zone, reference, by=person, **texts)
        except ReplyRefusedError as refusal:
            form.add_error("text_ko", str(refusal))
        else:
            messages.success(request, _("답변을 올렸습니다. 사실 옆에 보입니다."))
            return redirect("replies", zone.pk)
    context = {
        "zone": zone,
        "cell": cell,
        "standing": standing,
        "form": form,
        "crumbs": [
            (zone.name, zone.get_absolute_url()),
            (_("평가와 기록에 답변하기"), reverse("replies", args=[zone.pk])),
            (cell.title, None),
        ],
    }
    return render(request, "desks/reply.html", context)


@require_POST
@login_required
def withdraw_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The zone takes its answer back."""
    person = person_of(request)
    found = get_object_or_404(Reply.objects.select_related("zone"), pk=pk)
    if not may(person, "reply for", found.zone):
        found_or_404(None)
    try:
        take_back(found, by=person)
    except ReplyRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("답변을 거두었습니다."))
    return redirect("replies", found.zone_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True, no_store=True)
def hide_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme takes an answer off the pages, with a reason."""
    person = person_of(request)
    found = get_object_or_404(allowed(person, "hide", Reply.objects.select_related("zone")), pk=pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hide(found, why=form.cleaned_data["why"], by=person)
        except ReplyRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("답변을 내렸습니다. 까닭이 대신 보입니다."))
            return redirect(reverse("zone-replies", args=[found.zone.page.public_slug]))
    context = {
        "row": found,
        "form": form,
        "crumbs": [(found.zone.name, found.zone.get_absolute_url()), (_("답변 삭제"), None)],
    }
    return render(request, "desks/hide_reply.html", context)
