"""The components of the design system as template tags. `portal/krds/README.md` lists them with examples."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.krds import charts, maps
from portal.krds.charts import BarRow, GradePoint, YearColumn
from portal.krds.components import Fact, TimelineEvent, page_numbers
from portal.krds.dates import write_partial_date
from portal.krds.frame import render_frame
from portal.krds.maps import MapArea, MapMark, PlaceLink
from portal.listing import FilledFacet

register = template.Library()

ICON_NAMES = Path(__file__).parents[1] / "icons.json"
TONES = frozenset({"gray", "primary", "secondary", "success", "information", "warning", "danger", "point"})
NOTE_KINDS = {"error": "error", "warning": "warning", "success": "success"}
STATUS_TONES = {"active": "success", "released": "gray"}
TYPE_TONES = {"advancement": "primary", "convergence": "information", "challenge": "point"}
WORD_JOINER = "\N{WORD JOINER}"

type Text = str | Promise


@cache
def icon_names() -> frozenset[str]:
    """The icons the style sheet holds."""
    return frozenset(json.loads(ICON_NAMES.read_text(encoding="utf-8")))


def _is_korean() -> bool:
    return get_language() in {"ko", None}


# Text ------------------------------------------------------------------------------------------------


@register.filter
def keep_dots(value: object) -> str:
    """Forbid a line break before ·: long official names would start a line with it."""
    return str(value).replace("·", f"{WORD_JOINER}·")


@register.filter
def partial_date(value: str | dt.date | None) -> str:
    """A date as precise as its source, in the language in force."""
    return write_partial_date(value)


@register.simple_tag
def korean_only(text: Text, *, badge: bool = False) -> SafeString | str:
    """Korean text on a page that may be in another language: marked as Korean there."""
    if _is_korean():
        return str(text)
    mark = (
        format_html(' <span class="krds-badge bg-light-gray small">{}</span>', _("한국어 자료"))
        if badge
        else ""
    )
    return format_html('<span lang="ko">{}</span>{}', text, mark)


@register.simple_tag
def in_language(thing: object, name: str, *, badge: bool = False) -> SafeString | str:
    """`name` of an object or row in the language in force; else the Korean one, marked as Korean."""
    foreign = "" if _is_korean() else _read(thing, f"{name}_{get_language()}")
    if foreign:
        return str(foreign)
    korean = _read(thing, f"{name}_ko")
    return korean_only(_read(thing, name) if korean is None else korean, badge=badge)


def _read(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


@register.inclusion_tag("krds/korean_only.html")
def korean_notice() -> dict[str, Any]:
    """The box that says a page exists in Korean only; nothing on Korean pages."""
    return {"is_shown": not _is_korean()}


@register.inclusion_tag("krds/sample_badge.html")
def sample_badge(*, explain: bool = False) -> dict[str, Any]:
    """The marker of fictitious content; with `explain` the box for the head of a page."""
    return {"explain": explain}


# Small parts -----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, turn: str = "") -> SafeString:
    """A decorative icon; `turn` up, left or right. An unknown name raises: it would be a black square."""
    if name not in icon_names():
        known = ", ".join(sorted(icon_names()))
        raise template.TemplateSyntaxError(
            f"No icon {name!r}. Add it to assets/icons.json and build, or use one of: {known}."
        )
    return format_html(
        '<i class="svg-icon ico-{}{}" aria-hidden="true"></i>', name, f" {turn}" if turn else ""
    )


@register.simple_tag
def badge(text: Text, tone: str = "gray", *, outline: bool = False) -> SafeString:
    """A KRDS badge in its light colours; the strong ones fail contrast."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"No badge tone {tone!r}. Use one of: {', '.join(sorted(TONES))}.")
    return format_html(
        '<span class="krds-badge {}{}">{}</span>', "outline-" if outline else "bg-light-", tone, text
    )


