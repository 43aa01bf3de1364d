"""Import a table from a file: the same frame as in the CMS."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.importing.actions import ImportRefusedError, apply_import, file_digest
from portal.importing.columns import mapped_rows, suggest_mapping
from portal.importing.files import open_table
from portal.importing.models import ImportRun
from portal.importing.plans import Plan, PlannedChange
from portal.importing.progress import ProgressLine
from portal.importing.registry import UnknownImporterError, new_importer
from portal.importing.reports import kind_label
from portal.importing.tables import UnreadableFileError

LINES_SHOWN = 50


class Command(BaseCommand):
    """Shows what would change; without `--dry-run` it applies all of it or, where a row is wrong, nothing."""

    help = "Import a CSV or XLSX file into one of the registered tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the table, the file and how to read it."""
        parser.add_argument("importer", help="name of the table, such as zones")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument("--with-removals", action="store_true", help="remove what the file lacks")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=KEY", help="name a column of the file"
        )
        parser.add_argument("--by", default="", metavar="EMAIL", help="account of who imports")
        parser.add_argument("--source", default="", help="where the file comes from")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report, and apply."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("파일이 없습니다: %(path)s") % {"path": path})
        try:
            self._import(path, options)
        except (UnreadableFileError, UnknownImporterError) as problem:
            raise CommandError(str(problem)) from problem

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        importer = new_importer(options["importer"])
        mapping = _mapping(path, options["map"], importer=options["importer"])
        progress = ProgressLine(str(importer.label), self.stdout)
        if options["dry_run"]:
            plan = importer.plan(mapped_rows(open_table(path), mapping), progress=progress)
        else:
            run = _run(path, options, mapping)
            try:
                plan = apply_import(
                    run,
                    lambda: mapped_rows(open_table(path), mapping),
                    with_removals=options["with_removals"],
                    progress=progress,
                )
            except ImportRefusedError as refusal:
                plan = refusal.plan
        progress.close()
        self._report(plan, is_dry_run=options["dry_run"])

    def _report(self, plan: Plan, *, is_dry_run: bool) -> None:
        for change in (*plan.changed, *plan.added, *plan.removed)[:LINES_SHOWN]:
            self.stdout.write(_line(change))
        counts = {
            "added": len(plan.added),
            "changed": len(plan.changed),
            "removed": len(plan.removed),
            "unchanged": plan.unchanged,
        }
        self.stdout.write(
            _("새로 넣음 %(added)d, 바꿈 %(changed)d, 파일에 없음 %(removed)d, 그대로 %(unchanged)d") % counts
        )
        if plan.errors:
            for error in plan.errors[:LINES_SHOWN]:
                self.stderr.write(
                    _("%(line)s번째 줄 %(column)s: %(message)s")
                    % {"line": error.line or "-", "column": error.column or "-", "message": error.message}
                )
            raise CommandError(
                _("고칠 줄이 %(count)d건 있어 아무것도 반영하지 않았습니다.") % {"count": len(plan.errors)}
            )
        self.stdout.write(
            _("검사만 했습니다. 아무것도 바뀌지 않았습니다.") if is_dry_run else _("반영했습니다.")
        )


def _mapping(path: Path, given: list[str], *, importer: str) -> dict[str, str]:
    columns = new_importer(importer).columns
    header = open_table(path).header
    mapping = suggest_mapping(header, columns, importer=importer)
    known = {column.key for column in columns}
    for item in given:
        name, equals, key = item.rpartition("=")
        if not equals or key not in known or name not in header:
            raise CommandError(
                _("--map은 '파일의 열=항목'으로 씁니다. 파일의 열: %(header)s. 항목: %(keys)s")
                % {"header": ", ".join(header), "keys": ", ".join(sorted(known))}
            )
        mapping = {column: other for column, other in mapping.items() if other != key} | {name: key}
    missing = [
        str(column.label) for column in columns if column.is_required and column.key not in mapping.values()
    ]
    if missing:
        raise CommandError(
            _("꼭 있어야 하는 항목을 찾지 못했습니다: %(names)s. --map으로 열을 알려 주십시오.")
            % {"names": ", ".join(missing)}
        )
    return mapping


def _run(path: Path, options: dict[str, Any], mapping: dict[str, str]) -> ImportRun:
    person = User.objects.filter(email=options["by"].lower()).first() if options["by"] else None
    if options["by"] and person is None:
        raise CommandError(_("그 이메일의 계정이 없습니다: %(email)s") % {"email": options["by"]})
    return ImportRun(
        importer=options["importer"],
        source_name=path.name[:255],
        source_note=options["source"],
        file_digest=file_digest(path),
        mapping=mapping,
        started_by=person,
    )


def _line(change: PlannedChange) -> str:
    facts = "; ".join(f"{item.label}: {item.old or '-'} → {item.new or '-'}" for item in change.fields)
    shown = f" {facts}" if change.kind == "changed" else ""
    return f"[{kind_label(change.kind)}] {change.key}{shown}"
