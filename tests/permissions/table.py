"""Reads `tests/permissions.yaml`: who gets which answer at every address of the portal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path(__file__).parents[1] / "permissions.yaml"
METHODS: Final = ("GET", "POST")
OBJECTS: Final = ("own", "other", "none")
EACH: Final = ("own", "other")
"""What `each` stands for."""
REST: Final = "rest"
ANONYMOUS: Final = "anonymous"
SIGN_IN: Final = "login"
NO_ANSWERS: Final = ("of", "form")

type Answers = Mapping[str, str]
"""Of each role; `rest` is everybody signed in who is not named."""


class TableError(Exception):
    """A line of the file that says nothing, or two things; the message says what to write."""


@dataclass(frozen=True)
class Question:
    """An address about something, asked by somebody in one way."""

    pattern: str
    of: str
    method: str
    whose: str
    role: str

    def __str__(self) -> str:
        of = f" ({self.of})" if self.of else ""
        return f"{self.method} {self.pattern or '(first page)'}{of}, {self.whose}, by {self.role}"


@dataclass(frozen=True)
class Row:
    """What the file says of one address about one kind of thing."""

    pattern: str
    of: str
    parts: Mapping[tuple[str, str], Answers]
    """By method and object, both possibly blank: the more particular counts."""
    form: Mapping[str, str]
    """What a POST sends."""
    objects: tuple[str, ...] = OBJECTS
    """Which objects it is asked about."""

    @property
    def names_something(self) -> bool:
        """Whether there is an own and an other one."""
        return "<" in self.pattern or bool(self.of)

    @property
    def is_alike_for_all(self) -> bool:
        """Whether everybody gets the same, signed in or not."""
        return all(answers.keys() == {ANONYMOUS, REST} for answers in self.parts.values()) and all(
            len(set(answers.values())) == 1 for answers in self.parts.values()
        )

    @property
    def is_ours(self) -> bool:
        """Whether it is no address of a framework."""
        return self.objects == OBJECTS

    def questions(
        self, roles: Sequence[str], *, methods: Sequence[str] = METHODS, objects: Sequence[str] = OBJECTS
    ) -> Iterator[Question]:
        """What can be asked of this address."""
        kinds = [kind for kind in objects if kind in self.objects] if self.names_something else OBJECTS[:1]
        for method, whose, role in product(methods, kinds, roles):
            yield Question(self.pattern, self.of, method, whose, role)

    def answer(self, question: Question) -> str:
        """What is expected. Raises `TableError` where the file leaves it open."""
        method, whose, role = question.method, question.whose, question.role
        kinds = [whose, "each"] if whose in EACH else [whose]
        for key in (
            *((method, kind) for kind in kinds),
            (method, ""),
            *(("", kind) for kind in kinds),
            ("", REST),
        ):
            answers = self.parts.get(key, {})
            if role in answers:
                return answers[role]
            if REST in answers and role != ANONYMOUS:
                return answers[REST]
        if role == ANONYMOUS:
            return SIGN_IN
        raise TableError(f"tests/permissions.yaml does not say what comes of {question}. Add `rest: 404`.")


@dataclass(frozen=True)
class Table:
    """The whole file."""

    roles: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(text: str | None = None) -> Table:
    """The file. Raises `TableError` for words that it does not know, and for an address that stands twice."""
    data = yaml.load(text or FILE.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe loader)
    roles = tuple(data["roles"])
    sets = _sets(data["sets"], roles)
    rows = list(_rows(data["ours"], sets))
    for name, group in data["frameworks"].items():
        answers = {key: value for key, value in group.items() if key != "addresses"}
        listed = [_row(pattern, answers, sets, where=name) for pattern in group["addresses"].split()]
        rows += [replace(row, objects=EACH) for row in listed]
    _refuse_doubles(rows)
    return Table(roles, tuple(rows))


def _sets(data: Mapping[str, Sequence[str]], roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Each set's roles; a set may name sets above it."""
    sets: dict[str, tuple[str, ...]] = {role: (role,) for role in (*roles, REST)}
    for name, members in data.items():
        sets[name] = _members(sets, members, name)
    return sets


def _members(sets: Mapping[str, tuple[str, ...]], words: Sequence[str], where: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for word in words for role in _known(sets, word, where)))


def _known(sets: Mapping[str, tuple[str, ...]], word: str, where: str) -> tuple[str, ...]:
    if word not in sets:
        raise TableError(f"{where}: no role and no set is called {word!r}. Known: {', '.join(sets)}.")
    return sets[word]


def _rows(data: Mapping[str, Mapping[str, Any]], sets: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    for heading, addresses in data.items():
        for pattern, said in addresses.items():
            for answers in said if isinstance(said, list) else [said]:
                yield _row(pattern or "", answers, sets, where=f"{heading}, {pattern}")


def _row(pattern: str, said: Mapping[str, Any], sets: Mapping[str, tuple[str, ...]], *, where: str) -> Row:
    parts: dict[tuple[str, str], Answers] = {}
    for key, answers in said.items():
        if key in NO_ANSWERS:
            continue
        parts[_key(key, where)] = _answers(answers, sets, key=key, where=where)
    return Row(pattern, str(said.get("of", "")), parts, said.get("form", {}))


def _key(key: str, where: str) -> tuple[str, str]:
    if key == REST:
        return "", REST
    method, _space, whose = key.partition(" ") if key.partition(" ")[0] in METHODS else ("", "", key)
    if whose and whose not in {*OBJECTS, "each"}:
        raise TableError(
            f"{where}: {key!r} is no method and no object. Write one or both of {METHODS} and {OBJECTS}."
        )
    return method, whose


def _answers(said: Any, sets: Mapping[str, tuple[str, ...]], *, key: str, where: str) -> Answers:
    """A bare answer is everybody's, but that after `rest` everybody's who is signed in."""
    if not isinstance(said, Mapping):
        return {REST: str(said)} if key == REST else {ANONYMOUS: str(said), REST: str(said)}
    answers: dict[str, str] = {}
    for name, answer in said.items():
        for role in _known(sets, name, where):
            if answers.setdefault(role, str(answer)) != str(answer):
                raise TableError(f"{where}: {key!r} says two things of {role}.")
    return answers


def _refuse_doubles(rows: Sequence[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.pattern, row.of) in seen:
            raise TableError(f"{row.pattern} stands twice in tests/permissions.yaml.")
        seen.add((row.pattern, row.of))


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice: YAML would keep the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  (the parser's signature)
        """The mapping, once it is known that no key is lost."""
        keys = [key.value for key, _value in node.value if key.tag != "tag:yaml.org,2002:merge"]
        if doubles := {key for key in keys if keys.count(key) > 1}:
            raise TableError(f"Line {node.start_mark.line + 1}: {', '.join(map(str, doubles))} stands twice.")
        return super().construct_mapping(node, deep)
