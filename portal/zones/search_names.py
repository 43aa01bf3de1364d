"""Every name that a province, a municipality, a field, an act or an exemption goes by in the search box."""

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from portal.zones.models import Act, Exemption, ExemptionArea, Field, Municipality, Province, Zone
from search.documents import LANGUAGES
from search.registry import FacetName

_ENDINGS = ("특별자치시", "광역시", "시", "군", "구")
_SHORTEST = 2


def province_names() -> Iterator[FacetName]:
    """Present provinces: long and short names, aliases, and the names of those that became them."""
    rows = Province.objects.current().prefetch_related("predecessors", "aliases").order_by("position")
    for row in rows:
        older = [name for old in row.predecessors.all() for name in (old.name_ko, old.short_ko)]
        aliases = [alias.alias for alias in row.aliases.all()]
        names = (row.name_ko, row.short_ko, row.name_en, row.short_en, *older, *aliases)
        yield FacetName(row.code, _known(names))


def municipality_names() -> Iterator[FacetName]:
    """Present municipalities with and without 시·군·구, and what they were called before."""
    rows = Municipality.objects.current().prefetch_related("aliases").order_by("code")
    for row in rows:
        aliases = [alias.alias for alias in row.aliases.all()]
        english = (row.name_en, row.name_en.partition("-")[0])
        yield FacetName(row.code, _known((row.name_ko, _short(row.name_ko), *english, *aliases)))


def field_names() -> Iterator[FacetName]:
    """The fields."""
    return (FacetName(row.slug, _known((row.slug, row.name_ko, row.name_en))) for row in Field.objects.all())


def area_names() -> Iterator[FacetName]:
    """The areas of the catalogue."""
    return (FacetName(row.code, _known((row.name_ko, row.name_en))) for row in ExemptionArea.objects.all())


def act_names() -> Iterator[FacetName]:
    """Acts by their full, short and old names."""
    for row in Act.objects.prefetch_related("aliases"):
        aliases = [alias.alias for alias in row.aliases.all()]
        yield FacetName(row.slug, _known((row.name_ko, row.name_en, *aliases)))


def exemption_names() -> Iterator[FacetName]:
    """Exemptions by code and title; A45 alone means all that its paragraphs allow."""
    for code, title_ko, title_en in Exemption.objects.values_list("code", "title_ko", "title_en"):
        yield FacetName(code, _known((code, code.partition("-")[0], title_ko, title_en)))


def status_names() -> Iterator[FacetName]:
    """What a designation may be: standing or released."""
    return choice_names(Zone.Status.choices)


def type_names() -> Iterator[FacetName]:
    """The types of zones."""
    return choice_names(Zone.Type.choices)


def choice_names(choices: Iterable[tuple[object, object]]) -> Iterator[FacetName]:
    """A fixed list of choices in both languages."""
    for value, label in choices:
        said = []
        for language in LANGUAGES:
            with override(language):
                said.append(str(label))
        yield FacetName(str(value), _known((str(value), *said)))


def province_of(municipality: str) -> tuple[str, str] | None:
    """The facet and value that hold all of a municipality."""
    row = Municipality.objects.filter(code=municipality).values_list("province__code", flat=True).first()
    return ("province", row) if row else None


def _known(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _short(name: str) -> str:
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    short = name.removesuffix(ending)
    return short if len(short) >= _SHORTEST else ""
