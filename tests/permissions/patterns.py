"""Every pattern of the portal's addresses, and how one becomes an address about something."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

COMPARE: Final = (
    r"cms/pages/^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)"
    r"\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
)
WRITTEN_OUT: Final[Mapping[str, str]] = {
    COMPARE: "cms/pages/<int:pk>/revisions/compare/earliest...latest/",
    r"cms/^.*/$": "cms/no-such-page/",
    r"documents/^(\d+)/(.*)$": "documents/<int:document_id>/<path:document_filename>",
    r"^api(?:/|$)": "api/no-such-page",
    r"django-admin/(?P<url>.*)$": "django-admin/no-such-page/",
    r"^((?:[\w\-]+/)*)$": "",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/1-abc-def/",
}
"""Regular expressions as addresses."""


def every_pattern(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Each pattern once, as Django writes it, with all that stands before it; the prefix of English is left out."""
    seen: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        part = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        found = (
            [before + part] if isinstance(entry, URLPattern) else list(every_pattern(entry, before + part))
        )
        yield from (pattern for pattern in found if pattern not in seen)
        seen.update(found)


def address(pattern: str, values: Mapping[str, object]) -> str:
    """The address of this pattern with these values. Raises `KeyError` for a name nobody gave a value."""
    text = WRITTEN_OUT.get(pattern, pattern)
    if r"(?P<app_label>" in text:
        text = "django-admin/portal/"
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), text.replace("^", ""))


def names_in(pattern: str) -> set[str]:
    """The names of the values that its address needs."""
    return set(re.findall(r"<(?:\w+:)?(\w+)>", WRITTEN_OUT.get(pattern, pattern)))