@register.simple_tag
def field_dot(code: str) -> SafeString:
    """The coloured dot of a field; the field's name stands beside it."""
    return format_html('<span class="dot f-{}" aria-hidden="true"></span>', code.replace("-", "_"))


@register.simple_tag
def type_badge(code: str, title: Text) -> SafeString:
    """The type of a zone."""
    return badge(title, TYPE_TONES.get(code, "gray"))


@register.simple_tag
def status_badge(code: str, title: Text) -> SafeString:
    """Whether a designation stands."""
    return badge(title, STATUS_TONES.get(code, "gray"), outline=True)


@register.simple_tag
def grade(step: int, label: Text, *, prefix: Text = "") -> SafeString:
    """A grade as its word and a bar of five parts; step 5 is the best. `prefix` is read out only."""
    if step not in range(1, charts.STEPS + 1):
        raise template.TemplateSyntaxError(f"A grade has a step from 1 to {charts.STEPS}, not {step!r}.")
    said = format_html('<span class="sr-only">{} </span>', prefix) if prefix else ""
    return format_html('<span class="gr g{}">{}<i aria-hidden="true"></i>{}</span>', step, said, label)


# Page parts ------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def breadcrumb(context: template.Context, items: Iterable[tuple[Text, str | None]]) -> SafeString:
    """Where the page stands; home comes first by itself."""
    return breadcrumb_trail(items, home_url=str(context.get("home_url", "/")))


def breadcrumb_trail(items: Iterable[tuple[Text, str | None]], *, home_url: str) -> SafeString:
    """The same for Jinja2, which knows no context."""
    return format_html(
        '<nav class="krds-breadcrumb-wrap" aria-label="{}"><ol class="breadcrumb">\n'
        '<li class="home"><a href="{}" class="txt">{}</a></li>\n{}</ol></nav>',
        *(_("현재 경로"), home_url, _("홈")),
        format_html_join("", "{}", ((_crumb(keep_dots(title), url),) for title, url in items)),
    )


def _crumb(title: str, url: str | None) -> SafeString:
    if url:
        return format_html('<li><a href="{}" class="txt">{}</a></li>\n', url, title)
    return format_html('<li><span class="txt" aria-current="page">{}</span></li>\n', title)


