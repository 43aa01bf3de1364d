"""Ask a desk, one's own questions, and those to one's desks."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.audit.marks import note_people, shows_personal_data
from portal.desks.abouts import find_about, shown_desks
from portal.desks.attachments import file_response
from portal.desks.forms import AnswerForm, AskForm, ReplyForm
from portal.desks.models import Attachment, FollowUp, Thread
from portal.desks.threads import ANSWER_WITHIN, ThreadRefusedError, answer, ask, ask_again, close
from portal.desks.throttles import FILES, is_within
from portal.desks.views.directory import found_or_404, person_of
from portal.policies import allowed
from portal.uploads import files_are_refused, takes_files

MOST_SHOWN = 200
TOO_OFTEN = gettext_lazy("잠시 사이에 너무 많이 보냈습니다. 한 시간쯤 뒤에 다시 보내 주십시오.")


@takes_files(FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True, no_store=True)
def contact(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Write to the desk that answers for this thing. Its address is shown to nobody."""
    about = found_or_404(find_about(kind, key, viewer=request.user))
    form = AskForm(request.POST or None, request.FILES or None)
    status = 200
    if files_are_refused(request) or (request.method == "POST" and form.is_valid() and about.desk):
        if files_are_refused(request) or not is_within(request, "ask"):
            form.add_error(None, TOO_OFTEN)
            status = 429
        else:
            try:
                thread = ask(
                    about,
                    kind=kind,
                    subject=form.cleaned_data["subject"],
                    text=form.cleaned_data["text"],
                    files=form.cleaned_data["attached"],
                    by=person_of(request),
                )
            except ThreadRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("문의를 보냈습니다. 답변이 오면 메일로 알려 드립니다."))
                return redirect("thread", pk=thread.pk)
    context = {"about": about, "form": form, "days": ANSWER_WITHIN.days}
    return render(request, "desks/contact.html", context, status=status)


@require_safe
@login_required
def threads(request: HttpRequest) -> HttpResponse:
    """My questions."""
    mine = Thread.objects.filter(asked_by=person_of(request)).select_related("desk__organisation")
    answerable = allowed(request.user, "answer", Thread.objects.open())
    context = {"threads": mine[:MOST_SHOWN], "waiting": answerable.count()}
    return render(request, "desks/threads.html", context)


@takes_files(FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my questions with its answers."""
    mine = Thread.objects.filter(asked_by=person_of(request)).select_related("desk__organisation")
    return _thread_page(request, get_object_or_404(mine, pk=pk), write=ask_again, page="thread")


@require_safe
@login_required
@shows_personal_data("desk_threads")
def desk_threads(request: HttpRequest) -> HttpResponse:
    """Questions to my desks, those that wait first."""
    rows = list(
        allowed(request.user, "answer", Thread.objects.all())
        .select_related("desk__organisation", "asked_by")
        .order_by("-state", "due_at", "pk")[:MOST_SHOWN]
    )
    note_people(request, [row.asked_by for row in rows])
    desks = allowed(request.user, "edit", shown_desks()).order_by("organisation__name_ko", "name_ko")
    promises = allowed(request.user, "settle", FollowUp.objects.open()).select_related(
        "message__thread__desk"
    )
    context = {"threads": rows, "desks": desks[:MOST_SHOWN], "promises": promises[:MOST_SHOWN]}
    return render(request, "desks/desk_threads.html", context)


@takes_files(FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("desk_threads")
def desk_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A question to one of my desks, with the form of the answer."""
    answerable = allowed(request.user, "answer", Thread.objects.all())
    found = get_object_or_404(answerable.select_related("desk__organisation", "asked_by"), pk=pk)
    note_people(request, [found.asked_by])
    return _thread_page(request, found, write=answer, page="desk-thread")


@require_safe
@login_required
def thread_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of one of my questions."""
    mine = Thread.objects.filter(asked_by=person_of(request), pk=pk)
    return file_response(get_object_or_404(Attachment, pk=file, message__thread__in=mine))


@require_safe
@login_required
@shows_personal_data("desk_threads")
def desk_thread_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of a question to one of my desks."""
    answerable = allowed(request.user, "answer", Thread.objects.filter(pk=pk))
    rows = Attachment.objects.select_related("message__thread__asked_by")
    found = get_object_or_404(rows, pk=file, message__thread__in=answerable)
    note_people(request, [found.message.thread.asked_by])
    return file_response(found)


@require_POST
@login_required
def close_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """End a thread, from either side."""
    found = get_object_or_404(allowed(request.user, "read", Thread.objects.all()), pk=pk)
    try:
        close(found, by=person_of(request))
    except ThreadRefusedError as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied:
        raise Http404 from None
    else:
        messages.success(request, _("문의를 끝냈습니다."))
    return redirect("thread" if found.asked_by_id == request.user.pk else "desk-thread", pk=found.pk)


def _thread_page(
    request: HttpRequest, found: Thread, *, write: Callable[..., object], page: str
) -> HttpResponse:
    is_desk = page == "desk-thread"
    form, status = (AnswerForm if is_desk else ReplyForm)(request.POST or None, request.FILES or None), 200
    if files_are_refused(request) or (request.method == "POST" and form.is_valid()):
        if files_are_refused(request) or not is_within(request, "reply"):
            form.add_error(None, TOO_OFTEN)
            status = 429
        else:
            try:
                write(found, **form.said, by=person_of(request))
            except ThreadRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("보냈습니다. 상대에게 메일로 알렸습니다."))
                return redirect(page, pk=found.pk)
    context = {
        "thread": found,
        "texts": found.messages.select_related("promise").prefetch_related(
            Prefetch("attachments", Attachment.objects.defer("content"))
        ),
        "file_page": f"{page}-file",
        "form": form,
        "is_desk": is_desk,
    }
    return render(request, "desks/thread.html", context, status=status)
