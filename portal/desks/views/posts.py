"""The desks of an organisation: make one, rename it, close it, open it again; for who manages the organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Desk, DeskHolding, Membership, Organisation, User
from portal.audit.marks import changes_personal_data, note_people, shows_personal_data
from portal.desks.abouts import shown_desks
from portal.desks.forms import ClosingForm, NewPostForm, OrganisationsForm, PostForm
from portal.desks.handovers import officer_of
from portal.desks.models import DeskClosing, Thread
from portal.desks.posts import (
    UNDONE_WITHIN,
    PostRefusedError,
    can_be_opened,
    close_desk,
    create_desk,
    rename_desk,
    successors_of,
    undo_closing,
    unsettled_threads,
)
from portal.desks.promises import promises_of
from portal.desks.views.directory import person_of
from portal.policies import allowed

PER_PAGE = 30
MOST_SHOWN = 100


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose desks this person manages: his own, those of his region, or all."""
    form = OrganisationsForm(request.GET)
    words = form.cleaned_data["q"].split() if form.is_valid() else []
    rows = allowed(person_of(request), "manage", Organisation.objects.confirmed())
    for word in words:
        rows = rows.filter(Q(name_ko__icontains=word) | Q(name_en__icontains=word))
    counted = rows.annotate(standing=Count("desks", filter=Q(desks__closed_at=None))).order_by(
        "name_ko", "pk"
    )
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desks/organisations.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("desk_posts")
def of_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The desks of one organisation with their officers, and the form of a new one."""
    found = get_object_or_404(allowed(person_of(request), "manage", Organisation.objects.confirmed()), pk=pk)
    people = _members(found)
    form = NewPostForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = create_desk(found, **data, by=person_of(request))
        except PostRefusedError as refusal:
            form.add_error("name_ko", str(refusal))
        else:
            note_people(request, [data["officer"]] if data["officer"] else [])
            messages.success(request, _("직위를 만들었습니다. 하는 일과 나눌 것을 소개에 써 주십시오."))
            return redirect("desk", pk=made.pk)
    desks = list(_standing(found))
    holders = {row.desk_id: row.user for row in _holdings(desks)}
    note_people(request, [*people, *holders.values()])
    closings = DeskClosing.objects.filter(desk__organisation=found, undone_at=None).select_related(
        "desk__organisation", "successor"
    )
    context = {
        "organisation": found,
        "form": form,
        "desks": [(desk, holders.get(desk.pk)) for desk in desks],
        "closings": [(row, can_be_opened(row), row.at + UNDONE_WITHIN) for row in closings[:MOST_SHOWN]],
    }
    return render(request, "desks/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a desk."""
    desk = _managed(request, pk)
    form = PostForm(request.POST or None, initial={"name_ko": desk.name_ko, "name_en": desk.name_en})
    if request.method == "POST" and form.is_valid():
        try:
            rename_desk(desk, **form.cleaned_data, by=person_of(request))
        except PostRefusedError as refusal:
            form.add_error("name_ko", str(refusal))
        else:
            messages.success(request, _("직위의 이름을 바꾸었습니다."))
            return redirect("organisation-desks", pk=desk.organisation_id)
    return render(request, "desks/rename.html", {"desk": desk, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("desk_posts")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of everything; nothing changes before the order."""
    desk = _managed(request, pk)
    officer = officer_of(desk)
    note_people(request, [officer] if officer else [])
    form = ClosingForm(request.POST or None, desks=successors_of(desk).order_by("name_ko"))
    if request.method == "POST" and form.is_valid():
        try:
            close_desk(desk, **form.cleaned_data, by=person_of(request))
        except PostRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("직위를 닫았습니다. 이레 안에는 다시 열 수 있습니다."))
            return redirect("organisation-desks", pk=desk.organisation_id)
    waiting = unsettled_threads(desk)
    context = {
        "desk": desk,
        "officer": officer,
        "form": form,
        "open": waiting.filter(state=Thread.State.OPEN).count(),
        "answered": waiting.filter(state=Thread.State.ANSWERED).count(),
        "promises": promises_of(desk).count(),
        "roles": desk.grants.filter(until=None)[:MOST_SHOWN],
        "days": UNDONE_WITHIN.days,
    }
    return render(request, "desks/close.html", context)


@require_POST
@login_required
@changes_personal_data("desk_posts")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a desk again."""
    rows = DeskClosing.objects.select_related("desk", "officer")
    found = get_object_or_404(allowed(person_of(request), "undo", rows), pk=pk)
    note_people(request, [found.officer] if found.officer else [])
    try:
        undo_closing(found, by=person_of(request))
    except PostRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("직위를 다시 열었습니다."))
    return redirect(reverse("organisation-desks", args=[found.desk.organisation_id]))


def _managed(request: HttpRequest, pk: int) -> Desk:
    return get_object_or_404(allowed(person_of(request), "manage", shown_desks()), pk=pk)


def _members(organisation: Organisation) -> QuerySet[User]:
    members = Membership.objects.verified().filter(organisation=organisation)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("email")


def _standing(organisation: Organisation) -> QuerySet[Desk]:
    waiting = Count("threads", filter=Q(threads__state=Thread.State.OPEN))
    desks = organisation.desks.filter(closed_at=None).annotate(waiting=waiting)
    return desks.order_by("name_ko")[:MOST_SHOWN]


def _holdings(desks: list[Desk]) -> QuerySet[DeskHolding]:
    return DeskHolding.objects.filter(desk__in=desks, until=None).select_related("user")
