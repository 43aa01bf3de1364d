"""Wagtail tells what happened to a zone's page; here it becomes outbox rows. Nothing else listens."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.outbox.actions import mark_all_changed, mark_changed
from portal.zones.models import ZonePage


@receiver([page_published, page_unpublished, page_slug_changed])
def zone_page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A zone's page was published, unpublished or renamed."""
    if isinstance(instance, ZonePage):
        mark_changed("zone", instance.zone_id)


@receiver(post_page_move)
def page_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A page was moved, perhaps under a private one; Wagtail hands over the plain page."""
    _mark_zones_below(instance)


@receiver(post_delete, sender=ZonePage)
def zone_page_deleted(sender: Any, instance: ZonePage, **kwargs: Any) -> None:
    """A zone without a page is not shown: search must forget it."""
    mark_changed("zone", instance.zone_id)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A privacy setting applies at once and to everything below: Wagtail sends no publish signal for it."""
    _mark_zones_below(instance.page)


def _mark_zones_below(page: Page) -> None:
    below = ZonePage.objects.descendant_of(page, inclusive=True)
    mark_all_changed("zone", below.values_list("zone_id", flat=True))
