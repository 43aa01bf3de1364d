"""Wagtail tells what happened to a zone's page; here it becomes outbox rows. Nothing else listens."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.media.placed import mark_pages_with
from portal.outbox.actions import mark_all_changed, mark_changed
from portal.zones.models import Act, Exemption, ExemptionArea, Field, Municipality, Province, Zone, ZonePage

ZONES_NAMED_BY: dict[Any, Callable[[Any], Q]] = {
    Field: lambda field: Q(field=field),
    Province: lambda province: Q(province=province) | Q(province_at_designation=province),
    Municipality: lambda municipality: Q(municipalities=municipality),
    Act: lambda act: Q(exemption_uses__act=act) | Q(exemption_uses__exemption__acts=act),
}
EXEMPTIONS_NAMED_BY: dict[Any, Callable[[Any], Q]] = {
    ExemptionArea: lambda area: Q(area=area),
    Act: lambda act: Q(acts=act),
}


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


@receiver(post_save)
def name_changed(sender: Any, instance: Any, *, created: bool, **kwargs: Any) -> None:
    """A table that staff keep in the CMS was edited: its names stand in the documents of what it belongs to."""
    if created:
        return
    if sender in ZONES_NAMED_BY:
        zones = Zone.objects.filter(ZONES_NAMED_BY[sender](instance))
        mark_all_changed("zone", zones.order_by("pk").values_list("pk", flat=True).distinct())
    if sender in EXEMPTIONS_NAMED_BY:
        exemptions = Exemption.objects.filter(EXEMPTIONS_NAMED_BY[sender](instance))
        mark_all_changed("exemption", exemptions.order_by("pk").values_list("pk", flat=True).distinct())


def files_changed(pages: Collection[int]) -> None:
    """The files that these pages show, or their text, are others now."""
    mark_all_changed("zone", ZonePage.objects.filter(pk__in=pages).values_list("zone_id", flat=True))


mark_pages_with(ZonePage, files_changed)


def _mark_zones_below(page: Page) -> None:
    below = ZonePage.objects.descendant_of(page, inclusive=True)
    mark_all_changed("zone", below.values_list("zone_id", flat=True))
