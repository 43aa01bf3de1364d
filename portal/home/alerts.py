"""Reads the alerts that editors keep, for the bar above every page."""

from django.utils import timezone

from portal.alerts import Alert
from portal.home.models import CriticalAlert

URGENT_FIRST = {"danger": 0, "info": 1, "ok": 2}
READ = 50


def standing_alerts() -> tuple[Alert, ...]:
    """Those that have not ended, those to come as well: they are asked for again only after a change."""
    rows = CriticalAlert.objects.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")[:READ]
    alerts = [
        Alert(
            level=row.level,
            label=CriticalAlert.Level(row.level).label,
            text_ko=row.text_ko,
            text_en=row.text_en,
            link=row.link,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    ]
    return tuple(sorted(alerts, key=lambda alert: URGENT_FIRST[alert.level]))
