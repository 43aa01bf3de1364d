"""What search knows: documents and the words that rooms bring. It knows no room."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

TextField = Literal["title", "aliases", "summary", "body"]
TEXT_FIELDS: tuple[TextField, ...] = ("title", "aliases", "summary", "body")
WhereFound = TextField | Literal["attachments", "synonyms"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A page, a sheet or a section of a file that the thing shows, and what it is called: "조례안.hwp, 2구역"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing in one language, as a reader finds it.

    Put the names of the other language into `aliases`, so that "Gongju chestnut" finds the Korean page.
    `version` grows with every change of the thing; the doctor compares it.
    """

    kind: str
    object_id: str
    language: Language
    title: str
    url: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: dt.date | None = None
    popularity: int = 0
    version: int = 0
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class HitAction:
    """Something a visitor may do with a hit: its name and its address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HitMeta:
    """Short facts under a hit, read fresh from the room: place, year, marks, what may be done with it.

    `public_id` is what programs know the thing by, where that is not the id that search uses. `as_of` says of when
    the facts are, as precisely as it is known ("2025-11").
    """

    lines: tuple[str, ...] = ()
    badge: str = ""
    actions: tuple[HitAction, ...] = ()
    public_id: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class BestBet:
    """The one thing that a reader named outright, with deep links into it. `object_id` is blank for no document."""

    kind: str
    label: str
    title: str
    url: str
    object_id: str = ""
    lines: tuple[str, ...] = ()
    links: tuple[HitAction, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place with every name it goes by: `Place("강원", ("강원도", "강원특별자치도"))`."""

    canonical: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its former and short names, in either language. An article of it is one term by any of them."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A name that the analyser would not know.

    Give a name of several words as it is officially spaced ("청양 고추·구기자특구"): the form without spaces
    then gets the same parts. Give `parts` to say them yourself. `atomic` is for a word that must never be cut
    ("알밤"): a compound marked atomic is lost to everyone who types one of its parts.
    """

    text: str
    parts: tuple[str, ...] = ()
    atomic: bool = False
    is_name: bool = True
    """Whether it is a proper noun; else a common one."""
