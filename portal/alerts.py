"""Alerts above every page. The floor shows them; who keeps them says so with `read_alerts_with`.

They are read once an epoch of the page cache, not once a request: whatever an editor saves ends the epoch in every
process. Start and end are looked at each time, so that an alert comes and goes on the minute.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from portal.page_cache.epoch import epoch


@dataclass(frozen=True)
class Alert:
    """What stands above the pages, and from when to when."""

    level: str
    """`danger`, `info` or `ok`."""
    label: str | Promise
    text_ko: str
    text_en: str
    link: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def text(self) -> str:
        """In the language in force, else in Korean."""
        return (get_language() == "en" and self.text_en) or self.text_ko

    @property
    def is_korean_only(self) -> bool:
        """Whether an English page shows the Korean text."""
        return get_language() == "en" and not self.text_en

    @property
    def url(self) -> str:
        """Where the link leads: a page of ours in the language in force."""
        is_ours = self.link.startswith("/") and not self.link.startswith("/en/")
        prefix = LocalePrefixPattern(prefix_default_language=False).language_prefix
        return f"/{prefix}{self.link.removeprefix('/')}" if is_ours else self.link


type AlertReader = Callable[[], Iterable[Alert]]


@dataclass
class _Memory:
    reader: AlertReader | None = None
    epoch: str | None = None
    alerts: tuple[Alert, ...] = ()


_memory = _Memory()


def read_alerts_with(reader: AlertReader) -> None:
    """Say what reads the alerts that have not ended; called in `AppConfig.ready()`."""
    _memory.reader = reader


def current_alerts() -> tuple[Alert, ...]:
    """The alerts that stand now, most urgent first."""
    now = timezone.now()
    return tuple(alert for alert in _known() if alert.starts_at <= now < alert.ends_at)


def remember(alerts: Iterable[Alert]) -> None:
    """Take these for the alerts of the present epoch: for tests that count queries."""
    _memory.epoch, _memory.alerts = epoch().read(), tuple(alerts)


def forget() -> None:
    """Read them anew at the next page."""
    _memory.epoch = None


def _known() -> tuple[Alert, ...]:
    standing = epoch().read()
    if _memory.reader is not None and (standing is None or standing != _memory.epoch):
        _memory.alerts = tuple(_memory.reader())
        _memory.epoch = standing
    return _memory.alerts
