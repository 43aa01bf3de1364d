"""Whatever the portal names is found by its own name: zones old and new, exemptions, acts, places. All of them."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from portal.zones.models import Act, Exemption, Municipality, Province, Zone
from search.documents import Language
from search.queries import SearchRequest, find
from search.results import Hit

FIRST = 3
type Wanted = tuple[str, Language, Callable[[Hit], bool]]

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("facts")]


def not_found(wanted: Iterable[Wanted]) -> list[tuple[str, list[str]]]:
    """Ask for each name and return those whose thing is not among the first three, with what is."""
    missed = []
    for name, language, fits in wanted:
        request = SearchRequest(text=name, language=language, page_size=FIRST)
        hits = find(request, viewer=AnonymousUser()).hits
        if not any(map(fits, hits)):
            missed.append((name, [hit.title for hit in hits]))
    return missed


def is_zone(number: int) -> Callable[[Hit], bool]:
    return lambda hit: (hit.kind, hit.object_id) == ("zone", str(number))


def is_exemption(codes: Iterable[str]) -> Callable[[Hit], bool]:
    wanted = frozenset(codes)
    return lambda hit: hit.kind == "exemption" and hit.public_id in wanted


def zones() -> Iterator[Wanted]:
    for zone in Zone.objects.visible_to(None).prefetch_related("former_names"):
        for name in {zone.name_ko, *(former.name_ko for former in zone.former_names.all())}:
            yield name, "ko", is_zone(zone.pk)
            yield "".join(name.split()), "ko", is_zone(zone.pk)
        if zone.name_en:
            yield zone.name_en, "en", is_zone(zone.pk)


def exemptions() -> Iterator[Wanted]:
    """Several have one title: any of those is right."""
    codes: dict[str, list[str]] = {}
    for code, title in Exemption.objects.values_list("code", "title_ko"):
        codes.setdefault(title, []).append(code)
    yield from ((title, "ko", is_exemption(named)) for title, named in codes.items())


def acts() -> Iterator[Wanted]:
    for act in (
        Act.objects.filter(exemptions__isnull=False).distinct().prefetch_related("aliases", "exemptions")
    ):
        codes = [exemption.code for exemption in act.exemptions.all()]
        for name in (act.name_ko, *(alias.alias for alias in act.aliases.all())):
            yield name, "ko", is_exemption(codes)
        yield act.name_en, "en", is_exemption(codes)


def places() -> Iterator[Wanted]:
    """Municipalities and provinces of zones, old names too: one of their zones comes first.

    Several are called 중구: any of them is right.
    """
    named: dict[str, set[int]] = {}
    for place in Municipality.objects.filter(zone_places__zone__isnull=False).distinct():
        of_place = Zone.objects.filter(places__municipality=place).values_list("pk", flat=True)
        named.setdefault(place.name_ko, set()).update(of_place)
    yield from ((name, "ko", _zone_among(numbers)) for name, numbers in named.items())
    for province in Province.objects.all():
        of_province = set(
            Zone.objects.filter(Q(province=province) | Q(province_at_designation=province)).values_list(
                "pk", flat=True
            )
        )
        if of_province:
            yield f"{province.name_ko} 특구", "ko", _zone_among(of_province)
            yield f"{province.short_ko} 특구", "ko", _zone_among(of_province)


def _zone_among(numbers: set[int]) -> Callable[[Hit], bool]:
    wanted = {str(number) for number in numbers}
    return lambda hit: hit.kind == "zone" and hit.object_id in wanted


@pytest.mark.parametrize("names", [zones, exemptions, acts, places])
def test_each_name_finds_its_thing(names: Callable[[], Iterable[Wanted]]) -> None:
    wanted = list(names())
    assert len(wanted) > 50
    assert not_found(wanted) == []


def test_the_measure_can_fail() -> None:
    """The control: a name that is none is told."""
    assert not_found([("없는이름특구", "ko", is_zone(1))])


def test_composed_decomposed_and_compatibility_letters_are_one() -> None:
    for zone in Zone.objects.visible_to(None).order_by("pk")[:20]:
        for form in ("NFD", "NFKD"):
            assert not not_found([(unicodedata.normalize(form, zone.name_ko), "ko", is_zone(zone.pk))])
