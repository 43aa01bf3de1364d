"""How zones and exemptions become search documents, and the names the registry teaches the analyser."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.media.file_texts import passages_in
from portal.stories import words_of
from portal.zones.best_bets import best_bet
from portal.zones.models import (
    Act,
    Award,
    Exemption,
    ExemptionArea,
    ExemptionUse,
    Field,
    Municipality,
    PlaceAlias,
    Province,
    Zone,
    ZonePage,
    ZonePlace,
)
from portal.zones.search_map import map_of_results
from portal.zones.search_names import (
    act_names,
    exemption_names,
    field_names,
    municipality_names,
    province_names,
    province_of,
    status_names,
    type_names,
)
from search.documents import Attachment, HitAction, HitMeta, Language, Law, Place, SearchDocument, Word
from search.registry import (
    Facet,
    ResultMap,
    Source,
    Viewer,
    register,
    register_best_bets,
    register_facet,
    register_laws,
    register_map,
    register_places,
    register_words,
)

SPECIAL_ZONES_ACT = Law(
    "규제자유특구 및 지역특화발전특구에 관한 규제특례법",
    (
        "법",  # as the catalogue and the guides write it
        "지역특구법",
        "특구법",
        "규제특례법",
        "지역특화발전특구에 대한 규제특례법",
        "지역특화발전특구 규제특례법",
        "Special Zones Act",
        "Special Cases Act",
    ),
)


def register_in_search() -> None:
    """Called once when the app is ready."""
    register(
        Source(
            "zone", pgettext_lazy("kind", "특구"), 10, zone_document, _zone_ids, _visible_zones, _zone_meta
        )
    )
    register(
        Source(
            "exemption",
            _("규제특례"),
            20,
            exemption_document,
            _exemption_ids,
            _visible_exemptions,
            _exemption_meta,
        )
    )
    for facet in (*_facets_of_zones(), *_facets_of_exemptions()):
        register_facet(facet)
    register_places(places)
    register_words(words)
    register_laws(laws)
    register_best_bets(best_bet)
    register_map(ResultMap("zone", ("province", "municipality"), "zones/search_map.html", map_of_results))


# What zones and exemptions are narrowed by; other rooms give their documents the same values.


def _facets_of_zones() -> Iterable[Facet]:
    place = ("지역", "시도", "place", "region")
    yield Facet(
        "province", _("시·도"), 10, _labels_of(Province, "code"), place, province_names, example=_("충남")
    )
    yield Facet(
        "municipality",
        _("시·군·구"),
        15,
        _labels_of(Municipality, "code"),
        ("지역", "시군구", "place", "region"),
        municipality_names,
        broader=province_of,
    )
    fields = ("분야", "field")
    yield Facet(
        "field", _("분야"), 20, _labels_of(Field, "slug"), fields, field_names, _("식품"), is_doorway=True
    )
    yield Facet("type", _("유형"), 30, _choice_labels(Zone.Type.choices), ("유형", "type"), type_names)
    labels, status = _choice_labels(Zone.Status.choices), ("상태", "status")
    yield Facet("status", _("상태"), 40, labels, status, status_names, example=_("해제"))
    years = ("기간", "연도", "since", "year")
    yield Facet("year", _("연도"), 100, _as_they_are, years, example=">2023", is_year=True)


def _facets_of_exemptions() -> Iterable[Facet]:
    exemption = ("특례", "법률", "law", "exemption")
    yield Facet("area", _("특례 분야"), 50, _labels_of(ExemptionArea, "code"))
    yield Facet("act", _("법률"), 60, _labels_of(Act, "slug"), exemption, act_names, example=_("도로법"))
    yield Facet(
        "exemption",
        _("규제특례"),
        65,
        _exemption_labels,
        ("특례", "exemption"),
        exemption_names,
        is_listed=False,
    )


def _as_they_are(values: Collection[str], language: Language) -> Mapping[str, str]:
    return {value: value for value in values}


def _exemption_labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    rows = Exemption.objects.filter(code__in=list(values))
    with translation.override(language):
        return {row.code: f"{row.code} {row.title}" for row in rows}


def _labels_of(model: Any, key: str) -> Any:
    def labels(values: Collection[str], language: Language) -> Mapping[str, str]:
        rows = model.objects.filter(**{f"{key}__in": list(values)}).values_list(key, "name_ko", "name_en")
        return {
            code: (name_en if language == "en" and name_en else name_ko) for code, name_ko, name_en in rows
        }

    return labels


def _choice_labels(choices: Iterable[tuple[Any, Any]]) -> Any:
    known = dict(choices)

    def labels(values: Collection[str], language: Language) -> Mapping[str, str]:
        with translation.override(language):
            return {value: str(known[value]) for value in values if value in known}

    return labels


def content_version(*parts: object) -> int:
    """A number that changes with the content: the doctor compares it between database and index."""
    return zlib.crc32("\x1f".join(str(part) for part in parts).encode("utf-8", "ignore"))


def _zone_ids() -> Iterable[str]:
    return (str(pk) for pk in Zone.objects.visible_to(None).order_by("pk").values_list("pk", flat=True))


def _visible_zones(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    rows = Zone.objects.visible_to(viewer).filter(pk__in=[pk for pk in object_ids if pk.isdigit()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def zone_document(object_id: str, language: Language) -> SearchDocument | None:
    """A zone's facts and its operator's story as one document."""
    zone = (
        Zone.objects.visible_to(None)
        .select_related("page", "province", "province_at_designation", "field")
        .filter(pk=object_id)
        .first()
    )
    if zone is None:
        return None
    page: ZonePage = zone.page
    awards = list(zone.awards.all())
    with translation.override(language):
        texts = _zone_texts(zone, page, language, awards=awards)
        return SearchDocument(
            kind="zone",
            object_id=str(zone.pk),
            language=language,
            title=zone.name,
            url=reverse("zone", args=[page.public_slug]),
            facets=_zone_facets(zone),
            date=zone.designated_on,
            popularity=len(awards),
            version=content_version(
                *texts.values(), zone.status, zone.type, zone.designated_text, page.public_slug
            ),
            is_sample=zone.is_sample,
            **texts,
        )


def _zone_texts(zone: Zone, page: ZonePage, language: Language, *, awards: Iterable[Award]) -> dict[str, Any]:
    places = [place.municipality for place in zone.places.select_related("municipality")]
    former = list(zone.former_names.values_list("name_ko", flat=True))
    place_names = [name for place in places for name in (place.name_ko, place.name_en) if name]
    provinces = [zone.province.name, zone.province_at_designation.name]
    told = [version.summary for version in zone.plan_versions.all()]
    told += [_award_in_words(award) for award in awards]
    if language == "en":
        other, lead, product = zone.name_ko, page.lead_en, zone.product_en
        own = [words_of(page.story_en), zone.release_note_en]
    else:
        other, lead, product = zone.name_en, page.lead_ko, zone.product_ko
        uses = zone.exemption_uses.values_list("text_as_read", flat=True)
        own = [words_of(page.story), zone.release_note_ko, *uses, zone.municipality_text]
    return {
        "aliases": tuple(name for name in (other, *former, *place_names) if name),
        "summary": ". ".join(part for part in (lead, product) if part),
        "body": "\n".join(filter(None, [*own, *told, zone.field.name, *provinces])),
        "attachments": tuple(
            Attachment(*part) for part in passages_in(page.story_en if language == "en" else page.story)
        ),
    }


def _award_in_words(award: Award) -> str:
    """What people type who look for it; "수상" alone would find every zone on the water."""
    named = award.get_rank_display() if award.rank != Award.Rank.OTHER else ""
    return " ".join(
        filter(None, (gettext("%(year)s년 우수특구 포상") % {"year": award.year}, named, award.name))
    )


def _zone_facets(zone: Zone) -> dict[str, tuple[str, ...]]:
    uses = ExemptionUse.objects.filter(zone=zone).values_list(
        "level", "act__slug", "exemption__code", "exemption__acts__slug"
    )
    acts, codes = set[str](), set[str]()
    for level, act, code, act_of_code in uses:
        acts.update(filter(None, (act_of_code, act if level != ExemptionUse.Level.UNRESOLVED else None)))
        codes.update(filter(None, (code,)))
    return {
        "province": (zone.province.code,),
        "municipality": municipalities_of(zone),
        "field": (zone.field.slug,),
        "type": (zone.type,) if zone.type else (),
        "status": (zone.status,) if zone.status else (),
        "act": tuple(sorted(acts)),
        "exemption": tuple(sorted(codes)),
        "year": (zone.designated_text[:4],) if zone.designated_text[:4].isdigit() else (),
    }


def municipalities_of(zone: Zone) -> tuple[str, ...]:
    """The codes of where a zone lies today, as facet values."""
    places = zone.places.filter(at=ZonePlace.At.NOW).values_list("municipality__code", flat=True)
    return tuple(sorted(places))


def _zone_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    rows = Zone.objects.filter(pk__in=list(object_ids)).select_related("province", "field", "page")
    with translation.override(language):
        return {
            str(zone.pk): HitMeta(
                actions=(_compare_action(zone),),
                as_of=zone.status_as_of,
                lines=tuple(
                    part
                    for part in (
                        zone.province.name,
                        zone.field.name,
                        zone.designated_text[:4],
                        str(zone.get_status_display()),
                    )
                    if part
                ),
            )
            for zone in rows
        }


def _compare_action(zone: Zone) -> HitAction:
    return HitAction(gettext("비교에 담기"), f"{reverse('zone-compare')}?zone={zone.page.public_slug}")


def _exemption_ids() -> Iterable[str]:
    return (str(pk) for pk in Exemption.objects.order_by("pk").values_list("pk", flat=True))


def _visible_exemptions(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    rows = Exemption.objects.filter(pk__in=[pk for pk in object_ids if pk.isdigit()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def exemption_document(object_id: str, language: Language) -> SearchDocument | None:
    """A row of the catalogue as a document; old and short names of its acts are aliases."""
    row = (
        Exemption.objects.select_related("area")
        .prefetch_related("acts__aliases")
        .filter(pk=object_id)
        .first()
    )
    if row is None:
        return None
    acts = list(row.acts.all())
    is_english = language == "en"
    aliases = _names_of_acts(acts, row.article)
    with translation.override(language):
        texts = {
            "title": row.title,
            "aliases": (
                row.title_ko if is_english else row.title_en,
                *aliases,
                row.code,
                _whole_article(row.article),
            ),
            "summary": (is_english and row.description_en) or row.description_ko,
            "body": "\n".join([row.law, row.area.name, "" if is_english else row.decree_detail]),
        }
        return SearchDocument(
            kind="exemption",
            object_id=str(row.pk),
            language=language,
            url=reverse("exemption", args=[row.code]),
            facets={
                "area": (row.area.code,),
                "act": tuple(act.slug for act in acts),
                "exemption": (row.code,),
            },
            popularity=row.uses.count(),
            version=content_version(*texts.values(), row.code, row.area.code),
            is_sample=row.is_sample,
            **texts,  # type: ignore[arg-type]
        )


def _names_of_acts(acts: Iterable[Act], article: str) -> list[str]:
    """Name the acts in every way; readers put an act and the article of the catalogue together."""
    return [
        name
        for act in acts
        for name in (
            f"{act.name_ko} {article.removeprefix('법 ')}",
            act.name_en,
            *(alias.alias for alias in act.aliases.all()),
        )
        if name
    ]


def _whole_article(article: str) -> str:
    """Put the name of the act before the article, which the catalogue calls 법 and readers by its name."""
    return f"지역특구법 {article.removeprefix('법 ')}" if article.startswith("법 ") else article


def _exemption_meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    rows = Exemption.objects.filter(pk__in=list(object_ids)).select_related("area")
    with translation.override(language):
        return {
            str(row.pk): HitMeta(
                lines=(*(() if language == "en" else (row.article,)), row.law, row.area.name),
                public_id=row.code,
                as_of=row.as_of,
            )
            for row in rows
        }


def places() -> Iterable[Place]:
    """Provinces by their short names with every older name; municipalities with their former names.

    Where several provinces merged, each of them stays a place of its own: 전남 must not find all of 광주.
    """
    aliases: dict[tuple[str, int], set[str]] = {}
    for alias in PlaceAlias.objects.all():
        key = ("p", alias.province_id) if alias.province_id else ("m", alias.municipality_id or 0)
        aliases.setdefault(key, set()).add(alias.alias)
    for province in Province.objects.current().order_by("position"):
        yield from _places_of_province(province, aliases.get(("p", province.pk), set()))
    for pk, name in Municipality.objects.order_by("pk").values_list("pk", "name_ko"):
        yield Place(name, tuple(sorted(aliases.get(("m", pk), set()))))


def _places_of_province(province: Province, aliases: set[str]) -> Iterable[Place]:
    predecessors = list(province.predecessors.all())
    if len(predecessors) > 1:
        older = {name for old in predecessors for name in (old.name_ko, old.short_ko)}
        yield from (Place(old.short_ko, (old.name_ko,)) for old in predecessors)
        yield Place(province.short_ko, tuple(sorted({province.name_ko, *aliases} - older)))
    else:
        older = {name for old in predecessors for name in (old.name_ko, old.short_ko)}
        yield Place(province.short_ko, tuple(sorted({province.name_ko, *older, *aliases})))


def words() -> Iterable[Word]:
    """Names of zones, new and old, as they are spaced, and what they grow or make."""
    for zone in Zone.objects.order_by("pk").prefetch_related("former_names"):
        yield Word(zone.name_ko)
        for former in zone.former_names.all():
            yield Word(former.name_ko)
        for product in _plain_words(zone.product_ko):
            yield Word(product)


def laws() -> Iterable[Law]:
    """The Special Zones Act, whose articles the catalogue names, and the acts that exemptions touch."""
    yield SPECIAL_ZONES_ACT
    for act in Act.objects.order_by("pk").prefetch_related("aliases"):
        names = (act.name_en, *(alias.alias for alias in act.aliases.all()))
        yield Law(act.name_ko, tuple(sorted(name for name in names if name)))


def _plain_words(text: str) -> list[str]:
    """The Korean words of a short text, without what stands in brackets' marks or between dots."""
    cleaned = "".join(c if "가" <= c <= "힣" else " " for c in text)
    return [word for word in dict.fromkeys(cleaned.split()) if len(word) > 1]
