"""Write a zone's library as a ZIP: pages to read without a network, the files themselves, tables and JSON, and what is missing."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from knowhow.block_open_data import block_row
from knowhow.building_blocks import PARTS as BLOCK_TEXTS
from knowhow.exports import CASE_COLUMNS, case_cells
from knowhow.library.contents import MODELS, Contents, LeftOut, Part, contents_of
from knowhow.library.tables import (
    BLOCK_COLUMNS,
    FILE_COLUMNS,
    LEFT_OUT_COLUMNS,
    STATE_COLUMNS,
    VERSION_COLUMNS,
)
from knowhow.models import BuildingBlock, CasePage, LibraryExport, Licence, PageVersion, entries_of
from knowhow.open_data import case_detail
from knowhow.practice_exports import PRACTICE_COLUMNS, practice_cells
from knowhow.practice_open_data import practice_detail
from knowhow.snapshots import snapshot
from portal.importing.exports import ExportColumn, write_csv, write_xlsx
from portal.media.file_names import shown_name
from portal.media.file_texts import open_to_all

type Progress = Callable[[int, int], object]

NAME_LENGTH: Final = 80
MOST_BYTES: Final = 2 * 1024**3
"""Files beyond this size together stay out, and the manifest says so."""
STYLE: Final = Path(__file__).with_name("style.css")
CHUNK: Final = 1024 * 1024
SHEETS: Final[Mapping[str, tuple[ExportColumn, ...]]] = {
    "cases": (*STATE_COLUMNS, *CASE_COLUMNS),
    "practices": (*STATE_COLUMNS, *PRACTICE_COLUMNS),
    "blocks": BLOCK_COLUMNS,
    "files": FILE_COLUMNS,
    "versions": VERSION_COLUMNS,
    "left-out": LEFT_OUT_COLUMNS,
}

GROUPS: Final = (
    ("case", gettext_lazy("사례")),
    ("practice", gettext_lazy("실무 안내")),
    ("block", gettext_lazy("노하우 구성요소")),
)


@dataclass(frozen=True)
class Packed:
    """What came of it."""

    counts: dict[str, int]
    left_out: list[dict[str, str]]
    people: list[int]


@dataclass(frozen=True)
class Shown:
    """A line of the index."""

    kind: str
    title_ko: str
    title_en: str
    path: str
    state: str
    state_label: str
    owner: str
    versions: tuple[dict[str, Any], ...]
    files: tuple[dict[str, Any], ...]


@dataclass
class _Writer:
    """The archive in the making, with everything that its tables will say."""

    export: LibraryExport
    zipped: zipfile.ZipFile
    contents: Contents
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in SHEETS})
    data: dict[str, list[Any]] = field(
        default_factory=lambda: {"cases": [], "practices": [], "blocks": [], "versions": []}
    )
    shown: list[Shown] = field(default_factory=list)
    blocks: dict[int, BuildingBlock] = field(default_factory=dict)
    digests: list[dict[str, Any]] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    bytes_of_files: int = 0
    unlooked: int = 0

    # --- Bytes ----------------------------------------------------------------------------------

    def text(self, path: str, content: str) -> None:
        """A file of text."""
        packed = content.encode()
        self.zipped.writestr(path, packed, zipfile.ZIP_DEFLATED)
        self._note(path, len(packed), hashlib.sha256(packed).hexdigest())

    def stored(self, path: str, source: Any) -> None:
        """A file from the store, as it is."""
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as given, self.zipped.open(path, "w", force_zip64=True) as target:
            while chunk := given.read(CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._note(path, size, digest.hexdigest())

    def _note(self, path: str, size: int, digest: str) -> None:
        self.digests.append({"path": path, "bytes": size, "sha256": digest})

    # --- Pages ----------------------------------------------------------------------------------

    def part(self, part: Part) -> None:
        """A page with its versions and files. One that was deleted meanwhile is passed over."""
        standing = MODELS[part.kind].objects.select_related("zone__page").filter(pk=part.number).first()
        if standing is None:
            return
        page: Any = standing.get_latest_revision_as_object() if part.state == "draft" else standing
        if _hides(page):
            self.leave_out(
                _("익명 사례의 초안"), _("묶음에 특구의 이름이 있어, 넣으면 누구의 사례인지 드러납니다.")
            )
            return
        if part.state != "public" and standing.owner_id and standing.owner_id != self.export.ordered_by_id:
            self.people.add(standing.owner_id)
        page.public_slug = page.public_slug or f"draft-{page.pk}"
        files = tuple(self._files(part, page))
        self.blocks |= {block.pk: block for block in page.blocks.all()}
        versions = tuple(self._versions(part, standing)) if part.state != "draft" or not standing.live else ()
        path = f"pages/{part.key}.html"
        state = _state_label(part.state, page)
        self._page(path, snapshot(page), state=state, files=files, versions=versions)
        owner = "" if page.zone_id == self.export.zone_id else page.zone.name
        self.shown.append(
            Shown(part.kind, page.title, page.title_en, path, part.state, state, owner, versions, files)
        )
        self._tabulate(part, page, state=state)

    def _tabulate(self, part: Part, page: Any, *, state: str) -> None:
        is_case = isinstance(page, CasePage)
        cells = case_cells(page) if is_case else practice_cells(page)
        self.rows["cases" if is_case else "practices"].append({"state": state, **cells})
        detail = (case_detail if is_case else practice_detail)(page, settings.SITE_URL)
        self.data["cases" if is_case else "practices"].append({"state": part.state, **detail})

    def _page(self, path: str, content: dict[str, Any], **shown: Any) -> None:
        texts = []
        for code, name in settings.LANGUAGES:
            with translation.override(code):
                entries = [entry for entry in entries_of(content) if entry.name != "title"]
                title = next((entry.text for entry in entries_of(content) if entry.name == "title"), "")
                texts.append({"code": code, "name": name, "title": title, "entries": entries})
        context = {"texts": texts, "title": texts[0]["title"], "up": "../", **shown}
        self.text(path, render_to_string("knowhow/library/page.html", context))

    def _versions(self, part: Part, page: Any) -> Iterator[dict[str, Any]]:
        """Versions of a page that were not withdrawn."""
        for version in PageVersion.objects.filter(page=page.pk).order_by("number"):
            row = {"page": part.key, "number": version.number, "made_on": version.made_on.isoformat()}
            if version.withdrawn_at is not None:
                self.leave_out(
                    _("%(title)s 제%(number)s판") % {"title": page.title, "number": version.number},
                    _("거둔 판입니다: %(why)s") % {"why": version.get_withdrawn_why_display()},
                )
                continue
            path = f"pages/{part.kind}-{part.number}-v{version.number}.html"
            state = _("제%(number)s판 · %(day)s 게시") % {"number": version.number, "day": row["made_on"]}
            self._page(path, version.content, state=state, files=(), versions=())
            self.rows["versions"].append({**row, "title": page.title, "path": path})
            self.data["versions"].append(
                {**row, "kind": part.kind, "page_id": part.number, "content": version.content}
            )
            yield {**row, "path": path}

    # --- Files ----------------------------------------------------------------------------------

    def _files(self, part: Part, page: Any) -> Iterator[dict[str, Any]]:
        yield from self._attached(
            part.key, page.files.select_related("document"), is_public=part.state == "public"
        )
        yield from self._placed(part, page)

    def _attached(self, key: str, rows: Iterable[Any], *, is_public: bool) -> Iterator[dict[str, Any]]:
        """Files with their own licence: only those that somebody has looked through, on terms that let them be given on."""
        for number, row in enumerate(rows, 1):
            if not row.is_checked:
                self._leave_unlooked(row, is_public=is_public)
            elif row.licence == Licence.SUMMARY:
                self.leave_out(row.title_ko, _("원문의 이용 조건을 알 수 없어 나누어 줄 수 없습니다."))
            else:
                path = f"files/{key}/{number:02}-{shown_name(row.document.filename, limit=NAME_LENGTH)}"
                terms = {
                    "title_ko": row.title_ko,
                    "title_en": row.title_en,
                    "licence": row.get_licence_display(),
                    "ai": row.is_ai_allowed,
                }
                yield from self._file(path, row.document, terms)

    def _leave_unlooked(self, row: Any, *, is_public: bool) -> None:
        """The name of a file that nobody has looked through may itself be personal data: the public is told a number."""
        if is_public and self.export.scope == LibraryExport.Scope.PUBLIC:
            self.unlooked += 1
        else:
            self.leave_out(
                row.title_ko, _("확인 목록의 칸이 비어 있습니다. 파일을 살펴보고 칸을 누르면 들어갑니다.")
            )

    def _placed(self, part: Part, page: Any) -> Iterator[dict[str, Any]]:
        """Pictures and documents of its story: on the terms of the page."""
        open_ones = open_to_all()
        terms = {"title_en": "", "licence": page.get_licence_display(), "ai": page.is_ai_allowed}
        for number, (model, pk) in enumerate(dict.fromkeys(_references(page)), 1):
            if model is get_image_model():
                found, name = model.objects.filter(pk=pk).first(), ""
            else:
                rows = open_ones if part.state == "public" else model.objects.all()
                found = rows.filter(pk=pk).first()
                name = found.filename if found else ""
            if found is None:
                continue
            name = name or f"{shown_name(found.title, limit=NAME_LENGTH)}{Path(found.file.name).suffix}"
            path = f"files/{part.key}/story-{number:02}-{shown_name(name, limit=NAME_LENGTH)}"
            yield from self._file(path, found, {"title_ko": found.title, **terms})

    def _file(self, path: str, source: Any, terms: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        size = source.get_file_size() or 0 if hasattr(source, "get_file_size") else source.file_size or 0
        if self.bytes_of_files + size > MOST_BYTES:
            self.leave_out(
                str(terms["title_ko"]), _("묶음이 너무 커져서 넣지 않았습니다. 한마당에서 따로 받으십시오.")
            )
            return
        try:
            self.stored(path, source.file)
        except OSError:
            self.leave_out(str(terms["title_ko"]), _("저장된 파일을 찾지 못했습니다."))
            return
        self.bytes_of_files += size
        row = {**terms, "path": path, "bytes": size, "ai": _("예") if terms["ai"] else _("아니오")}
        self.rows["files"].append(row)
        yield row

    def leave_out(self, what: str, why: str) -> None:
        """Remember what is not in it."""
        self.contents.left_out.append(LeftOut(what, why))

    # --- The rest -------------------------------------------------------------------------------

    def write_blocks(self) -> None:
        """The building blocks that these pages use."""
        for block in sorted(self.blocks.values(), key=lambda block: block.name_ko):
            key = f"block-{block.slug}"
            files = tuple(self._attached(key, block.files.select_related("document"), is_public=True))
            texts = {
                f"{name}_{code}": getattr(block, f"{name}_{code}")
                for name in ("name", *BLOCK_TEXTS)
                for code in ("ko", "en")
            }
            path = f"pages/{key}.html"
            parts = [
                (
                    _label_of_block(name),
                    texts[f"{name}_ko"],
                    texts[f"{name}_en"],
                )
                for name in BLOCK_TEXTS
            ]
            context = {"block": block, "parts": parts, "files": files, "title": block.name_ko, "up": "../"}
            self.text(path, render_to_string("knowhow/library/block.html", context))
            self.shown.append(Shown("block", block.name_ko, block.name_en, path, "", "", "", (), files))
            self.rows["blocks"].append(
                {"slug": block.slug, **texts, "files": ", ".join(row["path"] for row in files)}
            )
            self.data["blocks"].append(block_row(block, settings.SITE_URL))

    def write_tables(self) -> None:
        """Tables, JSON, the index in both languages, and the manifest over everything else."""
        if self.unlooked:
            number = _("파일 %(number)s개") % {"number": self.unlooked}
            self.leave_out(number, _("개인정보와 권리를 살펴본 표시가 없어 공개되지 않은 파일입니다."))
        self.rows["left-out"] = [asdict(row) for row in self.contents.left_out]
        for name, columns in SHEETS.items():
            self._csv(f"tables/{name}.csv", self.rows[name], columns)
        with self.zipped.open("tables/library.xlsx", "w") as target:
            write_xlsx(target, {name: (self.rows[name], columns) for name, columns in SHEETS.items()})
        zone = self.export.zone
        head = {
            "format": "hanmadang-library-1",
            "made_at": timezone.localtime().isoformat(timespec="seconds"),
            "scope": self.export.scope,
            "zone": {"slug": zone.page.public_slug, "name_ko": zone.name_ko, "name_en": zone.name_en},
        }
        files = [{**row, "ai": row["ai"] == _("예")} for row in self.rows["files"]]
        self._json("library.json", {**head, **self.data, "files": files})
        self.text("style.css", STYLE.read_text(encoding="utf-8"))
        for code, name in (("ko", "index.html"), ("en", "index.en.html")):
            with translation.override(code):
                self.text(name, render_to_string("knowhow/library/index.html", self._index()))
        left_out = self.rows["left-out"]
        self._json(
            "manifest.json",
            {**head, "counts": self.counts(), "left_out": left_out, "files": list(self.digests)},
        )

    def _index(self) -> dict[str, Any]:
        """What the first page shows, in the language in force."""
        groups = [(str(label), [row for row in self.shown if row.kind == kind]) for kind, label in GROUPS]
        return {
            "title": _("%(zone)s 자료 묶음") % {"zone": self.export.zone.name},
            "export": self.export,
            "zone": self.export.zone,
            "made_at": timezone.localtime(),
            "groups": groups,
            "files": self.rows["files"],
            "left_out": self.contents.left_out,
            "tables": tuple(SHEETS),
        }

    def _json(self, path: str, value: Mapping[str, Any]) -> None:
        self.text(path, json.dumps(value, ensure_ascii=False, indent=1, default=str))

    def _csv(self, path: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[ExportColumn]) -> None:
        parts: list[str] = []
        write_csv(_Lines(parts), rows, columns)
        self.text(path, "".join(parts))

    def counts(self) -> dict[str, int]:
        """How many of each kind are in it."""
        kinds = [row.kind for row in self.shown]
        return {
            "cases": kinds.count("case"),
            "practices": kinds.count("practice"),
            "blocks": kinds.count("block"),
            "drafts": sum(row.state == "draft" for row in self.shown),
            "versions": len(self.rows["versions"]),
            "files": len(self.rows["files"]),
        }


class _Lines:
    """A file of text that keeps what is written."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts

    def write(self, text: str) -> None:
        self.parts.append(text)


