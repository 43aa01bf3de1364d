"""The rows that the registry itself brings into a comparison."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.krds.dates import write_partial_date
from portal.zones.comparison import Cell, CellLine, FactRow, Text, register_fact_row
from portal.zones.models import ExemptionUse, Zone, ZonePlace

NOT_APPLICABLE = gettext_lazy("해당 없음")

type OfZone = Callable[[Zone], Cell]
type References = Callable[[Zone], Iterable[str]]


def register_fact_rows() -> None:
    """Called once when the app is ready."""
    rows: tuple[tuple[str, Text, OfZone, References], ...] = (
        ("field", gettext_lazy("분야"), _field, _own("field")),
        ("type", gettext_lazy("유형"), _type, _own("type")),
        ("status", gettext_lazy("상태"), _status, _own("status")),
        ("province", gettext_lazy("시·도(현재)"), _province, _own("place")),
        ("province_then", gettext_lazy("시·도(지정 당시)"), _province_then, _own("place_then")),
        ("municipalities", gettext_lazy("시·군·구"), _municipalities, _own("place")),
        ("designated", gettext_lazy("지정일(위원회 결정)"), _designated, _own("designated")),
        ("released", gettext_lazy("해제일"), _released, _own("released")),
        ("release_reason", gettext_lazy("해제 사유"), _release_reason, _own("release_note")),
        ("area", gettext_lazy("면적"), _area, _own("area")),
        ("product", gettext_lazy("품목·주제"), _product, _own("product")),
        ("grade", gettext_lazy("최근 평가 등급"), _latest_grade, _latest),
        ("grades", gettext_lazy("등급 흐름"), _grades, _rows("grade", "grades")),
        ("awards", gettext_lazy("우수특구 포상"), _awards, _rows("award", "awards")),
        (
            "exemptions_count",
            gettext_lazy("규제특례 수(출처에 적힌 수)"),
            _exemptions_count,
            _own("exemptions_count"),
        ),
        ("exemptions", gettext_lazy("규제특례"), _exemptions, _rows("use", "exemption_uses")),
        ("stages", gettext_lazy("가치사슬 단계"), _stages, _rows("stage", "stages")),
        ("office", gettext_lazy("지방중소벤처기업청"), _offices, _own("office")),
        ("plan", gettext_lazy("계획 연혁"), _plan_versions, _rows("plan", "plan_versions")),
    )
    for place, (key, label, of_zone, references) in enumerate(rows, 1):
        register_fact_row(FactRow(key, label, place * 10, _each(of_zone), references=references))
    register_fact_row(FactRow("as_of", gettext_lazy("상태 기준일"), 900, _each(_as_of), is_judged=False))
    register_fact_row(FactRow("sources", gettext_lazy("출처"), 910, _each(_sources), is_judged=False))


def text_cell(text: object, *, url: str = "", is_korean: bool = False) -> Cell:
    """A cell of one value; a blank one is not known."""
    return Cell((CellLine(str(text), url, is_korean),)) if text else Cell()


def _own(fact: str) -> References:
    """A fact of the zone's own row."""
    return lambda zone: (f"zone.{zone.pk}.{fact}",)


def _rows(kind: str, name: str) -> References:
    """Every fact of the rows of this kind."""
    return lambda zone: tuple(f"{kind}.{row.pk}" for row in getattr(zone, name).all())


def _latest(zone: Zone) -> Iterable[str]:
    return tuple(f"grade.{row.pk}" for row in list(zone.grades.all())[:1])


def _each(of_zone: OfZone) -> Callable[[Sequence[Zone], Any], Sequence[Cell]]:
    return lambda zones, _viewer: [of_zone(zone) for zone in zones]


def _is_english() -> bool:
    return get_language() == "en"


