"""Which browser has signed in before: its failed attempts are counted apart from those of strangers.

Failed attempts are limited per account. Alone, that would let a stranger lock an operator out for as long as
he cares to go on guessing. A browser that once signed in carries a signed cookie, and strangers cannot use up
its attempts (the device cookies of https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

import secrets
import unicodedata
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

COOKIE_NAME: Final = "known_device"
COOKIE_AGE: Final = timedelta(days=180)


def same_login(login: str) -> str:
    """One form for every way to write an address: letter case, full width, composed and decomposed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def attempts_key(request: HttpRequest, *, login: str) -> str:
    """Under which name the failed attempts for this account are counted."""
    account = same_login(login)
    device = _known_device(request, account=account)
    return f"{device}:{account}" if device else account


def remember_device(response: HttpResponse, *, login: str) -> None:
    """Give the browser the cookie that says: this account was signed in to here."""
    response.set_cookie(
        COOKIE_NAME,
        _signer(same_login(login)).sign(secrets.token_urlsafe(16)),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known_device(request: HttpRequest, *, account: str) -> str:
    try:
        return _signer(account).unsign(request.COOKIES.get(COOKIE_NAME, ""), max_age=COOKIE_AGE)
    except BadSignature:
        return ""


def _signer(account: str) -> TimestampSigner:
    """The account is part of the salt: the cookie neither names it nor serves another one."""
    return TimestampSigner(salt=f"portal.accounts.devices:{account}")
