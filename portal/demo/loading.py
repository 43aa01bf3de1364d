"""Load the shipped facts through the importers of the rooms, and set up the page tree they hang on."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from portal.home.models import HomePage
from portal.importing.actions import apply_import
from portal.importing.columns import Row, mapped_rows
from portal.importing.files import open_table
from portal.importing.models import ImportRun
from portal.importing.plans import Progress
from portal.importing.registry import is_registered
from portal.zones.models import ZoneIndexPage

DATA = Path(__file__).parent / "data"
SOURCE_NOTE = "한마당에 딸린 자료"
HOME_TITLES = {"ko": "한마당", "en": "Hanmadang"}
GRADE_STEPS = (
    (5, "탁월", "Outstanding"),
    (4, "우수", "Excellent"),
    (3, "보통", "Fair"),
    (2, "", ""),
    (1, "부진", "Poor"),
)
"""Of five steps four names are known. We put the unnamed one between 보통 and 부진; it stays out of use."""

type Rows = Callable[[], Iterable[Row]]


@dataclass(frozen=True)
class Shipped:
    """Shipped rows for one importer: made of these files, or written in the code where there are none."""

    importer: str
    files: tuple[str, ...]
    rows: Rows
    is_sample: bool = False
    source_note: str = SOURCE_NOTE


@dataclass(frozen=True)
class Loaded:
    """What came of one table. `was_loaded`: this very data had been loaded before and was left alone."""

    importer: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    was_loaded: bool = False


@dataclass
class _Groups:
    """Values of a table gathered by a key."""

    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def joined(self, key: str) -> str:
        return "|".join(self.values.get(key, ()))


def ensure_tree() -> ZoneIndexPage:
    """The first page in both languages, the site, and the parent of all zone pages. Safe to repeat."""
    with transaction.atomic():
        locale = _locale(settings.LANGUAGE_CODE)
        home = HomePage.objects.filter(locale=locale).first() or _new_home(locale)
        english = _locale("en")
        if not HomePage.objects.filter(locale=english).exists():
            _translate_home(home, english)
        index: ZoneIndexPage | None = ZoneIndexPage.objects.filter(locale=locale).first()
        if index is None:
            index = home.add_child(instance=ZoneIndexPage(title="특구", slug="zones", locale=locale))
    return index


def load_facts(*, again: bool = False, progress: Callable[[Shipped], Progress] | None = None) -> list[Loaded]:
    """Load every shipped table. Raises `ImportRefusedError`; then nothing of that table is written.

    A table whose files have been loaded before is left alone, so that later imports are not undone;
    `again` compares and writes all the same.
    """
    ensure_tree()
    return [
        load_table(table, again=again, progress=progress(table) if progress else None)
        for table in shipped_tables()
        if is_registered(table.importer)
    ]


def shipped_tables() -> tuple[Shipped, ...]:
    """What is loaded, in an order in which everything finds what it needs."""
    return (
        _plain("provinces", "provinces.csv"),
        _plain("municipalities", "municipalities.csv"),
        _plain("place_aliases", "place_aliases.csv"),
        _plain("fields", "fields.csv"),
        _plain("stages", "value_chain_stages.csv"),
        _plain("areas", "exemption_areas.csv"),
        _plain("acts", "acts.csv"),
        Shipped("grade_steps", (), _grade_step_rows),
        Shipped("zones", ("zones.csv", "zone_extras.csv", "zone_places.csv"), _zone_rows),
        _plain(
            "releases",
            "release_reasons.csv",
            reason="release_reason",
            reason_ko="release_note_ko",
            reason_en="release_note_en",
        ),
        _plain("former_names", "former_names.csv"),
        _plain("plan_versions", "plan_versions.csv"),
        Shipped("exemptions", ("exemptions.csv", "exemption_acts.csv"), _exemption_rows),
        Shipped("exemption_uses", ("exemption_links.csv", "zones.csv"), _exemption_use_rows),
        _plain("awards", "awards.csv"),
        Shipped("offices", ("offices.csv", "offices_provinces.csv"), _office_rows),
        _plain("case_topics", "case_topics.csv"),
        Shipped("cases", ("cases.csv", "case_extras.csv"), _case_rows),
        _plain("case_exemptions", "exemption_links.csv"),
    )


def load_table(table: Shipped, *, again: bool = False, progress: Progress | None = None) -> Loaded:
    """Load one table through its importer, unless these very rows were loaded before."""
    digest = _digest(table)
    earlier = ImportRun.objects.filter(
        importer=table.importer,
        file_digest=digest,
        state=ImportRun.State.APPLIED,
        started_by=None,
        is_sample=table.is_sample,
    ).first()
    if earlier is not None and not again:
        return Loaded(
            table.importer, unchanged=earlier.added + earlier.changed + earlier.unchanged, was_loaded=True
        )
    run = ImportRun(
        importer=table.importer,
        source_name=", ".join(table.files) or "portal.demo",
        source_note=table.source_note,
        file_digest=digest,
        is_sample=table.is_sample,
    )
    plan = apply_import(run, table.rows, progress=progress)
    return Loaded(table.importer, len(plan.added), len(plan.changed), plan.unchanged)


def _digest(table: Shipped) -> str:
    content = hashlib.sha256(table.importer.encode())
    for name in table.files:
        content.update((DATA / name).read_bytes())
    for row in table.rows() if table.is_sample else ():  # examples stand in the code
        content.update(repr(sorted(row.cells.items())).encode())
    return content.hexdigest()


# --- Rows ---------------------------------------------------------------------------------------


def _plain(importer: str, file: str, **renamed: str) -> Shipped:
    return Shipped(importer, (file,), lambda: _read(file, **renamed))


def _read(file: str, **renamed: str) -> Iterator[Row]:
    table = open_table(DATA / file)
    yield from mapped_rows(table, {name: renamed.get(name, name) for name in table.header})


def _grouped(file: str, key: str, value: str, *, only: tuple[str, str] | None = None) -> _Groups:
    groups = _Groups()
    for row in _read(file):
        if only is None or row.cells[only[0]] == only[1]:
            groups.values[row.cells[key]].append(row.cells[value])
    return groups


def _with(row: Row, **cells: str) -> Row:
    return replace(row, cells={**row.cells, **cells})


def _grade_step_rows() -> Iterator[Row]:
    for line, (step, name_ko, name_en) in enumerate(GRADE_STEPS, 1):
        yield Row(line, {"step": str(step), "name_ko": name_ko, "name_en": name_en})


def _zone_rows() -> Iterator[Row]:
    extras = {row.cells["name_ko"]: row.cells for row in _read("zone_extras.csv")}
    now = _grouped("zone_places.csv", "zone_name_ko", "municipality_code", only=("at", "now"))
    then = _grouped("zone_places.csv", "zone_name_ko", "municipality_code", only=("at", "designation"))
    for row in _read("zones.csv"):
        name = row.cells["name_ko"]
        yield _with(
            row,
            public_slug=extras[name]["public_slug"],
            province_code=extras[name]["province_code"],
            province_at_designation_code=extras[name]["province_at_designation_code"],
            municipality_codes=now.joined(name),
            municipality_codes_at_designation=then.joined(name),
        )


def _exemption_rows() -> Iterator[Row]:
    acts = _grouped("exemption_acts.csv", "exemption_code", "act_slug")
    for position, row in enumerate(_read("exemptions.csv"), 1):
        yield _with(row, acts=acts.joined(row.cells["code"]), position=str(position))


def _exemption_use_rows() -> Iterator[Row]:
    sources = {row.cells["name_ko"]: row.cells["source_url"] for row in _read("zones.csv")}
    for row in _read("exemption_links.csv", source_key="zone_name_ko"):
        if row.cells["source_table"] == "zones":
            yield _with(row, source_url=sources[row.cells["zone_name_ko"]])


def _office_rows() -> Iterator[Row]:
    provinces = _grouped("offices_provinces.csv", "name_ko", "province_code")
    for position, row in enumerate(_read("offices.csv"), 1):
        yield _with(row, provinces_covered=provinces.joined(row.cells["name_ko"]), position=str(position))


def _case_rows() -> Iterator[Row]:
    extras = {row.cells["title_ko"]: row.cells for row in _read("case_extras.csv")}
    for row in _read("cases.csv"):
        extra = extras[row.cells["title_ko"]]
        yield _with(row, public_slug=extra["public_slug"], outcome=extra["outcome"])


# --- Pages --------------------------------------------------------------------------------------


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def _new_home(locale: Locale) -> HomePage:
    """Put the first page where Wagtail's welcome page stands, and point the site at it."""
    root = Page.objects.get(depth=1)
    home: HomePage = root.add_child(
        instance=HomePage(title=HOME_TITLES["ko"], slug="hanmadang", locale=locale)
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    welcome = site.root_page if site.pk else None
    site.root_page, site.site_name = home, settings.SITE_NAME
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
    return home


def _translate_home(home: HomePage, locale: Locale) -> None:
    english = home.copy_for_translation(locale)
    english.title = english.draft_title = HOME_TITLES[locale.language_code]
    english.live, english.has_unpublished_changes = True, False
    english.save()
