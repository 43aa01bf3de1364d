"""What stands in a record of a change, in words of the language in force: names for codes, choices, dates, numbers.

A record keeps what was written then: a code, a Korean name, the Korean label of a choice. Nothing is lost where a word
is not known any more: it is shown as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.krds.dates import write_partial_date
from portal.page_cache.kept import kept
from portal.zones.importers import REGISTRY_IMPORTERS
from portal.zones.models import Act, Exemption, Zone

MOST_NAMES = 1000
SHOWN_LENGTH = 600
_DAY = re.compile(r"\d{4}(-\d{2}){1,2}")


def table_label(table: str) -> str | Promise:
    """What a table is called on the screen."""
    return apps.get_model(table)._meta.verbose_name or table


def field_label(table: str, field: str) -> str:
    """What a fact is called on the screen."""
    try:
        found = apps.get_model(table)._meta.get_field(field)
    except FieldDoesNotExist:
        return str(_related_labels(table).get(field, field))
    return str(getattr(found, "verbose_name", field))


@cache
def _related_labels(table: str) -> Mapping[str, str | Promise]:
    """Names of facts that an importer writes and that are no fields of the table."""
    importers = [item for item in REGISTRY_IMPORTERS if item.model._meta.label_lower == table]
    return {name: label for item in importers for name, label in item.related_fields.items()}


def value_in_words(table: str, field: str, text: str) -> str:
    """An earlier or new value."""
    if not text:
        return _("확인되지 않음")
    if field == "area_m2" and text.isdigit():
        return f"{int(text):,}㎡"
    return _in_words(table, [field], text)[:SHOWN_LENGTH]


def what_in_words(table: str, parts: Iterable[str]) -> str:
    """The parts of a key that tell one fact of a zone from another, each name once."""
    fields = [field.name for field in apps.get_model(table)._meta.get_fields()]
    return " · ".join(dict.fromkeys(_in_words(table, fields, part) for part in parts if part))


def _in_words(table: str, fields: Sequence[str], text: str) -> str:
    if _DAY.fullmatch(text):
        return write_partial_date(text)
    language = get_language() or "ko"
    for known in (_choices(table, field, language) for field in fields):
        if text in known:
            return known[text]
    for model in _named_models(table, fields):
        name = _name_in(model, text)
        if name:
            return name
    return text


def subject_in_words(table: str, subject: str) -> str:
    """What a record speaks of where it is no zone: the name of that thing."""
    model = apps.get_model(table)
    return (_has_names(model) and _name_in(model, subject)) or subject


def _name_in(model: type[Model], text: str) -> str:
    """The name of what stands in a record, blank where the vocabulary has it no more."""

    def read() -> dict[str, str]:
        return dict(_names(model))

    return kept(("names", model._meta.label_lower, get_language()), read).get(text, "")


@cache
def _choices(table: str, field: str, language: str) -> Mapping[str, str]:
    """Labels of the choices as they may have been written down, with the label in the language asked for."""
    found = _field(table, field)
    words: dict[str, str] = {}
    for _value, label in getattr(found, "flatchoices", ()):
        with translation.override(language):
            shown = str(label)
        for other in ("ko", "en"):
            with translation.override(other):
                words[str(label)] = shown
    return words


def _field(table: str, field: str) -> Any:
    try:
        return apps.get_model(table)._meta.get_field(field)
    except FieldDoesNotExist:
        return None


@cache
def _related(table: str, field: str) -> type[Model] | None:
    """The vocabulary a field points to."""
    found = _field(table, field)
    if found is None or found.auto_created or not (found.many_to_one or found.many_to_many):
        return None
    model: type[Model] = found.related_model
    return model if _has_names(model) else None


def _has_names(model: type[Model]) -> bool:
    """Whether its rows are named in both languages. A zone is known by its row, not by its name."""
    return model is Exemption or (model is not Zone and hasattr(model, "name"))


def _named_models(table: str, fields: Sequence[str]) -> Iterator[type[Model]]:
    return (model for field in fields if (model := _related(table, field)))


def _names(model: type[Model]) -> Iterator[tuple[str, str]]:
    """A name in the language in force, by whatever may stand in a record."""
    rows: Iterable[Any] = model._default_manager.all()[:MOST_NAMES]
    for row in rows:
        if isinstance(row, Exemption):
            yield row.code, row.title
            yield str(row), row.title
        else:
            yield str(row), row.name
            if isinstance(row, Act):
                yield row.slug, row.name