def _in_language(thing: Any, name: str) -> Cell:
    """`name_en` on English pages, else the Korean text, marked as Korean there."""
    english = getattr(thing, f"{name}_en") if _is_english() else ""
    return text_cell(english or getattr(thing, f"{name}_ko"), is_korean=_is_english() and not english)


def _field(zone: Zone) -> Cell:
    return text_cell(zone.field.name)


def _type(zone: Zone) -> Cell:
    return text_cell(zone.get_type_display())


def _status(zone: Zone) -> Cell:
    return text_cell(zone.get_status_display())


def _province(zone: Zone) -> Cell:
    return text_cell(zone.province.name)


def _province_then(zone: Zone) -> Cell:
    return text_cell(zone.province_at_designation.name)


def _municipalities(zone: Zone) -> Cell:
    now = [place.municipality for place in zone.places.all() if place.at == ZonePlace.At.NOW]
    if now:
        return Cell(tuple(CellLine(place.name) for place in now))
    stated = (_is_english() and zone.municipality_text_en) or zone.municipality_text
    return text_cell(stated)


def _designated(zone: Zone) -> Cell:
    return text_cell(write_partial_date(zone.designated_text))


def _released(zone: Zone) -> Cell:
    if zone.status == Zone.Status.ACTIVE:
        return text_cell(NOT_APPLICABLE)
    return text_cell(write_partial_date(zone.released_on))


def _release_reason(zone: Zone) -> Cell:
    if zone.status == Zone.Status.ACTIVE:
        return text_cell(NOT_APPLICABLE)
    if zone.release_reason == Zone.ReleaseReason.UNKNOWN:
        return Cell()
    return text_cell(zone.get_release_reason_display())


def _area(zone: Zone) -> Cell:
    return text_cell(f"{zone.area_m2:,}㎡" if zone.area_m2 else "")


def _product(zone: Zone) -> Cell:
    return _in_language(zone, "product")


def _latest_grade(zone: Zone) -> Cell:
    latest = next(iter(zone.grades.all()), None)
    return text_cell(latest and latest.grade.name)


def _grades(zone: Zone) -> Cell:
    return Cell(tuple(CellLine(f"{row.year} {row.grade.name}") for row in zone.grades.all()))


def _awards(zone: Zone) -> Cell:
    return Cell(tuple(CellLine(f"{row.year} {row.get_rank_display()}") for row in zone.awards.all()))


def _exemptions_count(zone: Zone) -> Cell:
    count = zone.exemptions_count
    return text_cell(_("%(count)s건") % {"count": count} if count else "")


def _exemptions(zone: Zone) -> Cell:
    """Article or act where the source's words could be read so, else the words themselves."""
    lines = [_use_line(use) for use in zone.exemption_uses.all()]
    return Cell(tuple(dict.fromkeys(lines)))


def _use_line(use: ExemptionUse) -> CellLine:
    if use.exemption is not None:
        return CellLine(use.exemption.title, use.exemption.get_absolute_url())
    if use.act is not None:
        return CellLine(use.act.name, use.act.get_absolute_url())
    return CellLine(use.text_as_read, is_korean=_is_english())


def _stages(zone: Zone) -> Cell:
    return Cell(tuple(CellLine(row.stage.name) for row in zone.stages.all()))


def _offices(zone: Zone) -> Cell:
    return Cell(tuple(CellLine(office.name) for office in zone.province.offices.all()))


def _plan_versions(zone: Zone) -> Cell:
    lines = [
        CellLine(f"{write_partial_date(row.decided_on) or _('날짜 미확인')} {row.get_kind_display()}")
        for row in zone.plan_versions.all()
    ]
    return Cell(tuple(dict.fromkeys(lines)))


def _as_of(zone: Zone) -> Cell:
    return text_cell(write_partial_date(zone.status_as_of))


def _sources(zone: Zone) -> Cell:
    page = CellLine(_("특구 페이지"), reverse("zone", args=[zone.page.public_slug]))
    return Cell((page, *(CellLine(source, source) for source in zone.sources)))
