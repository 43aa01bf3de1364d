"""Jinja2 for the pages asked most: the same text took Django's templates several times as long.

It shares the components of `{% load krds %}`. A file for it ends in `.jinja`; everything else stays Django's.
Each language has an environment of its own: what `_("…")` says is put in when a template is compiled.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from jinja2 import Environment, FileSystemLoader, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from portal.addresses import address
from portal.krds import charts, maps
from portal.krds.dates import write_partial_date
from portal.krds.templatetags import krds
from portal.media.cards import Card
from portal.open_data.linked_data import breadcrumb_list
from portal.open_data.lists import site_of
from portal.templatetags.social_cards import card_tags

ENDING = ".jinja"
KEPT = 4096


def rendered(template: str, context: dict[str, Any]) -> SafeString:
    """A `.jinja` file with these values, in the language in force."""
    return SafeString(template_of(template).render(context))


def template_of(name: str) -> Template:
    """The compiled template of the language in force."""
    return _environment(get_language() or settings.LANGUAGE_CODE).get_template(name)


def part(template: str, **context: Any) -> SafeString:
    """A component of either kind."""
    return rendered(template, context) if template.endswith(ENDING) else render_to_string(template, context)


class _SaidOnce(Extension):
    """`_("…")` becomes its translation when the template is compiled: an environment speaks one language."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Put the translated text in place of the call."""
        with override(str(self.environment.globals["language"])):
            return list(_translated(list(stream)))


def _translated(tokens: list[Token]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        call = tokens[place : place + 4]
        if [token.type for token in call] == ["name", "lparen", "string", "rparen"] and call[0].value == "_":
            yield Token(call[2].lineno, "string", gettext(call[2].value))
            place += len(call)
        else:
            yield tokens[place]
            place += 1


@cache
def _environment(language: str) -> Environment:
    """Everything a template of ours may call, bound to a language."""
    made = Environment(
        loader=FileSystemLoader(cast("list[Path]", settings.TEMPLATES[0]["DIRS"])),
        autoescape=True,
        auto_reload=settings.DEBUG,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        language=language,
        is_english=language == "en",
        _=gettext,
        choice=_choice,
        url=address,
        icon=lru_cache(KEPT)(krds.icon),
        badge=lru_cache(KEPT)(krds.badge),
        type_badge=krds.type_badge,
        status_badge=krds.status_badge,
        grade=krds.grade,
        in_language=_reader(language),
        locator_map=krds.locator_map,
        bar_table=krds.bar_table,
        grade_history=_grade_history,
        part=part,
        swap=maps.swap_attributes,
        json_ld=krds.json_ld,
        noindex=krds.noindex,
        breadcrumb=krds.breadcrumb_trail,
        linked_crumbs=_linked_crumbs,
        social_card=_social_card,
    )
    made.filters.update(partial_date=write_partial_date, keep_dots=krds.keep_dots, format_safe=_format_safe)
    made.add_extension(_SaidOnce)
    return made


def _reader(language: str) -> Callable[[object, str], SafeString | str]:
    """`in_language` for a language that is known: a page asks it dozens of times."""
    if language != "ko":
        return krds.in_language

    def korean(thing: object, name: str) -> str:
        value = _read(thing, f"{name}_ko")
        return str(_read(thing, name) if value is None else value)

    return korean


def _read(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _choice(row: Model, name: str) -> str:
    """What `get_<name>_display()` says, without building the table of choices at each call."""
    return _label(row._meta.get_field(name), getattr(row, name), get_language())


@lru_cache(maxsize=KEPT)
def _label(field: Any, value: object, _language: str | None) -> str:
    return str(dict(field.flatchoices).get(value, value))


def _linked_crumbs(request: HttpRequest, crumbs: Any) -> SafeString:
    return krds.json_ld(breadcrumb_list(crumbs, site=site_of(request), here=request.path))


def _social_card(request: HttpRequest, card: Card) -> SafeString:
    return rendered("media/social_card.html", card_tags({"request": request}, card))


def _format_safe(text: str, **values: Any) -> SafeString:
    """A translated sentence that holds tags of its own; the values are escaped."""
    return SafeString(text % {name: conditional_escape(value) for name, value in values.items()})


def _grade_history(points: Any) -> SafeString:
    rows = list(points)
    return part(
        "krds/grade_history.html",
        picture=charts.grade_history(rows),
        table=charts.grade_table(rows),
        has_points=bool(rows),
    )
