"""Requests as a rival makes them: addresses and forms of one zone, with numbers, names and tokens of the other put in."""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connection, transaction
from django.urls import resolve
from lxml import html

from portal.accounts.models import User
from tests.permissions.canaries import CANARY, forbidden, may_write, text_of
from tests.permissions.cast import BOUND, PLACES, Actor, Cast
from tests.permissions.matrix import close, values_of
from tests.permissions.patterns import address, names_in
from tests.permissions.rows import Belongings
from tests.permissions.table import Row
from tests.permissions.world import holds

ERROR: Final = 500
LINKS_IN_MAILS: Final = ("people/invitations/", "my/zone/approve/", "c/confirm/")
"""Here the token is the right: it stays the own zone's, and only what stands beside it is swapped."""
ENDS_THE_SESSION: Final = ("logout", "sessions", "password", "email", "2fa", "leave")
WRITTEN: Final = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+["`]?(\w+)', re.IGNORECASE)
ASKED_IN_CMS: Final = (
    "id",
    "parent_page_id",
    "child_of",
    "descendant_of",
    "parent",
    "destination",
    "collection_id",
    "q",
)
SHOWS_A_PAGE: Final = ("/view_draft/", "/view/", "/preview/", "/live/")
"""Ends of addresses that show a page as the public will see it, with public cases of other zones beside it."""
OFFERED_TO_WRITERS: Final = ("특구", "부품")
"""Names of all zones and building blocks: partners of a case and its parts are chosen from them."""
TEXT: Final = "시험 삼아 적습니다."
ASKED_FOR: Final = {
    "date": "2030-01-02",
    "number": "1",
    "email": "new@example.kr",
    "url": "https://example.org/",
}
SWAPPED: Final = 0.6
"""How likely a value is of the other zone."""


@dataclass(frozen=True)
class Form:
    """A form as it stood on a page of one zone."""

    place: str
    route: str
    path: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """One request, and the address of the table it comes from."""

    pattern: str
    method: str
    path: str
    data: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.data)}"


@dataclass
class Rival:
    """Makes requests for one person, the same for the same seed."""

    actor: Actor
    cast: Cast
    rows: Sequence[Row]
    """Rows of the table: what may be asked."""
    forms: Sequence[Form]
    belongings: Belongings
    draw: random.Random

    def requests(self, count: int) -> Iterator[Request]:
        """So many, of every address in turn, then of forms."""
        named = [row for row in self.rows if names_in(row.pattern)]
        for number in range(count):
            if self.forms and number % 3 == 2:
                yield self._of_form(self.draw.choice(self.forms))
            else:
                yield self._of_row(self.draw.choice(named))

    def _of_row(self, row: Row) -> Request:
        values = {
            name: self._value(name, values_of(row.pattern, row.of, self._place(row, name), self.cast))
            for name in names_in(row.pattern)
        }
        method = self.draw.choice(("GET", "POST"))
        data = dict(row.form) if method == "POST" else {}
        if row.pattern.startswith("cms/"):
            data |= {
                name: self._page() for name in ASKED_IN_CMS if self.draw.random() < 1 / len(ASKED_IN_CMS)
            }
        elif method == "POST" and (fitting := [form for form in self.forms if form.route == row.pattern]):
            data |= self._swapped(self.draw.choice(fitting))
        return Request(row.pattern, method, address(row.pattern, values), data)

    def _value(self, name: str, values: Mapping[str, object]) -> object:
        """Of the thing the address is about; at times, a number of something else of the other zone."""
        if name != "pk" or self.draw.random() < 0.9:
            return values[name]
        things = self.cast.things["other"].values()
        return self.draw.choice([thing["pk"] for thing in things if "pk" in thing])

    def _place(self, row: Row, name: str) -> str:
        if name == "token" and row.pattern.startswith(LINKS_IN_MAILS):
            return "own"
        return "other" if self.draw.random() < SWAPPED else "own"

    def _page(self) -> str:
        place = self.cast.places["other" if self.draw.random() < SWAPPED else "own"]
        return str(self.draw.choice((*place.pages, place.image.pk, place.document.pk, place.collection.pk)))

    def _of_form(self, form: Form) -> Request:
        path = "/".join(self._swap(part, form.place) for part in form.path.split("/"))
        return Request(form.route, "POST", path, self._swapped(form))

    def _swapped(self, form: Form) -> dict[str, str]:
        return {name: self._swap(value, form.place) for name, value in form.fields.items()}

    def _swap(self, value: str, place: str) -> str:
        """A number or name of one zone: that of the other, as likely as said above."""
        if not value or self.draw.random() > SWAPPED:
            return value
        found = self.belongings.counterparts(value, of=place) if value.isdecimal() else []
        return self.draw.choice(found) if found else value


