"""Words that give away whose private thing an answer shows, and who may read which."""

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from io import BytesIO
from typing import Any, Final

from tests.permissions.cast import BOUND, PLACES, Actor, word_of

CANARY: Final = re.compile(r"zq(ow|ot)([a-z]+)\d*qz")
OF_LETTERS: Final = {place[:2]: place for place in PLACES}
ZONE_EDITORS: Final = ("editor", "zone_manager", "desk_officer")
WRITERS: Final = ("contributor", *ZONE_EDITORS)
BODY: Final = ("body_manager", "office_officer")
PERSONS: Final = "person"

READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "draft": (*WRITERS, "site_editor"),
    "review": (*WRITERS, "site_editor"),
    "file": (*WRITERS, "site_editor"),
    "panelreview": (*ZONE_EDITORS, "validator", "site_editor"),
    "thread": ("member", "desk_officer", "body_manager"),
    "request": ("member", *BODY, "programme_officer"),
    "handover": ("desk_officer", *BODY, "programme_officer"),
    "correction": ("member", "office_officer", "programme_officer"),
    "mail": (),
    "person": ("programme_officer", "auditor", "site_editor", "validator"),
}
"""Who reads what of his own zone, and whose work it is to read it everywhere; administrators may read all."""

WRITERS_EVERYWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "validator": ("knowhow.Review", "knowhow.ReviewStep", "knowhow.ApprovalLink"),
    "programme_officer": (
        *("portal.Organisation", "portal.Membership", "portal.Invitation", "portal.RoleGrant", "portal.Desk"),
        *("portal.DeskHolding", "desks.Handover", "desks.DeskClosing", "desks.Correction", "desks.Reply"),
        "desks.Thread",
    ),
    "site_editor": (
        "wagtailcore.",
        "knowhow.",
        "zones.ZonePage",
        "portal.PortalImage",
        "portal.PortalRendition",
        "portal.PortalDocument",
    ),
}
"""Tables, by the beginning of their names, that belong to the work of those who have no zone."""


def text_of(response: Any) -> str:
    """What an answer says, with its headers and, where it is an archive, with the texts and names of its files."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    said = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    return f"{said}\n{unescape(content.decode('utf-8', 'ignore'))}"


def forbidden(actor: Actor, text: str, *, excused: Collection[str] = ()) -> Iterator[str]:
    """The canaries in a text that this person may not read, but for those of the places that are excused."""
    for letters, kind in set(CANARY.findall(text)):
        place = OF_LETTERS[letters]
        if place not in excused and not may_read(actor, kind, place):
            yield word_of(kind, place)


def may_read(actor: Actor, kind: str, place: str) -> bool:
    """By the table above. People know themselves, and colleagues whose work stands beside theirs."""
    if actor.role == "superuser":
        return True
    if actor.role in BOUND and place != actor.place:
        return False
    return (kind == PERSONS and actor.role in BOUND) or actor.role in READERS[kind]


def may_write(actor: Actor, table: str, place: str) -> bool:
    """Whether a change in this table of this zone is within what this person is there for."""
    if actor.role in BOUND:
        return place == actor.place
    return actor.role == "superuser" or table.startswith(WRITERS_EVERYWHERE.get(actor.role, ("-",)))