@register.inclusion_tag("krds/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Page[Any], *, target: str = "", param: str = "page", label: Text = ""
) -> dict[str, Any]:
    """Numbered pages that keep the other query parameters; with `target` HTMX swaps that element."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[param] = str(number)
        return f"{request.path}?{query.urlencode()}"

    last = page.paginator.num_pages
    return {
        "links": [(link, address(link.number)) for link in page_numbers(page.number, last)]
        if last > 1
        else [],
        "previous_url": address(page.number - 1) if page.number > 1 else "",
        "next_url": address(page.number + 1) if page.number < last else "",
        "target": target,
        "label": label or _("목록 쪽 이동"),
    }


@register.inclusion_tag("krds/applied_filters.html")
def applied_filters(
    items: Iterable[tuple[Text, str]], clear_url: str = "", *, target: str = ""
) -> dict[str, Any]:
    """The filters in force, each a link that takes it away."""
    return {"items": list(items), "clear_url": clear_url, "target": target}


@register.simple_tag
def list_title(title: Text, applied: Iterable[tuple[Text, str]], number: int = 1) -> str:
    """What a list is called in a window, a bookmark or a search result: with its filters and its page."""
    filters = ", ".join(str(label) for label, _url in applied)
    named = f"{title}: {filters}" if filters else str(title)
    return _("%(title)s (%(number)s쪽)") % {"title": named, "number": number} if number > 1 else named


@register.inclusion_tag("krds/empty.html")
def empty_state(
    title: Text, hint: Text = "", *, url: str = "", action: Text = "", tag: str = "div"
) -> dict[str, Any]:
    """Nothing to show: what was looked for, and a way out."""
    return {"title": title, "hint": hint, "url": url, "action": action, "tag": "li" if tag == "li" else "div"}


@register.inclusion_tag("krds/note.html")
def note(
    title: Text, text: Text = "", *, kind: str = "info", url: str = "", action: Text = "", number: str = ""
) -> dict[str, Any]:
    """A box that tells something; errors are announced and say what to do next."""
    return {
        "title": title,
        "text": text,
        "kind": NOTE_KINDS.get(kind, "info"),
        "url": url,
        "action": action,
        "number": number,
    }


@register.inclusion_tag("krds/facts.html")
def facts_list(facts: Iterable[Fact]) -> dict[str, Any]:
    """Facts with source and date; what is not known says so."""
    return {"facts": list(facts)}


@register.inclusion_tag("krds/timeline.html")
def timeline(events: Iterable[TimelineEvent]) -> dict[str, Any]:
    """A life line, in the order given."""
    return {"events": list(events)}


@register.simple_tag(takes_context=True)
def frame(context: template.Context, name: str) -> SafeString:
    """Header, footer or menu of the page."""
    return render_frame(f"krds/{name}.html", context)


# Choices of a list: written here because a template takes ten times as long for each of the many options ----


@register.simple_tag
def facet_options(facet: FilledFacet) -> SafeString:
    """The options of a select, each with its count; one of them is selected."""
    selected = facet.selected
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (
                option.value,
                SafeString(" selected") if option.value == selected else "",
                option.label,
                option.count,
            )
            for option in facet.options
        ),
    )


@register.simple_tag
def facet_chips(facet: FilledFacet) -> SafeString:
    """The choices of a filter as boxes to tick."""
    return format_html_join(
        "",
        '<div class="krds-form-chip"><input type="checkbox" class="checkbox" name="{}" value="{}" id="f-{}-{}"{}>'
        '<label class="krds-form-chip-outline" for="f-{}-{}">{} <span class="num">{}</span></label></div>',
        (
            (
                *(facet.name, option.value, facet.name, option.value),
                SafeString(" checked") if option.is_selected else "",
                *(facet.name, option.value, option.label, option.count),
            )
            for option in facet.options
        ),
    )


@register.simple_tag
def place_links(places: Iterable[PlaceLink], target: str = "") -> SafeString:
    """The places of a map as lines with counts; with `target` HTMX swaps that element for another state of the list."""
    return format_html_join(
        "",
        '<li><a href="{}"{}{}>{} <b>{}</b></a></li>',
        (
            (
                place.url,
                SafeString(' aria-current="true"') if place.is_current else "",
                maps.swap_attributes(place.url, target if place.is_list else ""),
                *(place.label, place.count),
            )
            for place in places
        ),
    )


# Maps and charts -------------------------------------------------------------------------------------


def _areas(counts: Mapping[str, int] | Sequence[MapArea], base_url: str) -> Sequence[MapArea]:
    return maps.map_areas(counts, base_url=base_url) if isinstance(counts, Mapping) else counts


@register.simple_tag
def national_map(
    counts: Mapping[str, int] | Sequence[MapArea],
    current: str | Collection[str] = "",
    base_url: str = "?province=",
    *,
    unit: Text = "",
    target: str = "",
) -> SafeString:
    """Provinces as links, shaded by count; with `target` HTMX swaps that element."""
    return maps.national_map(_areas(counts, base_url), current=current, unit=str(unit), target=target)


@register.inclusion_tag("krds/map_legend.html")
def map_legend(counts: Mapping[str, int] | Sequence[MapArea]) -> dict[str, Any]:
    """The colours of the national map for the same counts."""
    return {"steps": maps.legend([area.count for area in _areas(counts, "")])}


@register.simple_tag
def province_map(
    code: str, marks: Iterable[MapMark], *, current: Collection[str] = (), target: str = ""
) -> SafeString:
    """A province with a link on each municipality that has something."""
    return maps.province_map(code, list(marks), current=current, target=target)


@register.simple_tag
def locator_map(code: str, municipalities: str | Iterable[str], *, label: Text = "") -> SafeString:
    """Where a place lies in the country."""
    names = (
        maps.split_municipalities(municipalities)
        if isinstance(municipalities, str)
        else tuple(municipalities)
    )
    return maps.locator_map(
        code, names, label=str(label) or _("위치: %(places)s") % {"places": ", ".join(names) or _("시·도")}
    )


@register.inclusion_tag("krds/grade_history.html")
def grade_history(rows: Iterable[GradePoint]) -> dict[str, Any]:
    """Grades by year as a picture, with the table behind it."""
    points = list(rows)
    return {
        "picture": charts.grade_history(points),
        "table": charts.grade_table(points),
        "has_points": bool(points),
    }


@register.simple_tag
def bar_table(rows: Iterable[BarRow], caption: Text, *, head: Text = "", value_head: Text = "") -> SafeString:
    """A table that draws its values."""
    return charts.bar_table(list(rows), caption=str(caption), head=str(head), value_head=str(value_head))


@register.simple_tag
def year_columns(columns: Iterable[YearColumn], label: Text) -> SafeString:
    """What began and ended by year as columns; put the table behind it."""
    return charts.year_columns(list(columns), label=str(label))


@register.simple_tag
def spark(values: Iterable[float], label: Text) -> SafeString:
    """A line of the size of a word."""
    return charts.spark(list(values), label=str(label))


# Forms -----------------------------------------------------------------------------------------------


@register.inclusion_tag("krds/forms/errors.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All errors of a form, each a link to its field; nothing when there are none."""
    return {
        "form_errors": list(form.non_field_errors()),
        "fields": [field for field in form if field.errors and not field.is_hidden],
        "hidden_errors": [error for field in form.hidden_fields() for error in field.errors],
    }


