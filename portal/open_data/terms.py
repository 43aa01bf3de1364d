"""Words of a fixed vocabulary in both languages, and texts as they leave the API."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from ninja import Schema
from pydantic import Field


class Term(Schema):
    """A value of a vocabulary: filter by `code`, show a name."""

    code: str = Field(examples=["active"])
    name_ko: str = Field(examples=["지정 중"])
    name_en: str = Field(description="Blank where no English name is known.", examples=["Designated"])


def term_of(value: str, choices: Iterable[tuple[Any, Any]]) -> Term | None:
    """A choice of a model in both languages; None where the value is not known."""
    label = dict(choices).get(value)
    if not value or label is None:
        return None
    with translation.override("ko"):
        korean = str(label)
    with translation.override("en"):
        return Term(code=value, name_ko=korean, name_en=str(label))


def composed(value: Any) -> Any:
    """The same with every text in NFC, whatever an old row holds."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: composed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [composed(inner) for inner in value]
    return value
