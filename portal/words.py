"""Translated texts, remembered: Django looks a Korean sentence up in the catalogue of each app in turn."""

from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as django_gettext

KEPT = 4096


def gettext(text: str) -> str:
    """What Django's function of that name gives; for the pages asked most."""
    return _said(text, get_language())


def in_language(korean: str, english: str) -> str:
    """The text in the language in force; Korean where there is no English one."""
    return (english and get_language() == "en" and english) or korean


def label(choices: type[TextChoices], value: str) -> str:
    """What `get_<name>_display()` says of a value; one that is none of the choices stands for itself."""
    return _label(choices, value, get_language())


@lru_cache(maxsize=KEPT)
def _said(text: str, _language: str | None) -> str:
    return django_gettext(text)


@lru_cache(maxsize=KEPT)
def _label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    return str(choices(value).label) if value in choices else value
