"""What the rules look at: our own files, and which layer a module or a table belongs to."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.settings.base import REPOSITORY

FLOOR, SEARCH, ZONES, DESKS, NOTICES, KNOWHOW, NETWORK, ROOF = range(8)
LAYERS = {
    "portal.urls": ROOF,
    "portal.wsgi": ROOF,
    "portal.settings": ROOF,
    "portal.home": ROOF,
    "portal.demo": ROOF,
    "network": NETWORK,
    "knowhow": KNOWHOW,
    "portal.notices": NOTICES,
    "portal.desks": DESKS,
    "portal.zones": ZONES,
    "search": SEARCH,
    "portal": FLOOR,
}
"""Which layer a package is in; the longest name that fits counts. A layer may use itself and lower ones."""

OURS = ("portal", "knowhow", "network", "search")


def layer(module: str) -> int | None:
    """The layer of a module of ours, None for anything else."""
    while module:
        if module in LAYERS:
            return LAYERS[module]
        module = module.rpartition(".")[0]
    return None


@dataclass(frozen=True)
class Source:
    """One Python file of ours."""

    path: Path
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name under which it is imported."""
        parts = self.path.relative_to(REPOSITORY).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Where a reader finds the node."""
        return f"{self.path.relative_to(REPOSITORY)}:{node.lineno}"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git knows or would add."""
    git = shutil.which("git")
    assert git, "These rules ask git which files are ours; install it."
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout.decode()
    paths = (REPOSITORY / name for name in listing.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def sources(*, with_tests: bool = False) -> tuple[Source, ...]:
    """Our Python files, without migrations; with the tests if wished."""
    rooms = {"tests"} if with_tests else {*OURS}
    paths = [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and path.relative_to(REPOSITORY).parts[0] in rooms
        and "migrations" not in path.parts
    ]
    found = tuple(Source(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)
    return (*sources(), *found) if with_tests else found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a file, methods and nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