def record(actors: Iterable[Actor], rows: Iterable[Row], cast: Cast) -> list[Form]:
    """Every form on the pages of things that these people get to see, of their own zone or, without one, of both."""
    found: dict[tuple[str, str], Form] = {}
    for actor in actors:
        for row in rows:
            for place in [actor.place] if actor.place else PLACES:
                path = address(row.pattern, values_of(row.pattern, row.of, place, cast))
                for form in _forms(actor, path, place):
                    found.setdefault((form.path, ",".join(form.fields)), form)
    return [form for form in found.values() if not form.route.startswith(LINKS_IN_MAILS)]


def _forms(actor: Actor, path: str, place: str) -> Iterator[Form]:
    cookies = actor.keep_cookies()
    with transaction.atomic():
        response: Any = actor.client.get(path)
        content = b"" if response.streaming else response.content
        transaction.set_rollback(True)
    actor.client.cookies = cookies
    close(response)
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return
    for form in html.fromstring(content.decode()).forms:
        where = urlsplit(form.action or path).path or path
        if form.method == "POST" and not any(word in where for word in ENDS_THE_SESSION):
            fields = {name: CANARY.sub(TEXT, value) for name, value in _fields(form)}  # an echo is no find
            yield Form(place, resolve(where).route, where, fields)


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    """What the form would send: what stands in it, boxes ticked, the last of the choices, something where it is asked for."""
    for control in form.inputs:
        name, kind = control.get("name"), control.get("type", control.tag)
        if not name or name in {"csrfmiddlewaretoken", "website"} or kind in {"file", "submit"}:
            continue
        if control.tag == "select":
            yield name, next((value for value in reversed(control.value_options) if value), "")
        elif kind in {"checkbox", "radio"}:
            yield name, control.get("value", "on")
        else:
            written = (control.text if control.tag == "textarea" else control.get("value")) or ""
            yield name, written.strip() or (ASKED_FOR.get(kind, TEXT) if "required" in control.attrib else "")


@dataclass
class Judge:
    """Sends requests and says what they read or wrote that they may not; whatever they wrote is undone."""

    cast: Cast
    belongings: Belongings

    def found(self, actor: Actor, requests: Iterable[Request]) -> Iterator[str]:
        """A line for each."""
        for request in requests:
            yield from (f"{actor}: {request}: {what}" for what in self._ask(actor, request))

    def _ask(self, actor: Actor, request: Request) -> Iterator[str]:
        cookies, written = actor.keep_cookies(), set[str]()
        cache.clear()  # counters of attempts
        send = actor.client.get if request.method == "GET" else actor.client.post
        with transaction.atomic():
            with connection.execute_wrapper(_Listener(written)):
                response: Any = send(request.path, dict(request.data))
                text = text_of(response)
            changes = list(self._changes(actor, written, request))
            transaction.set_rollback(True)
        actor.client.cookies = cookies
        close(response)
        if response.status_code >= ERROR:
            yield f"answered {response.status_code}"
        excused = PLACES[:1] if request.pattern.startswith(LINKS_IN_MAILS) else ()
        shown = forbidden(actor, text, excused=excused)
        yield from (f"shows {word}" for word in shown if word not in str(request))  # an echo is no find
        yield from (f"shows a page of {place}" for place in self._shown_in_cms(actor, request, text))
        yield from (str(change) for change in changes)

    def _changes(self, actor: Actor, written: set[str], request: Request) -> Iterator[object]:
        if not written:
            return
        by = User.objects.filter(pk=actor.client.session.get("_auth_user_id") or 0).first()
        places = PLACES[1:] if request.pattern.startswith(LINKS_IN_MAILS) else PLACES
        for change in self.belongings.changes(written, places=places, by=by):
            if not may_write(actor, change.table, change.place):
                yield change

    def _shown_in_cms(self, actor: Actor, request: Request, text: str) -> Iterator[str]:
        """Who works in one part of the CMS is shown no name there that belongs to another."""
        if (
            actor.role in BOUND
            and request.path.startswith("/cms/")
            and not request.path.endswith(SHOWS_A_PAGE)
        ):
            yield from (
                place
                for place, stands in self.cast.places.items()
                if place != actor.place and holds(without_choices(text, stands.word), stands.word)
            )


def without_choices(text: str, word: str) -> str:
    """The text without what the lists above offer, as HTML and as JSON write it."""
    names = [f"{word} {kind}" for kind in OFFERED_TO_WRITERS]
    written = "|".join(re.escape(form) for name in names for form in (name, json.dumps(name).strip('"')))
    return re.sub(
        rf'(?:<|\\u003C)option value=\\?"\d+\\?"(?: selected)?(?:>|\\u003E)(?:{written})(?=<|\\u003C)',
        "",
        text,
    )


@dataclass(frozen=True)
class _Listener:
    """Notes the tables that are written to."""

    written: set[str]

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        """The wrapper's signature is Django's."""
        if match := WRITTEN.match(sql):
            self.written.add(match[1])
        return execute(sql, params, many, context)