def write_library(export: LibraryExport, target: Any, *, progress: Progress) -> Packed:
    """Write the archive into a binary file. `progress(done, total)` may raise to stop the work."""
    contents = contents_of(export)
    total = len(contents.parts) + 1
    with zipfile.ZipFile(target, "w") as zipped:
        writer = _Writer(export, zipped, contents)
        for done, part in enumerate(contents.parts):
            progress(done, total)
            writer.part(part)
        progress(total - 1, total)
        writer.write_blocks()
        writer.write_tables()
    left_out = [asdict(row) for row in contents.left_out]
    return Packed(writer.counts(), left_out, sorted(writer.people))


def _hides(page: Any) -> bool:
    """Whether the page does not say whose it is, now or in its draft."""
    return bool(getattr(page, "is_anonymous", False))


def _state_label(state: str, page: Any) -> str:
    if state == "public":
        return _("공개")
    if state == "closed":
        return _("닫힌 곳에 게시")
    until = getattr(page, "embargo_until", None)
    if until and until > timezone.localdate():
        return _("초안 · %(day)s까지 공개하지 않음") % {"day": until.isoformat()}
    return _("초안(공개되지 않음)")


def _references(page: Any) -> Iterator[tuple[Any, int]]:
    wanted = {get_image_model(), get_document_model()}
    for story in (page.body, page.body_en):
        if story:
            for model, pk, _model_path, _content_path in story.stream_block.extract_references(story):
                if model in wanted:
                    yield model, int(pk)


def _label_of_block(name: str) -> str:
    of_model: Any = BuildingBlock._meta.get_field(f"{name}_ko")
    return str(of_model.verbose_name)
