"""The figures of the first page: counted from the registry, examples left out."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.panels import FilledPanel, panels_for
from portal.zones.charts import RegistryCharts, registry_charts
from portal.zones.listing import current_provinces
from portal.zones.models import Exemption, Field, Municipality, Zone, ZonePlace
from portal.zones.zone_map import ZoneMap, country_map


@dataclass(frozen=True)
class Figure:
    """One counted figure with its unit and the list behind it."""

    label: str
    value: int
    unit: str
    url: str


@dataclass(frozen=True)
class Overview:
    """What the first page shows."""

    total: int
    fields: tuple[Field, ...]
    map: ZoneMap
    figures: tuple[Figure, ...]
    charts: RegistryCharts
    panels: tuple[FilledPanel, ...]


def overview(*, viewer: Any) -> Overview:
    """Count zones by field and province, and gather what rooms register for the first page."""
    real = Zone.objects.visible_to(viewer).real()
    total = real.count()
    counted = Count("zones", filter=Q(zones__in=real))
    fields = tuple(
        Field.objects.annotate(zone_count=counted)
        .filter(zone_count__gt=0)
        .order_by("-zone_count", "position")
    )
    return Overview(
        total=total,
        fields=fields,
        map=_map(real),
        figures=_figures(real, total),
        charts=registry_charts(viewer=viewer),
        panels=tuple(panels_for("home", subject=None, viewer=viewer)),
    )


def _map(zones: Any) -> ZoneMap:
    grouped = zones.order_by().values_list("province__code").annotate(zone_count=Count("pk"))
    return country_map(
        current_provinces(),
        dict(grouped),
        address=lambda code: f"{reverse('zones')}?province={code}",
    )


def _figures(real: Any, total: int) -> tuple[Figure, ...]:
    places = ZonePlace.objects.filter(zone__in=real, at=ZonePlace.At.NOW).values("municipality")
    zones_url = reverse("zones")
    return (
        Figure(_("등록된 특구"), total, _("곳"), zones_url),
        Figure(
            _("특구가 있는 시·군·구"), Municipality.objects.filter(pk__in=places).count(), _("곳"), zones_url
        ),
        Figure(
            _("정리한 규제특례 조·항"),
            Exemption.objects.filter(is_sample=False).count(),
            _("건"),
            reverse("exemptions"),
        ),
        Figure(
            _("해제된 특구"),
            real.filter(status=Zone.Status.RELEASED).count(),
            _("곳"),
            f"{zones_url}?status=released",
        ),
    )
