"""The log of searches: what was looked for and what came of it, never by whom.

A page of results carries a slip, signed here, that says what it shows. The browser sends it back on its own once the
page stands, and again when a result is opened: so pages from the page cache are counted too, nothing is written while
a page is made, and nobody can write what this portal did not say. Who runs no script or asks not to be followed
(`DNT`, `Sec-GPC`) leaves nothing behind, and neither do crawlers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.open_data.limits import household_of
from portal.personal_data import without_personal_data
from search.documents import Language
from search.models import IndexedDocument, LoggedClick, LoggedSearch
from search.results import SearchRequest, SearchResult

REPEATED = timedelta(seconds=30)
"""The same page shown again so soon is a reload."""
OPEN_FOR = timedelta(hours=1)
"""So long after a page was shown is a result still opened from it."""
MOST_AN_HOUR = 400
"""More searches than this from one network are not people; the rest of the hour is not logged."""
MOST_CLICKS = 30

_SIGNER = Signer(salt="search.log")
_HASH_CHARACTERS = 24
_LONGEST_SLIP = 4_000
_CRAWLER = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|yeti|daum(?:oa)?|facebookexternalhit|headless|lighthouse|curl|wget|python|"
    r"preview|monitor|scrapy|httpclient|okhttp|java/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What a page of results showed."""

    typed: str
    understood: str
    language: Language
    narrowed: Mapping[str, tuple[str, ...]]
    page: int
    total: int
    milliseconds: int
    is_degraded: bool


def slip_for(asked: SearchRequest, result: SearchResult) -> str:
    """Return the signed slip of a page of results; empty where nothing was typed or nothing is logged."""
    if not settings.SEARCH_LOG or not asked.text:
        return ""
    narrowed = {**asked.filters, **({"kind": asked.kinds} if asked.kinds else {})}
    said = [
        asked.text,
        result.understood,
        asked.language,
        narrowed,
        asked.page,
        result.total,
        result.milliseconds,
        int(result.is_degraded),
    ]
    return _SIGNER.sign_object(said, compress=True)


def read_slip(signed: str) -> Slip | None:
    """Return what a slip says; None if it is not ours."""
    if len(signed) > _LONGEST_SLIP:
        return None
    try:
        typed, understood, language, narrowed, page, total, milliseconds, is_degraded = _SIGNER.unsign_object(
            signed
        )
    except (BadSignature, ValueError):
        return None
    return Slip(typed, understood, language, narrowed, page, total, milliseconds, bool(is_degraded))


def may_be_logged(request: HttpRequest) -> bool:
    """Tell whether this visitor's searches are logged: a person, on our own page, who does not object."""
    headers = request.headers
    return (
        settings.SEARCH_LOG
        and headers.get("DNT") != "1"
        and headers.get("Sec-GPC") != "1"
        and headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and bool(agent := headers.get("User-Agent", ""))
        and not _CRAWLER.search(agent)
    )


def log_search(slip: Slip, visitor: "Visitor") -> LoggedSearch | None:
    """Write a search down; None where it was a reload, or where there were too many."""
    now = timezone.now()
    typed, is_masked = _kept(slip.typed)
    key = typed.lower()
    earlier = LoggedSearch.objects.filter(session=visitor.session, at__gt=now - REPEATED)
    if earlier.filter(key=key, page=slip.page, narrowed=slip.narrowed).exists():
        return None
    if (
        LoggedSearch.objects.filter(origin=visitor.origin, at__gt=now - timedelta(hours=1)).count()
        >= MOST_AN_HOUR
    ):
        return None
    understood, is_masked_too = _kept(slip.understood)
    return LoggedSearch.objects.create(
        typed=typed,
        understood=understood,
        key=key,
        is_masked=is_masked or is_masked_too,
        language=slip.language,
        narrowed=slip.narrowed,
        page=slip.page,
        total=slip.total,
        milliseconds=slip.milliseconds,
        engine="database" if slip.is_degraded else settings.SEARCH_ENGINE,
        is_degraded=slip.is_degraded,
        session=visitor.session,
        origin=visitor.origin,
        at=now,
    )


def log_click(slip: Slip, visitor: "Visitor", *, url: str, position: int) -> bool:
    """Write down which result was opened; False if the page it was on was not logged or shows no such thing."""
    now = timezone.now()
    search = LoggedSearch.objects.filter(
        session=visitor.session, key=_kept(slip.typed)[0].lower(), page=slip.page, at__gt=now - OPEN_FOR
    ).first()
    opened = IndexedDocument.objects.filter(url=url[:500]).only("kind", "object_id").first()
    if search is None or opened is None or search.clicks.count() >= MOST_CLICKS:
        return False
    try:
        with transaction.atomic():
            search.clicks.create(
                kind=opened.kind, object_id=opened.object_id, position=position + _above(slip), at=now
            )
    except IntegrityError:  # opened before
        return False
    return True


def _above(slip: Slip) -> int:
    """Return how many results stand on the pages before."""
    return (slip.page - 1) * SearchRequest().page_size


def forget_old(*, now: datetime | None = None) -> int:
    """Remove what is older than it may be; return how many searches that were."""
    before = (now or timezone.now()) - timedelta(days=LoggedSearch.KEPT_DAYS)
    old = LoggedSearch.objects.filter(at__lt=before)
    LoggedClick.objects.filter(search__in=old).delete()
    gone, _by_table = old.delete()
    return gone


@dataclass(frozen=True, slots=True)
class Visitor:
    """Two keyed hashes: of a session, or where there is none of an address and a browser; and of a network alone.

    Their key is made of SECRET_KEY and changes every 90 days, so that nobody is followed for longer. The address
    itself is written nowhere.
    """

    session: str
    origin: str


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who asks, in hashes."""
    period = str(timezone.now().toordinal() // LoggedSearch.KEPT_DAYS)
    origin = household_of(request)
    session = (
        request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        or f"{origin}\0{request.headers.get('User-Agent', '')}"
    )
    return Visitor(_hash(session, period), _hash(origin, period))


def _hash(value: str, period: str) -> str:
    digest = salted_hmac(f"search.log.{period}", value, algorithm="sha256").hexdigest()
    return digest[:_HASH_CHARACTERS]


def _kept(text: str) -> tuple[str, bool]:
    """Return text as it may be kept: personal data masked, then cut, so that no half of a number stays."""
    masked, is_masked = without_personal_data(text)
    return masked[: LoggedSearch.MOST_CHARACTERS], is_masked
