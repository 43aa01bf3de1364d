"""What the card of a case says; the same for the page that names it and the job that draws it."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhow.anonymity import unnamed_zone
from knowhow.models import CasePage
from portal.krds.maps import split_municipalities
from portal.media.cards import Card


def case_card(page: CasePage) -> Card:
    """The card in the language in force. Reads nothing but the page, its zone, field and province."""
    zone = page.zone
    if page.is_anonymous:
        return _anonymous_card(page)
    return Card(
        title=(get_language() == "en" and page.title_en) or page.title,
        kicker=f"{_('사례')} · {zone.field.name} · {zone.province.name}",
        place=zone.name,
        portal=_("한마당"),
        tagline=_("지역특화발전특구 지식·협력 포털"),
        province=zone.province.code,
        units=split_municipalities(zone.municipality_text),
        sample=_("예시") if page.is_sample else "",
    )


def _anonymous_card(page: CasePage) -> Card:
    """Neither a name nor a map."""
    return Card(
        title=(get_language() == "en" and page.title_en) or page.title,
        kicker=f"{_('사례')} · {page.zone.field.name}",
        place=unnamed_zone(),
        portal=_("한마당"),
        tagline=_("지역특화발전특구 지식·협력 포털"),
        sample=_("예시") if page.is_sample else "",
    )


def case_cards_to_draw() -> Iterator[Card]:
    """The card of every visible case in each language."""
    rows = CasePage.objects.visible_to(AnonymousUser()).select_related("zone__field", "zone__province")
    pages = list(rows.defer("body", "body_en", "steps").order_by("pk"))
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield from [case_card(page) for page in pages]
