"""Asks the questions of the table and says how the portal answered."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections, transaction

from tests.permissions.cast import NOWHERE, Actor, Cast
from tests.permissions.patterns import address
from tests.permissions.table import Question, Row

REFUSALS: Final = ("login", "factor", "home", "403", "404")
FIRST_OF_ERRORS: Final = "5"
REFUSED_BY_CMS: Final = "/cms/"
SIGN_IN: Final = "/accounts/login/"
SECOND_FACTOR: Final = ("/accounts/2fa/totp/activate/", "/accounts/2fa/reauthenticate/")


def mismatches(row: Row, questions: Iterable[Question], cast: Cast) -> list[str]:
    """Where the portal answers something else than the file says."""
    return [
        f"{question.method} {path} by {actor}: {answer}, where the file says {row.answer(question)}  [{question}]"
        for question in questions
        for actor, path, answer in answers(question, row, cast)
        if not fits(answer, row.answer(question))
    ]


def fits(answer: str, said: str) -> bool:
    """Whether the answer is the one of the file; `open` is whatever is neither a refusal nor an error of the server."""
    if said == "open":
        return answer not in REFUSALS and not answer.startswith(FIRST_OF_ERRORS)
    return answer == said


def path_of(question: Question, actor: Actor, cast: Cast) -> str:
    """The address that this person asks. Raises `KeyError` for a value that nobody has put on the stage."""
    if question.whose == "none":
        standing = values_of(question.pattern, question.of, "own", cast)
        return address(question.pattern, {**standing, **NOWHERE})
    return address(
        question.pattern, values_of(question.pattern, question.of, actor.place_of(question.whose), cast)
    )


def values_of(pattern: str, of: str, place: str, cast: Cast) -> Mapping[str, object]:
    """What the names in a pattern stand for: of the thing the file names, else of the CMS's things of this place."""
    return cast.things[place][of] if of else cast.places[place].values(pattern)


def answers(question: Question, row: Row, cast: Cast) -> Iterator[tuple[Actor, str, str]]:
    """Who asked which path, and what came of it; whatever the answer wrote is undone."""
    for actor in cast.actors_of(question.role):
        path = path_of(question, actor, cast)
        yield actor, path, ask(actor, question.method, path, row.form)


def ask(actor: Actor, method: str, path: str, form: Mapping[str, str]) -> str:
    """The answer in a word: `login`, `factor`, `home`, or the status."""
    cookies = actor.keep_cookies()
    if method == "POST":
        cache.clear()  # counters of attempts
    with transaction.atomic():
        response: Any = actor.client.get(path) if method == "GET" else actor.client.post(path, dict(form))
        transaction.set_rollback(True)
    actor.client.cookies = cookies
    close(response)
    return word_of_answer(response)


def word_of_answer(response: Any) -> str:
    """How the file calls it."""
    where = urlsplit(response.headers.get("Location", "")).path
    if response.status_code == HTTPStatus.FOUND and where == SIGN_IN:
        return "login"
    if response.status_code == HTTPStatus.FOUND and where in SECOND_FACTOR:
        return "factor"
    if response.status_code == HTTPStatus.FOUND and where == REFUSED_BY_CMS:
        return "home"
    return str(response.status_code)


def close(response: Any) -> None:
    """Let files go, but not the test's connection with them."""
    if not response.streaming:
        return
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def be_quiet() -> None:
    """Refusals are what is asked for; the log of them is not."""
    for name in ("django.request", "django.security"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
