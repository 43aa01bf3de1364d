"""Charts that a guide page may show. Each is drawn by the registry from its own data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Chart:
    """A chart by name: its title for the editor, its template, and what the template is given."""

    key: str
    title: Any
    template: str
    context: Callable[[], dict[str, Any]]


@dataclass
class _Charts:
    by_key: dict[str, Chart] = field(default_factory=dict)


_charts = _Charts()


def register_chart(chart: Chart) -> None:
    """Offer a chart to editors; call it in `AppConfig.ready()`."""
    _charts.by_key[chart.key] = chart


def chart(key: str) -> Chart | None:
    """The chart of that name, if this installation has it."""
    return _charts.by_key.get(key)


def chart_choices() -> list[tuple[str, Any]]:
    """What the editor chooses from."""
    return [(known.key, known.title) for known in _charts.by_key.values()]
