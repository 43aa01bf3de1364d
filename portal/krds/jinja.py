"""Jinja2 for the page asked most: the same text took Django's templates several times as long.

It shares the components of `{% load krds %}`. A file for it ends in `.jinja`; everything else stays Django's.
"""

from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from jinja2 import Environment

from portal.krds import charts, maps
from portal.krds.dates import write_partial_date
from portal.krds.templatetags import krds


def rendered(template: str, context: dict[str, Any]) -> SafeString:
    """A `.jinja` file with these values, for a Django template to print."""
    return SafeString(
        get_template(template, using="jinja2").render({**context, "is_english": get_language() == "en"})
    )


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - the backend passes autoescape=True
    made.globals.update(
        _=_translated,
        choice=_choice,
        url=_url,
        icon=krds.icon,
        badge=krds.badge,
        type_badge=krds.type_badge,
        status_badge=krds.status_badge,
        grade=krds.grade,
        in_language=krds.in_language,
        locator_map=krds.locator_map,
        bar_table=krds.bar_table,
        grade_history=_grade_history,
        part=_part,
        swap=maps.swap_attributes,
    )
    made.filters.update(partial_date=write_partial_date, keep_dots=krds.keep_dots, format_safe=_format_safe)
    return made


def _translated(text: str) -> str:
    return _in_language(text, get_language())


@lru_cache(maxsize=4096)
def _in_language(text: str, _language: str | None) -> str:
    """Django looks a Korean sentence up in the catalogue of each app in turn: a quarter of the page's time."""
    return gettext(text)


def _choice(row: Model, name: str) -> str:
    """What `get_<name>_display()` says, without building the table of choices at each call."""
    return _label(row._meta.get_field(name), getattr(row, name), get_language())


@lru_cache(maxsize=4096)
def _label(field: Any, value: object, _language: str | None) -> str:
    return str(dict(field.flatchoices).get(value, value))


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def _format_safe(text: str, **values: Any) -> SafeString:
    """A translated sentence that holds tags of its own; the values are escaped."""
    return SafeString(text % {name: conditional_escape(value) for name, value in values.items()})


def _part(template: str, **context: Any) -> SafeString:
    """A component that is a Django template."""
    return render_to_string(template, context)


def _grade_history(points: Any) -> SafeString:
    rows = list(points)
    return _part(
        "krds/grade_history.html",
        picture=charts.grade_history(rows),
        table=charts.grade_table(rows),
        has_points=bool(rows),
    )
