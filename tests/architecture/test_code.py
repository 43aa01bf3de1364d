"""Our code keeps the rules, and each rule notices its breach."""

import ast

import pytest

from portal.settings.base import REPOSITORY
from tests.architecture import rules
from tests.architecture.source import Source, sources

RULES: list[rules.Rule] = [
    rules.unannotated,
    rules.too_big,
    rules.imports_inside,
    rules.names_a_higher_layer,
    rules.reads_environment,
    rules.brings_an_engine,
    rules.marks_safe,
]
TESTS_TOO = {rules.unannotated, rules.imports_inside}

LONG = "def f() -> None:\n" + "    print()\n" * 45
WINDING = "def f(n: int) -> int:\n" + "    n = 1 if n else 2\n" * 11
READY = "class C:\n    def ready(self) -> None:\n        from {} import x"


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES)
def test_our_code_keeps_the_rule(rule: rules.Rule) -> None:
    found = [breach for source in sources(with_tests=rule in TESTS_TOO) for breach in rule(source)]
    assert not found, f"{rule.__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (rules.unannotated, "search/a.py", "class A:\n    def __init__(self): ..."),
        (rules.unannotated, "search/a.py", "def f(x) -> None: ..."),
        (rules.too_big, "search/a.py", LONG),
        (rules.too_big, "search/a.py", WINDING),
        (rules.imports_inside, "search/a.py", "def f() -> None:\n    from knowhow import models"),
        (rules.imports_inside, "search/a.py", "def f() -> None:\n    from . import registry"),
        (rules.imports_inside, "search/apps.py", READY.format("knowhow")),
        (rules.names_a_higher_layer, "search/a.py", "import_module('knowhow.models')"),
        (rules.names_a_higher_layer, "portal/a.py", "apps.get_model('zones', 'Zone')"),
        (rules.reads_environment, "search/a.py", "import os\nx = os.environ['A']"),
        (rules.reads_environment, "search/a.py", "import os\nx = os.environ.get('A')"),
        (rules.reads_environment, "portal/settings/production.py", "x = env.str('A')"),
        (rules.reads_environment, "search/a.py", "from os import environ"),
        (rules.brings_an_engine, "search/queries.py", "import tantivy"),
        (rules.brings_an_engine, "search/engines/tantivy.py", "from elasticsearch.dsl import Search"),
        (rules.brings_an_engine, "search/engines/base.py", "import elastic_transport.client_utils"),
        (rules.marks_safe, "search/a.py", "x = mark_safe('<b>')"),
    ],
)
def test_a_breach_is_noticed(rule: rules.Rule, path: str, text: str) -> None:
    assert list(rule(Source(REPOSITORY / path, ast.parse(text))))


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (rules.unannotated, "search/a.py", "class A:\n    def __init__(self) -> None: ..."),
        (rules.imports_inside, "search/a.py", "def f() -> None:\n    import json"),
        (rules.imports_inside, "knowhow/apps.py", READY.format("search.registry")),
        (rules.names_a_higher_layer, "knowhow/a.py", "apps.get_model('zones.Zone')"),
        (rules.reads_environment, "search/a.py", "import os\nx = {**os.environ}"),
        (rules.brings_an_engine, "search/engines/elastic.py", "from elasticsearch.dsl import Search"),
        (rules.brings_an_engine, "search/a.py", "from search.engines import tantivy"),
        (rules.marks_safe, "portal/krds/a.py", "x = mark_safe('<b>')"),
    ],
)
def test_what_the_rule_allows_is_let_pass(rule: rules.Rule, path: str, text: str) -> None:
    assert not list(rule(Source(REPOSITORY / path, ast.parse(text))))
