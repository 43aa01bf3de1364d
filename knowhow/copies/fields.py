"""What a working copy asks: the fields of the contributor's form, so that a field added there comes along."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from knowhow.kinds import KnowhowPage
from knowhow.models import CasePage
from knowhow.writing_forms import MOST_RESULTS, MOST_STEPS, WritingForm, result_forms, step_forms

LANGUAGES = ("ko", "en")
STEPS, RESULTS = "steps", "results"
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

type Raw = str | list[str] | bool
"""What a field holds, as its form would be sent: a text, the values of its choices, or yes and no."""


class Kind(StrEnum):
    """How a field is written in a document."""

    TEXT = "text"
    CHOICE = "choice"
    MANY = "many"
    FLAG = "flag"


class UnreadError(ValueError):
    """A text that means nothing for its field; the message says what may be written."""


class Choice(NamedTuple):
    """A value and what it is called, in the language in force."""

    value: str
    label: str


@dataclass(frozen=True)
class CopyField:
    """A field of the form, or a column of its rows."""

    name: str
    label: str | Promise
    help: str | Promise
    kind: Kind
    limit: int | None
    asked: forms.Field

    @property
    def choices(self) -> list[Choice]:
        """What may be chosen, in the language in force."""
        offered: Any = getattr(self.asked, "choices", ())
        return [Choice(str(value), str(label)) for value, label in offered if str(value)]

    @property
    def labels(self) -> Iterator[str]:
        """The label in each language."""
        for language in LANGUAGES:
            with override(language):
                yield str(self.label)

    def raw(self, value: Any) -> Raw:
        """A value of the page as the form would send it."""
        if self.kind is Kind.FLAG:
            return bool(value)
        if self.kind is Kind.MANY:
            return sorted(str(row.pk) for row in value.all())
        if value is None:
            return ""
        return str(value.pk) if hasattr(value, "_meta") else plain_text(str(value))

    def text(self, raw: Raw) -> str:
        """What is written in the document, in the language in force."""
        if self.kind is Kind.FLAG:
            return _("예") if raw else _("아니오")
        if self.kind is Kind.TEXT:
            return str(raw)
        chosen = raw if isinstance(raw, list) else [raw]
        return "\n".join(label for value, label in self.choices if value in chosen)

    def read(self, text: str) -> Raw:
        """What a text in the document means. Raises `UnreadError`."""
        text = plain_text(text)
        if self.kind is Kind.TEXT:
            return text
        if self.kind is Kind.MANY:
            parts = [part.strip() for part in re.split(r"[\n;|]", text) if part.strip()]
            return sorted({self._value(part) for part in parts})
        if self.kind is Kind.FLAG:
            return self._flag(text)
        return self._value(text) if text else self._nothing()

    def _nothing(self) -> str:
        """No choice at all, where the form allows that."""
        offered: Any = getattr(self.asked, "choices", ())
        if any(not str(value) for value, _label in offered):
            return ""
        raise UnreadError(_("비울 수 없는 칸입니다. 지금 초안의 것을 그대로 둡니다."))

    def _value(self, text: str) -> str:
        wanted = bare(text)
        for language in LANGUAGES:
            with override(language):
                found = [
                    choice.value for choice in self.choices if wanted in {bare(choice.label), choice.value}
                ]
            if found:
                return found[0]
        offered = ", ".join(choice.label for choice in self.choices)
        raise UnreadError(
            _("‘%(text)s’은(는) 고를 수 없는 말입니다. 다음 가운데 하나를 적어 주십시오: %(choices)s")
            % {"text": text[:60], "choices": offered[:600]}
        )

    def _flag(self, text: str) -> bool:
        wanted = bare(text)
        if wanted in YES | NO or not wanted:
            return wanted in YES
        raise UnreadError(_("‘예’나 ‘아니오’로 적어 주십시오."))


@dataclass(frozen=True)
class CopyPart:
    """A section of the form."""

    title: str | Promise
    fields: tuple[CopyField, ...]


@dataclass(frozen=True)
class CopyRows:
    """Rows below the form: steps, results."""

    name: str
    title: str | Promise
    row_title: str | Promise
    about: str | Promise
    columns: tuple[CopyField, ...]
    most: int

    def column(self, name: str) -> CopyField | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class CopyForm:
    """The whole form of a kind of page."""

    kind: type[KnowhowPage]
    parts: tuple[CopyPart, ...]
    rows: tuple[CopyRows, ...]

    @property
    def fields(self) -> Iterator[CopyField]:
        """Every plain field."""
        for part in self.parts:
            yield from part.fields


@dataclass(frozen=True)
class Row:
    """One step or result. `kept` names the row of the draft that it was; blank for a new one."""

    kept: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Values:
    """What a draft says, as the form would send it."""

    fields: Mapping[str, Raw]
    rows: Mapping[str, Sequence[Row]]

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        rows = {name: [[row.kept, dict(row.texts)] for row in kept] for name, kept in self.rows.items()}
        return {"fields": dict(self.fields), "rows": rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Values":
        """Read what `as_json` wrote."""
        rows = {name: [Row(*row) for row in rows] for name, rows in kept["rows"].items()}
        return cls(kept["fields"], rows)


YES = frozenset({"예", "네", "yes", "y", "o", "○", "✓", "☑", "허용", "true"})
NO = frozenset({"아니오", "아니요", "no", "n", "x", "×", "☐", "false"})
_DECORATION = re.compile(r"^[\W\d_]+(?=\w)|[\W_]+$")


def bare(text: str) -> str:
    """A label or a choice without what people put around it: numbers, marks, blanks."""
    stripped = _DECORATION.sub("", text.strip()) or text.strip()
    return "".join(stripped.split()).casefold()


def plain_text(text: str) -> str:
    """A text as a document can hold it: composed letters, plain line breaks, no invisible control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return unicodedata.normalize("NFC", _NOT_IN_XML.sub("", text)).strip()


