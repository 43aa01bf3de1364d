"""Secrets of second factors, unreadable in the database and its backups without the installation's key."""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSE: Final = b"portal.accounts second factor"
"""Binds the derived key to this use, so that it differs from every other use of SECRET_KEY."""


def _box() -> MultiFernet:
    """Writes with SECRET_KEY, reads with the fallbacks too: a changed key locks nobody out."""
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(text: str) -> str:
    """Make a secret unreadable."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Read a secret again. Raises `ImproperlyConfigured` when it was written with an unknown key."""
    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A second factor was stored under another SECRET_KEY. Add the former key to SECRET_KEY_FALLBACKS."
        ) from error
