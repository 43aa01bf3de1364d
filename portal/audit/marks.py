"""The mark of a view that shows personal data of somebody else, and the row that it writes."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final, cast

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise

from portal.accounts.models import User
from portal.audit.chain import Access, append
from portal.audit.forms import ReasonForm
from portal.audit.models import AccessLog

MARK: Final = "shows_personal_data_of_others"
_NOTED: Final = "_people_shown"
OK: Final = 200

type View = Callable[..., HttpResponseBase]


class UnnotedAccessError(Exception):
    """A marked view answered without saying whose data it showed."""


def person_key(who: Model) -> str:
    """How the log names a person: the account, or the record that holds somebody's data."""
    return f"{'user' if isinstance(who, User) else who._meta.model_name}:{who.pk}"


def note_people(request: HttpRequest, people: Iterable[Model]) -> None:
    """Say whose data this answer shows. What belongs to the viewer alone is not logged."""
    noted: set[str] = getattr(request, _NOTED, set())
    own = f"user:{request.user.pk}"
    setattr(request, _NOTED, noted | {key for who in people if (key := person_key(who)) != own})


def shows_personal_data(what: str) -> Callable[[View], View]:
    """Mark a view: it must `note_people`, and what it reads and the row of the log are one transaction."""
    return _marked(what, AccessLog.Kind.VIEW)


def changes_personal_data(what: str) -> Callable[[View], View]:
    """The same for a view that changes something of somebody else's."""
    return _marked(what, AccessLog.Kind.CHANGE)


def _marked(what: str, kind: AccessLog.Kind) -> Callable[[View], View]:
    def mark(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                _render(response)
                _log(request, response, kind=kind, what=what)
            return response

        setattr(marked, MARK, what)
        return marked

    return mark


def downloads_personal_data(
    what: str, *, title: str | Promise, template: str = "wagtailadmin/audit/reason.html"
) -> Callable[[View], View]:
    """Mark a download: it asks for the reason first, and gives the file only for one."""

    def mark(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            form = ReasonForm(request.POST or None)
            if request.method != "POST" or not form.is_valid():
                return render(request, template, {"form": form, "title": title})
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                _log(
                    *(request, response),
                    kind=AccessLog.Kind.DOWNLOAD,
                    what=what,
                    reason=form.cleaned_data["reason"],
                )
            return response

        setattr(marked, MARK, what)
        return marked

    return mark


def _render(response: HttpResponseBase) -> None:
    """What a template reads, it reads in the same transaction."""
    render_now = getattr(response, "render", None)
    if callable(render_now) and not getattr(response, "is_rendered", False):
        render_now()


def _log(
    request: HttpRequest, response: HttpResponseBase, *, kind: AccessLog.Kind, what: str, reason: str = ""
) -> None:
    if kind != AccessLog.Kind.CHANGE and response.status_code != OK:
        return
    if not hasattr(request, _NOTED):
        if kind == AccessLog.Kind.CHANGE:
            return  # nothing was changed
        raise UnnotedAccessError(f"{what}: call note_people(request, …), with nobody if it showed nobody.")
    people = getattr(request, _NOTED)
    if people or kind == AccessLog.Kind.DOWNLOAD:
        log_access(request, kind=kind, what=what, people=people, reason=reason)


def log_access(
    request: HttpRequest, *, kind: AccessLog.Kind, what: str, people: Iterable[str] = (), reason: str = ""
) -> AccessLog:
    """Write the row: who, when, from where, whose, what, why. The address goes without its query."""
    return append(
        Access(
            kind=kind,
            what=what,
            actor=request.user.pk if request.user.is_authenticated else None,
            ip=address_of(request),
            path=request.path,
            reason=reason,
            people=set(people),
        )
    )


def address_of(request: HttpRequest) -> str:
    """Where the request came from, by the proxies that are trusted."""
    return cast("str", get_adapter().get_client_ip(request))


def is_marked(view: object) -> bool:
    """Whether the view, or what it wraps, bears the mark."""
    while view is not None:
        if hasattr(view, MARK):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def answer_is_html(response: HttpResponse) -> bool:
    """Whether a person reads this answer in a browser."""
    return response.headers.get("Content-Type", "").startswith("text/html")
