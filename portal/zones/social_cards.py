"""What the card of a zone says; the same for the page that names it and the job that draws it."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.krds.maps import split_municipalities
from portal.media.cards import Card
from portal.zones.models.zones import Zone


def zone_card(zone: Zone) -> Card:
    """The card in the language in force. Reads nothing but the zone, its field and its province."""
    place = (get_language() == "en" and zone.municipality_text_en) or zone.municipality_text
    return Card(
        title=zone.name,
        kicker=f"{zone.field.name} · {zone.province.name}",
        place=place,
        portal=_("한마당"),
        tagline=_("지역특화발전특구 지식·협력 포털"),
        province=zone.province.code,
        units=split_municipalities(zone.municipality_text),
        sample=_("예시") if zone.is_sample else "",
    )


def zone_cards_to_draw() -> Iterator[Card]:
    """The card of every visible zone in each language."""
    zones = list(Zone.objects.visible_to(None).select_related("field", "province").order_by("pk"))
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield from [zone_card(zone) for zone in zones]
