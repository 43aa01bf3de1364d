"""Panels: what a room shows on the page of another. The page knows panels, never the room behind them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

PLACES = ("zone", "exemption", "act", "field", "province", "office", "home")


@dataclass(frozen=True)
class PanelContent:
    """What a panel has to show: its template's context, and how many rows there are in all."""

    context: Mapping[str, Any]
    total: int


@dataclass(frozen=True)
class Panel:
    """A block that a room adds to a page. `rows` returns None when there is nothing to show."""

    key: str
    title: str | Promise
    order: int
    template: str
    rows: Callable[[Any, Any], PanelContent | None]
    """Called with the subject (a zone, an exemption …) and the viewer (a user)."""


@dataclass(frozen=True)
class FilledPanel:
    """A panel with its content, ready for the template."""

    panel: Panel
    content: PanelContent


@dataclass
class _Registry:
    panels: dict[str, list[Panel]] = field(default_factory=lambda: {place: [] for place in PLACES})


_registry = _Registry()


def register_panel(place: str, panel: Panel) -> None:
    """Add a panel to a place; call it in `AppConfig.ready()`. Raises `ValueError` for an unknown place or a taken key."""
    if place not in PLACES:
        raise ValueError(f"Unknown place {place!r}. Add it to portal.panels.PLACES or use one of {PLACES}.")
    if any(known.key == panel.key for known in _registry.panels[place]):
        raise ValueError(f"A panel {panel.key!r} stands on {place!r} already. Give this one another key.")
    _registry.panels[place] = sorted([*_registry.panels[place], panel], key=lambda item: item.order)


def panels_for(place: str, *, subject: Any, viewer: Any) -> list[FilledPanel]:
    """The panels of a place that have something to show, in order."""
    filled: Iterable[tuple[Panel, PanelContent | None]] = (
        (panel, panel.rows(subject, viewer)) for panel in _registry.panels[place]
    )
    return [FilledPanel(panel, content) for panel, content in filled if content is not None]
