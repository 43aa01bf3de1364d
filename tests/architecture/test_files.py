"""What the files of the repository are called, hold, and agree on with each other."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from portal.settings.base import REPOSITORY
from tests.architecture.source import sources, tracked_files

FOLDERS = {
    ".ci",
    "assets",
    "docs",
    "knowhow",
    "locale",
    "network",
    "portal",
    "search",
    "static",
    "templates",
    "tests",
}
FILES = {
    *(".editorconfig", ".env.example", ".gitattributes", ".gitignore", "LICENSE", "Makefile", "NOTICE"),
    "compose.yaml",
    *("CHANGELOG.md", "CONTRIBUTING.md", "DECISIONS.md", "README.md", "SECURITY.md"),
    *("manage.py", "pyproject.toml", "requirements.lock"),
}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
LEADS_AWAY = re.compile(
    r"(?<![\w.:/-])/(?:tmp|work|root|home)/"  # a path of one machine
    r"|pypi\.org|pythonhosted|registry\.(?:npmjs|yarnpkg)|repo1?\.maven|deb\.debian|docker\.(?:io|elastic)"
)
UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off")


def relative(path: Path) -> str:
    """The path as a reader knows it."""
    return str(path.relative_to(REPOSITORY))


def leading_away(text: str) -> Iterator[str]:
    """What binds a text to one machine or one registry."""
    yield from (match.group() for match in LEADS_AWAY.finditer(text))


def test_the_top_level_holds_only_what_it_should() -> None:
    top = {path.relative_to(REPOSITORY).parts for path in tracked_files()}
    found = {parts[0] + ("/" if len(parts) > 1 else "") for parts in top}
    assert not found - {f"{folder}/" for folder in FOLDERS} - FILES


def test_every_file_is_named_after_what_is_in_it() -> None:
    parts = {
        (relative(path), part) for path in tracked_files() for part in path.relative_to(REPOSITORY).parts
    }
    ours = {(name, part) for name, part in parts if not name.startswith("static/")}
    assert not [name for name, part in ours if part.partition(".")[0] in SAY_NOTHING]


def test_no_file_leads_to_one_machine_or_registry() -> None:
    this = Path(__file__)
    found = []
    for path in tracked_files():
        try:
            text = "" if path == this else path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{relative(path)}: {match}" for match in leading_away(text)]
    assert not found


@pytest.mark.parametrize(
    "text", ["open('/" + "tmp/a')", "https://" + "pypi" + ".org/simple", "see /" + "root/x"]
)
def test_a_path_or_registry_is_noticed(text: str) -> None:
    assert list(leading_away(text))


@pytest.mark.parametrize("text", ["portal/home/models.py", "https://example.org/home/", "/usr/bin/chromium"])
def test_an_ordinary_path_is_let_pass(text: str) -> None:
    assert not list(leading_away(text))


def test_templates_escape_everything_but_in_the_components() -> None:
    components = REPOSITORY / "templates/krds"
    templates = [path for path in tracked_files() if path.suffix in {".html", ".xml"}]
    found = [
        relative(path)
        for path in templates
        if components not in path.parents and UNESCAPED.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_every_setting_of_the_environment_is_in_the_example() -> None:
    base = next(source for source in sources() if source.module == "portal.settings.base")
    asked = {
        node.args[0].value
        for node in ast.walk(base.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("env")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = {match.group(1) for line in lines if (match := re.match(r"#? ?([A-Z][A-Z_]+)=", line))}
    assert asked
    assert asked == shown


def translations(file: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    """What a catalogue answers to each text."""
    entries = file.translated_entries()
    return {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in entries}


def test_compiled_translations_are_those_of_their_source() -> None:
    catalogues = [path for path in tracked_files() if path.suffix == ".po"]
    outdated = [
        relative(path)
        for path in catalogues
        if not path.with_suffix(".mo").exists()
        or translations(polib.pofile(str(path))) != translations(polib.mofile(str(path.with_suffix(".mo"))))
    ]
    assert not outdated, "Run: make messages"


def test_the_lock_holds_every_requirement() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    }
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    requirements = [Requirement(line) for line in [*wanted, *project["dependency-groups"]["check"]]]
    unmet = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
        or canonicalize_name(requirement.name) not in locked
    ]
    assert not unmet, "Run: make lock"
