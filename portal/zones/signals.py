"""Wagtail tells what happened to a zone's page; here it becomes outbox rows. Nothing else listens."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.outbox.actions import mark_changed
from portal.zones.models import ZonePage


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def zone_page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page, or one above zones, was published, unpublished, moved or renamed."""
    if isinstance(instance, ZonePage):
        mark_changed("zone", instance.zone_id)


@receiver(post_delete, sender=ZonePage)
def zone_page_deleted(sender: Any, instance: ZonePage, **kwargs: Any) -> None:
    """A zone without a page is not shown: search must forget it."""
    mark_changed("zone", instance.zone_id)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A privacy setting applies at once and to everything below: Wagtail sends no publish signal for it."""
    below = ZonePage.objects.descendant_of(instance.page, inclusive=True)
    for zone_id in below.values_list("zone_id", flat=True):
        mark_changed("zone", zone_id)
