"""Every template obeys the content policy, and asks only for icons and files that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.krds.templatetags.krds import icon_names

TEMPLATES = settings.REPOSITORY / "templates"
STATIC = settings.REPOSITORY / "static"
OUTSIDE_THE_SITE = ("wagtailadmin", "email", "account/email")
"""The CMS has a policy of its own, mail clients need inline styles."""

FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(
        r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
    ),
    "event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "data: or javascript: address": re.compile(
        r"""(?:src|href|action)\s*=\s*["'](?:data|javascript):""", re.IGNORECASE
    ),
    "hx- attribute without data-": re.compile(r"\shx-[a-z]", re.IGNORECASE),
}


def site_templates() -> list[Path]:
    """Templates that visitors see."""
    found = [
        path
        for path in TEMPLATES.rglob("*.html")
        if not str(path.relative_to(TEMPLATES)).startswith(OUTSIDE_THE_SITE)
    ]
    assert len(found) > 20
    return found


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_template_writes_what_the_policy_forbids(name: str) -> None:
    offenders = [
        str(path.relative_to(TEMPLATES))
        for path in site_templates()
        if FORBIDDEN[name].search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("style attribute", '<p style="color:red">'),
        ("style element", "<style>"),
        ("script without src", "<script>alert(1)</script>"),
        ("event handler", '<a href="#" onclick="x()">'),
        ("data: or javascript: address", '<img src="data:image/png;base64,">'),
        ("hx- attribute without data-", '<a hx-get="/">'),
    ],
)
def test_the_scan_sees_what_it_looks_for(name: str, text: str) -> None:
    assert FORBIDDEN[name].search(text)


def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= icon_names()


def test_every_offered_icon_is_drawn_by_the_style_sheet() -> None:
    sheet = (STATIC / "css/site.css").read_text(encoding="utf-8")
    assert [name for name in icon_names() if f".svg-icon.ico-{name}" not in sheet] == []


@pytest.mark.parametrize("sheet", ["site.css", "fonts-ext.css"])
def test_style_sheets_ask_only_for_files_that_stand_beside_them(sheet: str) -> None:
    text = (STATIC / "css" / sheet).read_text(encoding="utf-8")
    addresses = set(re.findall(r"url\(([^)]+)\)", text))
    assert addresses
    assert [address for address in addresses if not (STATIC / "css" / address.strip("\"'")).is_file()] == []


def test_lock_file_names_no_registry() -> None:
    text = (settings.REPOSITORY / "assets/package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert "://" not in re.sub(r'"(?:url|funding)":\s*(?:"[^"]*"|\{[^}]*\}|\[[^\]]*\])', "", text)
