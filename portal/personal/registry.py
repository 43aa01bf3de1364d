"""The register of personal data: each table that holds some has a rule, and everything else is made of the rules.

The nightly destruction, the export, the erasure and the privacy policy read this register and nothing beside it. Rooms
register their rules in `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import EmailField, Field, GenericIPAddressField, Model
from django.utils.functional import Promise

from portal.accounts.models import User

type Text = str | Promise
type Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is kept of people in these tables, why, how long, and what comes then."""

    key: str
    tables: tuple[str, ...]
    title: Text
    items: Text
    purpose: Text
    period: Text
    then: Text
    order: int = 100
    export: Callable[[User], Rows] | None = None
    """The rows that belong to a person, as he may read them."""
    files: Callable[[User], Iterable[tuple[str, bytes]]] | None = None
    """Files that belong to a person, with a name that is one of its own in the export."""
    erase: Callable[[User], object] | None = None
    """Removes or unties what belongs to a person who leaves. Called in one transaction with all others."""
    destroy: Callable[[datetime], int] | None = None
    """Removes what is past its period at this moment; returns how much."""
    overdue: Callable[[datetime], int] | None = None
    """How much should have been removed by this moment, and stands."""


_rules: dict[str, Rule] = {}
_guards: list[Callable[[User], Text | None]] = []


def register_rule(rule: Rule) -> None:
    """Add a rule, or put it in the place of the one of its key. Raises `ValueError` where a table has another one."""
    others = (known for known in _rules.values() if known.key != rule.key)
    taken = {table for known in others for table in known.tables} & set(rule.tables)
    if taken:
        raise ValueError(f"The rule {rule.key!r} names tables that have one already: {sorted(taken)}.")
    _rules[rule.key] = rule


def rules() -> tuple[Rule, ...]:
    """All rules, in the order in which people read them."""
    return tuple(sorted(_rules.values(), key=lambda rule: (rule.order, rule.key)))


def register_erasure_guard(guard: Callable[[User], Text | None]) -> None:
    """Add a reason not to let somebody go yet: the guard returns what to do first, or None."""
    if guard not in _guards:
        _guards.append(guard)


def reasons_to_stay(user: User) -> list[Text]:
    """What must be done before this person can leave."""
    return [reason for guard in _guards if (reason := guard(user))]


def personal_tables() -> set[str]:
    """Every table that refers to an account or has a column for an e-mail or IP address."""
    return {model._meta.label for model in apps.get_models(include_auto_created=True) if _is_personal(model)}


def _is_personal(model: type[Model]) -> bool:
    if not model._meta.managed or model._meta.proxy:
        return False
    fields = [field for field in model._meta.get_fields() if isinstance(field, Field)]
    local = [field for field in fields if field in model._meta.local_fields]
    return model is User or any(
        field.related_model is User or isinstance(field, EmailField | GenericIPAddressField)
        for field in local
    )


def tables_without_rule(tables: Iterable[str]) -> list[str]:
    """Which of these tables nobody thought about."""
    known = {table for rule in _rules.values() for table in rule.tables}
    return sorted(set(tables) - known)
