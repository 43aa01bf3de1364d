"""Who may do what with what: one rule answers for one object and for a list of them, so the two never differ.

A rule is a condition in the database's own terms. Rooms register theirs in `AppConfig.ready()`; what no rule allows is
forbidden to everybody but an administrator.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

type Rule = Callable[[Any], Q]

NOTHING = Q(pk__in=[])
"""The condition that no row meets."""
_rules: dict[tuple[str, type[Model]], Rule] = {}


def register_rule(verb: str, model: type[Model], rule: Rule) -> None:
    """Say which rows of a table a signed-in person may do this with. Raises `ValueError` where a rule stands already.

    The condition must not multiply rows: ask other tables by subquery.
    """
    if (verb, model) in _rules and _rules[verb, model] is not rule:
        raise ValueError(f"{model.__name__} has a rule for {verb!r} already. Change that one.")
    _rules[verb, model] = rule


def allowed[M: Model](user: Any, verb: str, rows: QuerySet[M]) -> QuerySet[M]:
    """Those of the rows with which this person may do this. Raises `LookupError` for a verb without a rule."""
    rule = _rules.get((verb, rows.model))
    if rule is None:
        raise LookupError(f"No rule says who may {verb} {rows.model.__name__}. Register one.")
    if not (user.is_authenticated and user.is_active):
        return rows.none()
    return rows if user.is_superuser else rows.filter(rule(user))


def may(user: Any, verb: str, thing: Model) -> bool:
    """Whether this person may do this with this one: the same rule, asked for one row."""
    one = type(thing)._default_manager.filter(pk=thing.pk)
    return allowed(user, verb, one).exists()
