"""The facts of one zone: all its tables in one query, whatever the number of rows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.safestring import SafeString

from portal.addresses import address
from portal.prepared import Prepared, gathered
from portal.words import label
from portal.zones.articles import article_markup
from portal.zones.models.facts import Award, ExemptionUse, FormerName, PlanVersion, PublishedGrade, ZoneStage
from portal.zones.models.names import sources_in
from portal.zones.models.places import RegionalOffice, slug_of_office
from portal.zones.models.zones import Zone, ZonePlace


class Place(NamedTuple):
    """A municipality in which the zone lies, or lay when it was designated."""

    at: str
    name_ko: str
    name_en: str
    map_name: str


class Version(NamedTuple):
    """A version of the zone's plan."""

    decided_on: str
    number: int
    kind: str
    area_m2: int | None
    term_to: str
    budget_krw: int | None
    summary_ko: str
    summary_en: str
    source_url: str

    @property
    def kind_label(self) -> str:
        """What the decision did."""
        return label(PlanVersion.Kind, self.kind)

    @property
    def sources(self) -> list[str]:
        """The source addresses, in the order given."""
        return sources_in(self.source_url)


class Stage(NamedTuple):
    """What the zone has at one stage of its value chain."""

    position: int
    name_ko: str
    name_en: str
    actors: int | None
    description_ko: str
    description_en: str
    gap_ko: str
    gap_en: str
    number: int


class Use(NamedTuple):
    """An exemption that the zone uses, as far as the source's words tell."""

    level: str
    number: int
    text_as_read: str
    code: str | None
    title_ko: str | None
    title_en: str | None
    article: str | None
    act_slug: str | None
    act_ko: str | None
    act_en: str | None

    @property
    def article_markup(self) -> SafeString:
        """The article in the language in force."""
        return article_markup(self.article or "")

    @property
    def level_label(self) -> str:
        """How exactly the words could be read."""
        return label(ExemptionUse.Level, self.level)


class Prize(NamedTuple):
    """An award of a year."""

    year: int
    rank: str
    award_ko: str
    award_en: str
    source_url: str
    number: int

    @property
    def rank_label(self) -> str:
        """Place in the year's awards."""
        return label(Award.Rank, self.rank)

    @property
    def sources(self) -> list[str]:
        """The source addresses, in the order given."""
        return sources_in(self.source_url)


class Grade(NamedTuple):
    """The published grade of a year."""

    year: int
    step: int
    name_ko: str
    name_en: str
    published_on: str
    number: int


class OtherName(NamedTuple):
    """A name the zone had or was proposed under."""

    name_ko: str
    kind: str
    changed_on: str
    number: int

    @property
    def kind_label(self) -> str:
        """What kind of other name."""
        return label(FormerName.Kind, self.kind)


class Office(NamedTuple):
    """A regional office that serves the zone's province."""

    position: int
    name_ko: str
    name_en: str
    phone_prefix: str
    number: int

    @property
    def url(self) -> str:
        """The office's page."""
        return address("office", slug_of_office(self.name_en, self.number))


class FactsOfZone(NamedTuple):
    """Every table in the order in which a page tells it: awards newest first, grades oldest first."""

    places: tuple[Place, ...]
    versions: tuple[Version, ...]
    stages: tuple[Stage, ...]
    uses: tuple[Use, ...]
    awards: tuple[Prize, ...]
    grades: tuple[Grade, ...]
    other_names: tuple[OtherName, ...]
    offices: tuple[Office, ...]


def facts_of_zone(zone: int) -> FactsOfZone:
    """What is known of the zone with this number."""
    places, versions, stages, uses, awards, grades, names, offices = FACTS.rows(zone)[0]
    return FactsOfZone(
        places=_sorted(Place, places),
        versions=_sorted(Version, versions),
        stages=_sorted(Stage, stages),
        uses=_sorted(Use, uses),
        awards=_sorted(Prize, awards)[::-1],
        grades=_sorted(Grade, grades),
        other_names=_sorted(OtherName, names),
        offices=_sorted(Office, offices),
    )


def _sorted[Row: NamedTuple](kind: type[Row], rows: Iterable[Any] | None) -> tuple[Row, ...]:
    """By their first columns, which differ within a zone; a database gathers rows in no order."""
    return tuple(kind._make(row) for row in sorted(rows or ()))


def _facts(zone: int) -> QuerySet[Zone, Any]:
    return Zone.objects.filter(pk=zone).values_list(*_plan(), *_recognised())


HERE = {"zone": OuterRef("pk")}


def _plan() -> tuple[Subquery, ...]:
    """Places, versions, stages, uses."""
    town, article, act, stage = "municipality__", "exemption__", "act__", "stage__"
    version = ("decided_on", "pk", "kind", "area_m2", "term_to", "budget_krw", "summary_ko", "summary_en")
    work = ("actors", "description_ko", "description_en", "gap_ko", "gap_en", "pk")
    use = ("level", "pk", "text_as_read", f"{article}code", f"{article}title_ko", f"{article}title_en")
    return (
        gathered(ZonePlace.objects.filter(**HERE), "at", *_names(town), f"{town}map_name"),
        gathered(PlanVersion.objects.filter(**HERE), *version, "source_url"),
        gathered(ZoneStage.objects.filter(**HERE), f"{stage}position", *_names(stage), *work),
        gathered(ExemptionUse.objects.filter(**HERE), *use, f"{article}article", f"{act}slug", *_names(act)),
    )


def _recognised() -> tuple[Subquery, ...]:
    """Awards, grades, other names, offices."""
    award = ("year", "rank", "award_ko", "award_en", "source_url", "pk")
    grade = ("year", "grade__step", *_names("grade__"), "published_on", "pk")
    offices = RegionalOffice.objects.filter(provinces=OuterRef("province"))
    return (
        gathered(Award.objects.filter(**HERE), *award),
        gathered(PublishedGrade.objects.filter(**HERE), *grade),
        gathered(FormerName.objects.filter(**HERE), "name_ko", "kind", "changed_on", "pk"),
        gathered(offices, "position", "name_ko", "name_en", "phone_prefix", "pk"),
    )


def _names(through: str) -> tuple[str, str]:
    return f"{through}name_ko", f"{through}name_en"


FACTS = Prepared(_facts)
