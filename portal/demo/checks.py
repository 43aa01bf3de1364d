"""Examples must not stand in production."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from portal.checks import FIT_TO_RUN
from portal.zones.models import Zone


@register(FIT_TO_RUN, Tags.database)
def production_has_no_samples(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Fictitious zones on a live site would pass for real ones."""
    if settings.SAMPLE_CONTENT_ALLOWED:
        return []
    try:
        found = Zone.objects.filter(is_sample=True).exists()
    except DatabaseError:
        return []  # not migrated yet: the migration check speaks
    if not found:
        return []
    return [
        Error(
            "Sample content stands in the database.",
            hint="Run `python manage.py remove_sample`.",
            id="demo.E001",
        )
    ]
