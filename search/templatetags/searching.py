"""What templates of search need: counts as they are told, and the values of a facet, of which a page has hundreds."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from search import addresses
from search.page import LONG_FACET, ShownFacet
from search.results import EXACT_UP_TO, FacetOption

register = template.Library()


@register.filter
def told(count: int) -> str:
    """A count with separators, exact as far as counts are."""
    return f"{count:,}" if count <= EXACT_UP_TO else f"{EXACT_UP_TO:,}+"


@register.simple_tag
def facet_values(facet: ShownFacet, part: str) -> SafeString:
    """The first values of a facet, or those behind "더 보기": boxes to tick, and a link that excludes each."""
    options = facet.group.options
    chosen = options[:LONG_FACET] if part == "first" else options[LONG_FACET:]
    words = _Words(_("제외"), _("제외 취소"), _("제외함"), _("검색어에 적은 조건"))
    return format_html_join("", "{}", ((_value(facet, option, words),) for option in chosen))


class _Words:
    """The texts of a value in the language in force, looked up once a facet."""

    def __init__(self, exclude: str, undo: str, is_excluded: str, typed: str) -> None:
        self.exclude, self.undo, self.is_excluded, self.typed = exclude, undo, is_excluded, typed


def _value(facet: ShownFacet, option: FacetOption, words: _Words) -> SafeString:
    name = facet.group.name
    faded = "" if option.count else " zero"
    if option.is_excluded:
        undo = addresses.query_string(addresses.without_value(facet.asked, name, option.value)) or "?"
        return format_html(
            '<div class="fv barred{}"><span class="fv-l"><s>{}</s> <span class="n">{}</span></span>{}</div>',
            *(faded, option.label, words.is_excluded, _link(undo, words.undo, option.label)),
        )
    is_typed = option.value in facet.typed
    state = format_html(" {}", "checked") if option.is_selected else ""
    if is_typed:
        state = format_html(' checked disabled title="{}"', words.typed)
    exclude = addresses.query_string(addresses.excluding(facet.asked, name, option.value))
    return format_html(
        '<div class="fv krds-form-check medium{}">'
        '<input type="checkbox" id="f-{}-{}" name="{}" value="{}"{}>'
        '<label for="f-{}-{}">{} <span class="n">{}</span></label>{}</div>',
        *(faded, name, option.value, name, option.value, state),
        *(name, option.value, option.label, told(option.count)),
        "" if is_typed else _link(exclude, words.exclude, option.label),
    )


def _link(url: str, text: str, label: str) -> SafeString:
    return format_html(
        '<a class="fx" href="{}" rel="nofollow">{}<span class="sr-only">: {}</span></a>', url, text, label
    )
