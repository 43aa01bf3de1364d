"""What every template knows about the site and its page. Reads cookies and the address, never a session."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.urls.resolvers import LocalePrefixPattern
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.alerts import current_alerts
from portal.krds.display import Display, display_of
from portal.security import EDITOR_PREFIXES

LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}


@dataclass(frozen=True)
class Portal:
    """Who runs the portal. `is_official` shows the masthead that only a public body may show."""

    name: str
    tagline: str
    is_official: bool
    agency: str
    version: str


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main menu; `key` is what a view puts into `section`."""

    title: str
    url: str
    key: str
    children: tuple["MenuItem", ...] = ()


@dataclass(frozen=True)
class Alternate:
    """The same page in a language."""

    language: str
    name: str
    url: str


@dataclass(frozen=True)
class PageLinks:
    """Absolute addresses for machines, and the link that changes the language and stays in place."""

    canonical: str
    alternates: tuple[Alternate, ...]
    other: Alternate | None


@cache
def _version() -> str:
    project = tomllib.loads((settings.REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def in_this_language(path: str) -> str:
    """The address of a public page in the language in force: `zones/` is /zones/ or /en/zones/."""
    return f"/{LocalePrefixPattern(prefix_default_language=False).language_prefix}{path}"


def main_menu() -> tuple[MenuItem, ...]:
    """The rooms that stand, in the language in force."""
    return _menu(get_language() or settings.LANGUAGE_CODE)


@cache
def _menu(_language: str) -> tuple[MenuItem, ...]:
    return (
        MenuItem(
            title=_("특구 찾기"),
            url=in_this_language("zones/"),
            key="zones",
            children=(
                MenuItem(title=_("지도와 목록"), url=in_this_language("zones/"), key="zones"),
                MenuItem(title=_("분야별 특구"), url=in_this_language("fields/"), key="fields"),
                MenuItem(title=_("시·도별 특구"), url=in_this_language("provinces/"), key="provinces"),
                MenuItem(title=_("담당 청"), url=in_this_language("offices/"), key="offices"),
            ),
        ),
        MenuItem(title=_("규제특례"), url=in_this_language("exemptions/"), key="exemptions"),
        MenuItem(
            title=_("사례"),
            url=in_this_language("cases/"),
            key="cases",
            children=(
                MenuItem(title=_("현장 사례"), url=in_this_language("cases/"), key="cases"),
                MenuItem(title=_("실무 안내"), url=in_this_language("practices/"), key="practices"),
                MenuItem(title=_("노하우 구성요소"), url=in_this_language("blocks/"), key="blocks"),
            ),
        ),
        MenuItem(title=_("제도 안내"), url=in_this_language("guide/"), key="guide"),
        MenuItem(title=_("알림·소식"), url=in_this_language("announcements/"), key="announcements"),
        MenuItem(title=_("통합검색"), url=in_this_language("search/"), key="search"),
    )


def _indexed_path(request: HttpRequest) -> str:
    """The path with its page number: filters and sorts show the same things again."""
    page = request.GET.get("page", "")
    return (
        f"{request.path}?{urlencode({'page': page})}"
        if page.isascii() and page.isdigit() and page != "1"
        else request.path
    )


def page_links(request: HttpRequest) -> PageLinks:
    """Links of the page being shown. A view whose page has another path per language sets its own."""
    indexed, full = _indexed_path(request), request.get_full_path()
    current = get_language()
    other = next(
        (
            Alternate(code, LANGUAGE_NAMES[code], url)
            for code, _name in settings.LANGUAGES
            if code != current and (url := _in_language(full, code)) != full
        ),
        None,
    )
    alternates = tuple(
        Alternate(code, LANGUAGE_NAMES[code], request.build_absolute_uri(_in_language(indexed, code)))
        for code, _name in (settings.LANGUAGES if other else ())
    )
    return PageLinks(canonical=request.build_absolute_uri(indexed), alternates=alternates, other=other)


def _in_language(address: str, language: str) -> str:
    """The same page in a language. Once Django has found that the path is one of both, only its prefix changes."""
    path, mark, query = address.partition("?")
    return f"{_path_in_language(path, language, get_language())}{mark}{query}"


@lru_cache(maxsize=4096)
def _path_in_language(path: str, language: str, _current: str | None) -> str:
    return translate_url(path, language)


def _is_signed_in(request: HttpRequest) -> bool:
    """Asked only where a session cookie came: anonymous pages stay free of the session and may be cached."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _has_messages(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or "messages" in request.COOKIES
    )


def site(request: HttpRequest) -> dict[str, Any]:
    """Site, menu, display choice, links of the page."""
    display: Display = display_of(request)
    return {
        "portal": Portal(  # not `site`: allauth puts its own under that name
            name=_("한마당"),
            tagline=_("지역특화발전특구 지식·협력 포털"),
            is_official=settings.SITE_OFFICIAL,
            agency=settings.SITE_AGENCY,
            version=_version(),
        ),
        "menu": main_menu(),
        "home_url": in_this_language(""),
        # Wagtail's templates take a `search_url` for the name of a view of their own.
        "search_url": "" if request.path.startswith(EDITOR_PREFIXES) else in_this_language("search/"),
        "section": "",
        "display": display,
        "page_links": SimpleLazyObject(lambda: page_links(request)),
        "alerts": SimpleLazyObject(current_alerts),
        "is_signed_in": SimpleLazyObject(lambda: _is_signed_in(request)),
        "has_messages": _has_messages(request),
    }