def copy_form(kind: type[KnowhowPage]) -> CopyForm:
    """The form of this kind of page."""
    form = WritingForm(page=kind())
    parts = tuple(
        CopyPart(part.title, tuple(_field(bound.name, bound.field) for bound in part.fields))
        for part in form.parts
    )
    return CopyForm(kind, parts, tuple(_row_sets(kind)))


def values_of(form: CopyForm, draft: Any) -> Values:
    """What a draft says."""
    fields = {field.name: field.raw(getattr(draft, field.name)) for field in form.fields}
    return Values(fields, {rows.name: _rows_of(rows, draft) for rows in form.rows})


def row_forms(kind: type[KnowhowPage], name: str) -> Any:
    """The set of forms behind rows of this name."""
    return step_forms(kind(), extra=0) if name == STEPS else result_forms(extra=0)


def _row_sets(kind: type[KnowhowPage]) -> Iterator[CopyRows]:
    yield CopyRows(
        STEPS,
        gettext_lazy("순서"),
        gettext_lazy("%(number)s단계"),
        gettext_lazy("한 단계를 한 줄에 씁니다. 모자라면 줄을 더하고, 남는 줄은 비워 둡니다."),
        _columns(row_forms(kind, STEPS)),
        MOST_STEPS,
    )
    if kind is CasePage:
        yield CopyRows(
            RESULTS,
            gettext_lazy("성과"),
            gettext_lazy("성과 %(number)s"),
            gettext_lazy("한 성과를 한 줄에 씁니다. 모자라면 줄을 더하고, 남는 줄은 비워 둡니다."),
            _columns(row_forms(kind, RESULTS)),
            MOST_RESULTS,
        )


def _columns(row_set: Any) -> tuple[CopyField, ...]:
    asked = row_set.form.base_fields
    return tuple(_field(name, field) for name, field in asked.items() if not _is_hidden(field))


def _is_hidden(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.HiddenInput)


def _field(name: str, asked: forms.Field) -> CopyField:
    limit = getattr(asked, "max_length", None)
    return CopyField(name, asked.label or name, asked.help_text, _kind_of(asked), limit, asked)


def _kind_of(asked: forms.Field) -> Kind:
    if isinstance(asked, forms.BooleanField):
        return Kind.FLAG
    if isinstance(asked, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return Kind.MANY
    return Kind.CHOICE if isinstance(asked, forms.ChoiceField) else Kind.TEXT


def _rows_of(rows: CopyRows, draft: Any) -> list[Row]:
    if rows.name == STEPS:
        standing = [(block.id, dict(block.value)) for block in draft.steps]
    else:
        names = [column.name for column in rows.columns]
        standing = [
            (str(number), {name: getattr(row, name) for name in names})
            for number, row in enumerate(draft.results.all())
        ]
    return [
        Row(kept, {column.name: plain_text(str(value.get(column.name) or "")) for column in rows.columns})
        for kept, value in standing
    ]
