"""Pages on which a zone's library is ordered, followed, fetched and given up. Each shows its owner's orders alone."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhow.desk_views import crumbs_of, person_of
from knowhow.jobs import pack_library
from knowhow.library.orders import LibraryRefusedError, discard, order_library, standing_of
from knowhow.library_forms import LibraryForm
from knowhow.models import LibraryExport
from portal.accounts.models import User
from portal.audit.marks import downloads_personal_data, note_people
from portal.jobs.queries import seconds_since_a_worker_was_seen
from portal.policies import allowed, may
from portal.zones.models import Zone

REFRESH_SECONDS: Final = "5"
SILENT_SECONDS: Final = 30
MOST_SHOWN: Final = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """Order one, and what was ordered before."""
    person = person_of(request)
    zones = allowed(person, "write for", Zone.objects.filter(page__isnull=False)).order_by("name_ko")
    if not zones.exists():
        raise PermissionDenied
    form = LibraryForm(request.POST or None, zones=zones)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = order_library(
                chosen["zone"],
                scope=chosen["scope"],
                by=person,
                language=get_language() or "ko",
                job=pack_library,
            )
        except LibraryRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(made)
    orders = LibraryExport.objects.filter(ordered_by=person).select_related("zone")[:MOST_SHOWN]
    context = {
        "form": form,
        "orders": [(order, standing_of(order)) for order in orders],
        "crumbs": crumbs_of((_("특구 자료 묶기"), None)),
    }
    return render(request, "knowhow/library.html", context)


@login_required
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; the browser asks again by itself, with or without scripts. Then what is in it, and the file."""
    export = _own(request, pk)
    standing = standing_of(export)
    seen = seconds_since_a_worker_was_seen()
    context = {
        "export": export,
        "standing": standing,
        "is_silent": standing in {"waiting", "running"} and (seen is None or seen > SILENT_SECONDS),
        "counts": [(label, export.counts.get(name, 0)) for name, label in COUNTS],
        "crumbs": crumbs_of((_("특구 자료 묶기"), reverse("knowhow-library")), (export.zone.name, None)),
    }
    response = render(request, "knowhow/library_order.html", context)
    if standing in {"waiting", "running"}:
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


@login_required
@require_safe
def public_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that holds nothing but what is public anyway."""
    export = _ready(request, pk, scope=LibraryExport.Scope.PUBLIC)
    return _file(export)


def _only_for_its_owner(
    view: Callable[[HttpRequest, int], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Nobody else is asked for a reason first and told afterwards that there is nothing."""

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
        _ready(request, pk, scope=LibraryExport.Scope.WHOLE)
        return view(request, pk)

    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_only_for_its_owner
@downloads_personal_data(
    "zone-library",
    title=gettext_lazy("특구 자료 묶음 내려받기"),
    template="knowhow/library_reason.html",
)
def whole_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file with drafts: what others wrote and nobody has looked through. It is given for a reason, which is logged."""
    export = _ready(request, pk, scope=LibraryExport.Scope.WHOLE)
    note_people(request, User.objects.filter(pk__in=export.people))
    return _file(export)


@login_required
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove it, made or not."""
    discard(_own(request, pk))
    messages.success(request, _("묶음을 지웠습니다."))
    return redirect("knowhow-library")


COUNTS: Final = (
    ("cases", gettext_lazy("사례")),
    ("practices", gettext_lazy("실무 안내")),
    ("blocks", gettext_lazy("노하우 구성요소")),
    ("drafts", gettext_lazy("그 가운데 초안")),
    ("versions", gettext_lazy("판")),
    ("files", gettext_lazy("파일")),
)


def _own(request: HttpRequest, pk: int) -> LibraryExport:
    """An order of this person, who still writes for the zone; nobody else learns that it exists."""
    person = person_of(request)
    rows = LibraryExport.objects.select_related("zone__page")
    export: LibraryExport = get_object_or_404(rows, pk=pk, ordered_by=person)
    if not may(person, "write for", export.zone):
        raise Http404
    return export


def _ready(request: HttpRequest, pk: int, *, scope: str) -> LibraryExport:
    export = _own(request, pk)
    if export.scope != scope or not export.can_be_fetched or not default_storage.exists(export.stored_as):
        raise Http404
    return export


def _file(export: LibraryExport) -> HttpResponseBase:
    name = _("%(zone)s 자료 %(day)s") % {
        "zone": export.zone.name,
        "day": timezone.localdate(export.ready_at).isoformat(),
    }
    return FileResponse(default_storage.open(export.stored_as), as_attachment=True, filename=f"{name}.zip")
