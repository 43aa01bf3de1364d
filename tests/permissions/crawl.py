"""Reads the portal as one person does: from the first page along its links, a page of each kind before a second one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve
from lxml import html

from tests.permissions.canaries import text_of
from tests.permissions.cast import Actor
from tests.permissions.matrix import close

START: Final = "/"
LEFT_OUT: Final = ("/static/", "/accounts/logout/", "/cms/logout/", "/django-admin/logout/")
BEHIND_THE_DOOR: Final = ("/people/", "/my/", "/cms/", "/accounts/", "/django-admin/")
LONGEST_QUERY: Final = 80


@dataclass(frozen=True)
class ReadPage:
    """What came of one address."""

    address: str
    status: int
    headers: Mapping[str, str]
    text: str
    links: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The pattern behind the address."""
        return kind_of(self.address)

    @property
    def is_private(self) -> bool:
        """Whether it shows one person's things."""
        return self.address.startswith(BEHIND_THE_DOOR)


def pages(actor: Actor, *, start: str = START, most: int) -> Iterator[ReadPage]:
    """Each page that is read; what reading wrote is undone."""
    waiting, seen, kinds = {start: None}, {start}, Counter[str]()
    for _number in range(most):
        if not waiting:
            return
        address = min(waiting, key=lambda path: (kinds[kind_of(path)], not path.startswith(BEHIND_THE_DOOR)))
        del waiting[address]
        kinds[kind_of(address)] += 1
        page = _read(actor, address)
        yield page
        for link in page.links:
            if link not in seen and not link.startswith(LEFT_OUT):
                seen.add(link)
                waiting[link] = None


def kind_of(address: str) -> str:
    """The pattern behind an address, in whichever language."""
    path = urlsplit(address).path
    try:
        return str(resolve(path.removeprefix("/en") if path.startswith("/en/") else path).route)
    except Resolver404:
        return "nothing"


def _read(actor: Actor, address: str) -> ReadPage:
    cookies = actor.keep_cookies()
    with transaction.atomic():
        response: Any = actor.client.get(address)
        text = text_of(response)
        transaction.set_rollback(True)
    actor.client.cookies = cookies
    headers = dict(response.headers.items())
    is_page = headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    found = list(_links(response.content.decode(), address)) if is_page else []
    if location := headers.get("Location"):
        found.append(urljoin(address, location))
    close(response)
    links = tuple(link for link in found if link.startswith("/") and "//" not in link)
    return ReadPage(address, response.status_code, headers, text, links)


def _links(page: str, address: str) -> Iterator[str]:
    if not page.strip():
        return
    for link in html.fromstring(page).iterfind(".//a[@href]"):
        where = urlsplit(urljoin(address, link.get("href", "").strip()))
        if not where.netloc and where.path and len(where.query) <= LONGEST_QUERY:
            yield f"{where.path}?{where.query}" if where.query else where.path
