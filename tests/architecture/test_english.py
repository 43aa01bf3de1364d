"""English is complete: whatever the code and the templates say in Korean has its English words."""

import ast
import re
from collections.abc import Iterator

import polib
import pytest
from django.utils.translation.template import templatize

from portal.settings.base import REPOSITORY
from tests.architecture.source import sources, tracked_files

HANGUL = re.compile(r"[ㄱ-ㆎ가-힣]")
CALL = re.compile(
    r"\b(p?gettext|n?gettext|npgettext|_)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)"
)
TEXT = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")")
SPOKEN_BY = {"gettext", "gettext_lazy", "gettext_noop", "_", "_l", "_now"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}

type Message = tuple[str | None, str]


def said_in_code(tree: ast.AST) -> Iterator[Message]:
    """Context and text of each call that translates."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in WITH_CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]
        elif name in SPOKEN_BY | PLURAL and texts:
            yield None, texts[0]


def said_in_template(source: str) -> Iterator[Message]:
    """The same for a template."""
    yield from said_in_calls(templatize(source))


def said_in_calls(source: str) -> Iterator[Message]:
    """The same for a Jinja template, which calls by name."""
    for name, arguments in CALL.findall(source):
        texts = [ast.literal_eval(text) for text in TEXT.findall(arguments)]
        if "p" in name:
            yield texts[0], texts[1]
        else:
            yield None, texts[0]


def said() -> set[Message]:
    """Everything the portal says in Korean."""
    found = {message for source in sources() for message in said_in_code(source.tree)}
    for path in tracked_files():
        if path.suffix in {".html", ".txt", ".xml"} and (REPOSITORY / "templates") in path.parents:
            found |= set(said_in_template(path.read_text(encoding="utf-8")))
        elif path.suffix == ".jinja":
            found |= set(said_in_calls(path.read_text(encoding="utf-8")))
    return {(context, text) for context, text in found if HANGUL.search(text)}


def translated() -> set[Message]:
    """Everything the English catalogue answers."""
    catalogue = polib.pofile(str(REPOSITORY / "locale/en/LC_MESSAGES/django.po"))
    return {(entry.msgctxt, entry.msgid) for entry in catalogue.translated_entries()}


@pytest.mark.long
def test_every_korean_text_has_its_english_words() -> None:
    missing = sorted(text for context, text in said() - translated())
    assert not missing, f"{len(missing)} texts lack English in locale/en:\n" + "\n".join(missing)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% load i18n %}{% translate "특구" %}', (None, "특구")),
        ('{% load i18n %}{% translate "특구" context "kind" %}', ("kind", "특구")),
        (
            "{% load i18n %}{% blocktranslate with n=a.b %}{{ n }}곳{% endblocktranslate %}",
            (None, "%(n)s곳"),
        ),
        ("{% load i18n %}{% blocktranslate count n=a %}{{ n }}곳{% plural %}{{ n }}곳{% endblocktranslate %}", (None, "%(n)s곳")),
        ('{{ _("특구") }}', (None, "특구")),
    ],
)  # fmt: skip
def test_what_a_template_says_is_heard(source: str, expected: Message) -> None:
    assert expected in set(said_in_template(source))


def test_what_a_jinja_template_says_is_heard() -> None:
    assert list(said_in_calls('<p>{{ _("특구 %(n)s곳")|format(n=3) }}</p>')) == [(None, "특구 %(n)s곳")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("특구")', (None, "특구")),
        ('gettext("특" "구")', (None, "특구")),
        ('pgettext_lazy("kind", "특구")', ("kind", "특구")),
        ('ngettext("%d곳", "%d곳", n)', (None, "%d곳")),
    ],
)
def test_what_code_says_is_heard(source: str, expected: Message) -> None:
    assert expected in set(said_in_code(ast.parse(source)))
