"""The committed style sheet still has what our sources name: the build leaves out what no source named."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("templates", "portal/krds", "search/templatetags")
ROOMS = ("portal", "knowhow", "network", "search")
DROPPED = frozenset(json.loads((ROOT / "assets/dropped_names.json").read_text(encoding="utf-8")))


def named_in(text: str) -> frozenset[str]:
    """The dropped names that a source needs, written whole or by a beginning that something is joined to."""
    whole = DROPPED.intersection(re.findall(r"[\w-]+", text, flags=re.ASCII))
    beginnings = tuple(re.findall(r"""([A-Za-z][\w-]*-)(?:\{[\w{%]|["'])""", text))
    return whole | {name for name in DROPPED if beginnings and name.startswith(beginnings)}


def test_what_the_build_left_out_is_named_nowhere() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    paths = [path for path in paths if path.suffix in {".html", ".jinja", ".py"}] + [ROOT / "assets/site.js"]
    found = {path.name: names for path in paths if (names := named_in(path.read_text(encoding="utf-8")))}
    assert not found, "KRDS classes that the style sheet no longer has: run `npm run build` in assets/."


@pytest.mark.parametrize(
    "source", ['<ul class="krds-info-list">', '<p class="submenu-{{ kind }}">', 'f"chk-{tone}"']
)
def test_a_class_the_build_left_out_is_noticed(source: str) -> None:
    assert named_in(source)


def test_only_the_design_system_and_the_facets_of_search_write_classes_in_python() -> None:
    """The build looks for names there and in templates."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    writers = [path for path in paths if 'class="' in path.read_text(encoding="utf-8")]
    assert {path.parts[len(ROOT.parts) :][:2] for path in writers} == {
        ("portal", "krds"),
        ("search", "templatetags"),
    }
