"""From answers to figures: nDCG@10, names in the top three, questions without any answer."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.judgments.questions import JudgedQuestion

DEPTH = 10
TOP = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One document of an answer, by every name that a judgment may call it."""

    names: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question fared."""

    question: JudgedQuestion
    ndcg: float
    missed: tuple[str, ...]
    """What must be found and is not among the first three."""
    found: tuple[Found, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was found."""
        return not self.found


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some questions together."""

    queries: int
    ndcg: float
    names: int
    names_found: int
    empty: int

    @property
    def empty_share(self) -> float:
        """Return the part of the questions that found nothing."""
        return self.empty / self.queries if self.queries else 0.0


def outcome(question: JudgedQuestion, found: Sequence[Found]) -> Outcome:
    """Score one answer. Documents that nobody judged count as wrong."""
    shown = tuple(found[:DEPTH])
    grades = [_grade(document, question.relevant) for document in shown]
    ideal = sorted(question.relevant.values(), reverse=True)[:DEPTH]
    top = {name for document in shown[:TOP] for name in document.names}
    missed = tuple(name for name in question.must if name not in top)
    return Outcome(question, _gain(grades) / _gain(ideal), missed, shown)


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Return the figures of these outcomes."""
    chosen = list(outcomes)
    names = sum(len(one.question.must) for one in chosen)
    return Figures(
        queries=len(chosen),
        ndcg=sum(one.ndcg for one in chosen) / len(chosen) if chosen else 0.0,
        names=names,
        names_found=names - sum(len(one.missed) for one in chosen),
        empty=sum(one.is_empty for one in chosen),
    )


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, Figures]:
    """Return the figures of each group, in the order in which the groups first appear."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one), []).append(one)
    return {name: figures(members) for name, members in groups.items()}


def _grade(document: Found, relevant: Mapping[str, int]) -> int:
    return max((relevant.get(name, 0) for name in document.names), default=0)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(position + 2) for position, grade in enumerate(grades))
