"""The rules that a linter does not know: each yields what in one file breaks it."""

import ast
from collections.abc import Callable, Iterator

from django.apps import apps

from portal.settings.base import REPOSITORY
from tests.architecture.source import Source, functions, layer

LONGEST = 45
MOST_BRANCHES = 10
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.BoolOp,
    ast.comprehension,
    ast.match_case,
)
READS_ENVIRONMENT = {"os.getenv", "os.environ.get", "os.environb.get"}
DOORS_BY_NAME = {"import_module", "__import__", "import_string", "get_model"}
HOMES_OF_ENGINES = {
    "elasticsearch": "search.engines.elastic",
    "elastic_transport": "search.engines.elastic",
    "elasticsearch_dsl": "search.engines.elastic",
    "tantivy": "search.engines.tantivy",
}

type Rule = Callable[[Source], Iterator[str]]


def unannotated(source: Source) -> Iterator[str]:
    """Every argument and every answer has a type, the answer of `__init__` too."""
    for function in functions(source.tree):
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
        bare = [
            one.arg for one in [*named, *starred] if not one.annotation and one.arg not in {"self", "cls"}
        ]
        if bare or function.returns is None:
            yield f"{source.at(function)} {function.name}: {', '.join(bare) or 'the answer'} has no type"


def too_big(source: Source) -> Iterator[str]:
    """No function is longer than a page or takes more turns than a reader can hold."""
    for function in functions(source.tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        branches = sum(isinstance(node, BRANCHES) for node in ast.walk(function))
        if lines > LONGEST or branches > MOST_BRANCHES:
            yield f"{source.at(function)} {function.name}: {lines} lines, {branches} branches"


def imports_inside(source: Source) -> Iterator[str]:
    """Our modules are imported at the top of a file, where the import contracts see them.

    `AppConfig.ready` cannot: there, an import may name its own layer and what is below.
    """
    for function in functions(source.tree):
        is_ready = function.name == "ready" and source.path.name == "apps.py"
        highest = (layer(source.module) or 0) if is_ready else -1
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and any(
                _layer_of_import(name, source) > highest for name in _imported(node)
            ):
                yield f"{source.at(node)} {function.name}: {ast.unparse(node)}"


def names_a_higher_layer(source: Source) -> Iterator[str]:
    """No string opens the door that an import may not."""
    own = layer(source.module)
    for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
        if _spelled(call.func).rpartition(".")[2] in DOORS_BY_NAME and call.args and own is not None:
            there = _layer_of_name(call.args[0])
            if there > own:
                yield f"{source.at(call)} {ast.unparse(call)}"


def reads_environment(source: Source) -> Iterator[str]:
    """Only `portal/settings/base.py` asks the environment; others may write to it or pass it on."""
    if source.module == "portal.settings.base":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Subscript):
            is_breach = isinstance(node.ctx, ast.Load) and _spelled(node.value) == "os.environ"
        elif isinstance(node, ast.Call):
            asked = _spelled(node.func)
            is_breach = asked in READS_ENVIRONMENT or asked == "env" or asked.startswith("env.")
        else:
            is_breach = isinstance(node, ast.alias) and node.name in {"environ", "getenv", "environs", "Env"}
        if is_breach:
            yield f"{source.path.relative_to(REPOSITORY)}: {ast.unparse(node)}"


def brings_an_engine(source: Source) -> Iterator[str]:
    """Each engine's library is known to one module; all others know the contract."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                home = HOMES_OF_ENGINES.get(name.partition(".")[0])
                if home not in {None, source.module}:
                    yield f"{source.at(node)} {ast.unparse(node)}"


def marks_safe(source: Source) -> Iterator[str]:
    """HTML is escaped everywhere but in the components, where each place is looked at."""
    if source.module.startswith("portal.krds"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _spelled(node.func).endswith(("mark_safe", "SafeString")):
            yield f"{source.at(node)} {ast.unparse(node)}"


def _spelled(expression: ast.expr) -> str:
    """`a.b.c` as it is written; of anything but names, only the attributes. `ast.unparse` takes long."""
    if isinstance(expression, ast.Attribute):
        return f"{_spelled(expression.value)}.{expression.attr}"
    return expression.id if isinstance(expression, ast.Name) else ""


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    else:
        yield from ("." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names)


def _layer_of_import(name: str, source: Source) -> int:
    """Relative imports stay in the package; modules that are not ours are below everything."""
    found = layer(source.module if name.startswith(".") else name)
    return -1 if found is None else found


def _layer_of_name(argument: ast.expr) -> int:
    """The layer of a module, or of a model's app, that is named in a string; -1 if it is not ours."""
    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
        return -1
    label = argument.value.partition(".")[0]
    module = apps.get_app_config(label).name if label in apps.app_configs else argument.value
    return max(-1 if found is None else found for found in (layer(module), layer(argument.value)))
