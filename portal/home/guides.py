"""What guide pages show: sections of a flat body, groups of pages, the glossary in order."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.home.announcements import crumb_of

MAX_TEXT = 100
SORTS = ("ko", "en")


@dataclass(frozen=True)
class GuideSection:
    """A part of a page under its heading; the part before the first heading has none."""

    title: str
    anchor: str
    blocks: tuple[Any, ...]


@dataclass(frozen=True)
class GuideGroup:
    """Pages that belong together."""

    title: str
    pages: tuple[Any, ...]


@dataclass(frozen=True)
class Glossary:
    """The terms as asked for."""

    terms: tuple[Any, ...]
    text: str
    sort: str
    total: int


class GlossaryForm(forms.Form):
    """Reads the address of the glossary; anything unknown falls back to the whole list."""

    q = forms.CharField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(sort, sort) for sort in SORTS])

    def text(self) -> str:
        """The visitor's words, at most a line."""
        self.is_valid()
        typed = str(self.cleaned_data.get("q") or "").encode("utf-8", "ignore").decode("utf-8")
        words = unicodedata.normalize("NFC", typed)
        return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:MAX_TEXT]

    def chosen_sort(self) -> str:
        """By Korean or English name; the language in force comes first."""
        self.is_valid()
        return str(self.cleaned_data.get("sort") or ("en" if get_language() == "en" else "ko"))


def sections_of(body: Iterable[Any]) -> tuple[GuideSection, ...]:
    """Cut a flat stream at its headings."""
    parts: list[tuple[str, str, list[Any]]] = [("", "", [])]
    for block in body:
        if block.block_type == "section":
            parts.append((block.value["title"], block.value["anchor"], []))
        else:
            parts[-1][2].append(block)
    return tuple(
        GuideSection(title, anchor, tuple(blocks)) for title, anchor, blocks in parts if title or blocks
    )


def grouped(pages: QuerySet[Any]) -> tuple[GuideGroup, ...]:
    """The pages in the language in force, by group, in the order of the tree."""
    shown = list(
        pages.in_language(get_language() or "ko")  # type: ignore[attr-defined]  # its own question
        .select_related("locale")
        .order_by("path")
        .defer("body", "sources")
    )
    by_group = {
        value: tuple(page for page in shown if page.group == value)
        for value, _label in pages.model.Group.choices
    }
    return tuple(
        GuideGroup(str(label), by_group[value])
        for value, label in pages.model.Group.choices
        if by_group[value]
    )


def guide_index_context(pages: QuerySet[Any]) -> dict[str, Any]:
    """The overview."""
    return {"section": "guide", "groups": grouped(pages), "crumbs": [(_("제도 안내"), None)]}


def guide_context(page: Any, pages: QuerySet[Any], terms: QuerySet[Any], data: QueryDict) -> dict[str, Any]:
    """One guide with its side navigation; the glossary only where it is shown."""
    index_url = reverse("wagtail_serve", args=[page.section_address])
    sections = sections_of(page.body)
    return {
        "section": "guide",
        "groups": grouped(pages),
        "sections": sections,
        "headed_sections": [part for part in sections if part.title],
        "glossary": glossary(terms, data) if page.shows_glossary else None,
        "crumbs": [(_("제도 안내"), index_url), (crumb_of(page, page.get_group_display()), None)],
    }


def glossary(terms: QuerySet[Any], data: QueryDict) -> Glossary:
    """The terms that hold every word asked for, in the order asked for."""
    form = GlossaryForm(data)
    text, sort = form.text(), form.chosen_sort()
    found = terms.in_order(sort)  # type: ignore[attr-defined]  # its own question
    for word in text.split():
        found = found.filter(
            Q(name_ko__icontains=word)
            | Q(name_en__icontains=word)
            | Q(other_names__icontains=word)
            | Q(text_ko__icontains=word)
            | Q(text_en__icontains=word)
        )
    return Glossary(terms=tuple(found), text=text, sort=sort, total=terms.count())
