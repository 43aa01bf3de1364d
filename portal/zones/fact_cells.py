"""What the cells of the registry show, page by page: the same words as on the page, with the name of each cell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.krds.dates import write_partial_date
from portal.words import in_language
from portal.zones.articles import article_in_language
from portal.zones.fact_references import ROWS, FactReference
from portal.zones.facts_of_zone import FactsOfZone, Use, facts_of_zone
from portal.zones.models import Exemption, RegionalOffice, Zone
from portal.zones.profile import facts_in_brief, write_won

SHOWN_LENGTH = 300


@dataclass(frozen=True)
class FactCell:
    """One fact as its page shows it in the language in force."""

    reference: FactReference
    row: str
    """Which of several rows it stands in (`포상 2024`); blank for the page's own facts."""
    label: str
    value: str
    """Blank where it is not known."""

    @property
    def title(self) -> str:
        """The fact with its row."""
        return f"{self.row}: {self.label}" if self.row else self.label


def cells_of(thing: Zone | Exemption | RegionalOffice) -> tuple[FactCell, ...]:
    """Every cell of the page of this one, in the order of the page. One query for a zone's tables, one for other lists."""
    found: Iterable[FactCell]
    if isinstance(thing, Zone):
        found = _of_zone(thing)
    elif isinstance(thing, Exemption):
        found = _of_exemption(thing)
    else:
        found = _of_office(thing)
    told: dict[FactReference, FactCell] = {}
    for cell in found:  # the end of the term stands at the head of the page and in its plan
        told.setdefault(cell.reference, cell)
    return tuple(told.values())


def find_cell(thing: Zone | Exemption | RegionalOffice, text: str) -> FactCell | None:
    """The cell that a reference names, if it stands on the page of this one."""
    return next((cell for cell in cells_of(thing) if str(cell.reference) == text), None)


def _of_zone(zone: Zone) -> Iterator[FactCell]:
    known = facts_of_zone(zone.pk)
    own = "zone", zone.pk
    yield _cell(*own, "name", in_language(zone.name_ko, zone.name_en))
    yield _cell(*own, "field", zone.field.name)
    yield _cell(*own, "type", zone.get_type_display())
    for fact in facts_in_brief(zone, known):
        reference = FactReference.read(fact.reference)
        if reference is not None:
            yield FactCell(reference, "", str(fact.term), _short(fact.value or ""))
    if zone.status == Zone.Status.RELEASED:
        yield _cell(*own, "released", write_partial_date(zone.released_on))
        yield _cell(*own, "release_note", in_language(zone.release_note_ko, zone.release_note_en))
    yield from _rows_of_zone(known)
    offices = (in_language(office.name_ko, office.name_en) for office in known.offices)
    yield _cell(*own, "office", ", ".join(offices))


def _rows_of_zone(known: FactsOfZone) -> Iterator[FactCell]:
    for version in known.versions:
        day = write_partial_date(version.decided_on)
        yield from _row(
            ("plan", version.number, f"{day or _('날짜 미확인')} {version.kind_label}"),
            ("decided", day),
            ("kind", version.kind_label),
            ("area", f"{version.area_m2:,}㎡" if version.area_m2 else ""),
            ("term", write_partial_date(version.term_to)),
            ("budget", write_won(version.budget_krw) if version.budget_krw else ""),
            ("summary", in_language(version.summary_ko, version.summary_en)),
        )
    for name in known.other_names:
        yield from _row(
            ("name", name.number, name.name_ko),
            ("name", name.name_ko),
            ("kind", name.kind_label),
            ("changed", write_partial_date(name.changed_on)),
        )
    for grade in known.grades:
        yield from _row(
            ("grade", grade.number, str(grade.year)),
            ("grade", in_language(grade.name_ko, grade.name_en)),
            ("published", write_partial_date(grade.published_on)),
        )
    for award in known.awards:
        yield from _row(
            ("award", award.number, str(award.year)),
            ("rank", award.rank_label),
            ("award", in_language(award.award_ko, award.award_en)),
        )
    for use in known.uses:
        yield from _row(
            ("use", use.number, use.text_as_read),
            ("text", use.text_as_read),
            ("link", _link_of(use)),
            ("level", use.level_label),
        )
    for stage in known.stages:
        yield from _row(
            ("stage", stage.number, in_language(stage.name_ko, stage.name_en)),
            ("actors", "" if stage.actors is None else str(stage.actors)),
            ("description", in_language(stage.description_ko, stage.description_en)),
            ("gap", in_language(stage.gap_ko, stage.gap_en)),
        )


def _link_of(use: Use) -> str:
    if use.code:
        return (
            f"{in_language(use.title_ko or '', use.title_en or '')} {article_in_language(use.article or '')}"
        )
    return in_language(use.act_ko or "", use.act_en or "")


def _of_exemption(exemption: Exemption) -> Iterable[FactCell]:
    acts = ", ".join(act.name for act in exemption.acts.all())
    values = (
        ("title", exemption.title),
        ("area", exemption.area.name),
        ("kind", exemption.get_kind_display()),
        ("description", in_language(exemption.description_ko, exemption.description_en)),
        ("article", article_in_language(exemption.article)),
        ("law", acts or exemption.law),
        ("decree", exemption.decree_detail),
    )
    return (_cell("exemption", exemption.pk, fact, value) for fact, value in values)


def _of_office(office: RegionalOffice) -> Iterable[FactCell]:
    provinces = office.provinces.order_by("position", "code")
    values = (
        ("name", office.name),
        ("provinces", ", ".join(province.name for province in provinces)),
        ("city", office.city),
        ("phone", office.phone_prefix),
    )
    return (_cell("office", office.pk, fact, value) for fact, value in values)


def _row(row: tuple[str, int, str], *values: tuple[str, str]) -> Iterator[FactCell]:
    kind, number, told = row
    title = f"{ROWS[kind].label} {told}".strip()
    for fact, value in values:
        yield _cell(kind, number, fact, value, row=_short(title))


def _cell(kind: str, number: int, fact: str, value: Any, *, row: str = "") -> FactCell:
    reference = FactReference(kind, number, fact)
    return FactCell(reference, row, str(reference.label), _short(value))


def _short(value: object) -> str:
    """On one line, so that a form brings it back as it was."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"