@register.inclusion_tag("krds/forms/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """A field with label, hint and error."""
    return {"field": field}


@register.filter
def field_kind(field: BoundField) -> str:
    """How the field is laid out: hidden, check, choices, select, textarea, file, input."""
    widget = field.field.widget
    kinds: list[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str]] = [
        (forms.CheckboxInput, "check"),
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    ]
    if widget.is_hidden:
        return "hidden"
    return next((kind for types, kind in kinds if isinstance(widget, types)), "input")


@register.simple_tag
def krds_widget(field: BoundField) -> SafeString:
    """The control with the design system's class; Django adds aria-invalid and aria-describedby."""
    names = {"select": "krds-form-select large", "check": "", "choices": ""}.get(
        field_kind(field), "krds-input large"
    )
    own = field.field.widget.attrs.get("class", "")
    error = "is-error" if field.errors and names else ""
    classes = " ".join(part for part in (names, own, error) if part)
    return field.as_widget(attrs={"class": classes} if classes else None)


# Head ------------------------------------------------------------------------------------------------


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Linked data for search engines, escaped as json_script does; never executed, so the CSP allows it."""
    script = json_script(dict(data))
    return mark_safe(script.replace('type="application/json"', 'type="application/ld+json"', 1))  # noqa: S308  (json_script escaped it)


@register.simple_tag
def noindex() -> SafeString:
    """Keep a page out of search engines."""
    return mark_safe('<meta name="robots" content="noindex">')


class RememberNode(template.Node):
    """Renders what it holds, prints it and keeps it under a name for later in the same template."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        """Print once, keep for the OpenGraph tags: a block may stand in a template only once."""
        text = SafeString(" ".join(self.nodelist.render(context).split()))
        context[self.name] = text
        return text


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """`{% remember page_title %}…{% endremember %}`: print the content and keep it as `page_title`."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, name)


class KeepNode(template.Node):
    """Renders what it holds and keeps it in `said`, printing nothing."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> str:
        """Keep it for `portal.krds.shell`, which puts it into the frame."""
        context["said"][self.name] = self.nodelist.render(context)
        return ""


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep main %}…{% endkeep %}`, in `krds/blocks.html` alone."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, name)
