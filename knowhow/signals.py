"""What happens to pages in Wagtail, and to zones below us, becomes outbox rows here. Nothing else listens."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from knowhow.freshness import restart_clock
from knowhow.models import BuildingBlock, CasePage, CaseTopic, PracticePage, Review
from knowhow.snapshots import record_version
from knowhow.vouching import keep_placed, keep_taken_down
from knowhow.writing import open_published_files
from portal.media.placed import mark_pages_with
from portal.outbox.actions import mark_all_changed, mark_changed
from portal.zones.models import Act, Exemption, Field, Province, ValueChainStage, Zone, ZonePage

CASES_NAMED_BY: dict[type, Callable[[Any], Q]] = {
    CaseTopic: lambda topic: Q(topic=topic),
    ValueChainStage: lambda stage: Q(stage=stage),
    Field: lambda field: Q(zone__field=field),
    Province: lambda province: Q(zone__province=province),
    BuildingBlock: lambda block: Q(blocks=block),
    Act: lambda act: Q(exemption_uses__act=act) | Q(exemption_uses__exemption__acts=act),
    Exemption: lambda exemption: Q(exemption_uses__exemption=exemption),
}
PRACTICES_NAMED_BY: dict[type, Callable[[Any], Q]] = {
    CaseTopic: lambda topic: Q(topic=topic),
    ValueChainStage: lambda stage: Q(stage=stage),
    Field: lambda field: Q(zone__field=field),
    Province: lambda province: Q(zone__province=province),
    BuildingBlock: lambda block: Q(blocks=block),
    Act: lambda act: Q(exemptions__acts=act),
    Exemption: lambda exemption: Q(exemptions=exemption),
}
KINDS: dict[type, str] = {CasePage: "case", PracticePage: "practice"}
BLOCK = "block"


def _mark_blocks_of(model: type[Any], pages: Collection[int]) -> None:
    """A building block is public by the pages that use it, and found by their fields and places."""
    uses = model.blocks.through.objects.filter(**{f"{model._meta.model_name}_id__in": pages})
    mark_all_changed(BLOCK, sorted(set(uses.values_list("buildingblock_id", flat=True))))


@receiver([page_published, page_unpublished, page_slug_changed])
def page_changed(sender: object, instance: Page, **kwargs: object) -> None:
    """A case or a practice was published, unpublished or renamed."""
    if type(instance) in KINDS:
        mark_changed(KINDS[type(instance)], instance.pk)
        _mark_blocks_of(type(instance), [instance.pk])


@receiver(page_published)
def version_published(sender: object, instance: Page, **kwargs: object) -> None:
    """What was published is kept as a version of its own, and holds from now on."""
    if isinstance(instance, CasePage | PracticePage):
        record_version(instance.pk)
        if instance.live:  # Wagtail sends the same signal for what it only scheduled
            restart_clock(instance)


@receiver(page_published)
def page_placed(sender: object, instance: Page, **kwargs: object) -> None:
    """A copy that is live at once passes no publication: its review is kept here."""
    if isinstance(instance, CasePage | PracticePage) and instance.live:
        keep_placed(instance, way=Review.Way.COPY)


@receiver(page_unpublished)
def page_taken_down(sender: object, instance: Page, **kwargs: object) -> None:
    """The review that brought it out tells of it."""
    if isinstance(instance, CasePage | PracticePage):
        keep_taken_down(instance)


@receiver(page_published)
def files_published(sender: object, instance: Page, **kwargs: object) -> None:
    """What its author attached to the draft opens with the page."""
    if isinstance(instance, CasePage | PracticePage):
        open_published_files(instance)


@receiver(post_page_move)
def page_moved(sender: type[Page], instance: Page, parent_page_after: Page, **kwargs: object) -> None:
    """What is moved below another zone is that zone's. The instance is a plain page: only the sender tells."""
    if sender in KINDS:
        zone = ZonePage.objects.select_related("zone").get(pk=parent_page_after.pk).zone
        moved: Any = sender.objects.filter(pk=instance.pk)
        former = moved.values_list("zone", flat=True).first()
        moved.update(zone=zone, is_sample=zone.is_sample)
        if former != zone.pk and (page := moved.filter(live=True).first()) is not None:
            keep_placed(page, way=Review.Way.MOVED)
        mark_changed(KINDS[sender], instance.pk)
        _mark_blocks_of(sender, [instance.pk])


@receiver(pre_delete, sender=CasePage)
@receiver(pre_delete, sender=PracticePage)
def page_leaves_blocks(sender: type, instance: Page, **kwargs: object) -> None:
    """While it is still known which building blocks the page used."""
    _mark_blocks_of(sender, [instance.pk])


@receiver(m2m_changed, sender=CasePage.blocks.through)
@receiver(m2m_changed, sender=PracticePage.blocks.through)
def blocks_of_page_changed(
    sender: object, instance: Page, action: str, pk_set: set[int] | None, **kwargs: object
) -> None:
    """A page takes building blocks up or lets them go. Nobody does so from the block's side."""
    if action in {"post_add", "post_remove"}:
        mark_all_changed(BLOCK, sorted(pk_set or ()))
    elif action == "pre_clear":
        _mark_blocks_of(type(instance), [instance.pk])


@receiver([post_save, post_delete], sender=BuildingBlock)
def block_changed(sender: object, instance: BuildingBlock, **kwargs: object) -> None:
    """Its own texts are others now, or it is gone."""
    mark_changed(BLOCK, instance.pk)


@receiver(post_delete, sender=CasePage)
@receiver(post_delete, sender=PracticePage)
def page_deleted(sender: type, instance: Page, **kwargs: object) -> None:
    """Search must forget the page."""
    mark_changed(KINDS[sender], instance.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: object, instance: PageViewRestriction, **kwargs: object) -> None:
    """A privacy setting holds at once for everything below, and Wagtail sends no publish signal for it."""
    for model, kind in KINDS.items():
        below = model.objects.descendant_of(instance.page, inclusive=True)  # type: ignore[attr-defined]  # both are pages
        pages = list(below.values_list("pk", flat=True))
        mark_all_changed(kind, pages)
        _mark_blocks_of(model, pages)


def files_changed(pages: Collection[int]) -> None:
    """The files that these pages show, or their text, are others now."""
    mark_all_changed("case", sorted(pages))


def practice_files_changed(pages: Collection[int]) -> None:
    """The same for practices."""
    mark_all_changed("practice", sorted(pages))


def block_files_changed(blocks: Collection[int]) -> None:
    """The same for building blocks."""
    mark_all_changed(BLOCK, sorted(blocks))


mark_pages_with(CasePage, files_changed)
mark_pages_with(PracticePage, practice_files_changed)
mark_pages_with(BuildingBlock, block_files_changed)


@receiver(post_save)
def name_changed(sender: type, instance: Model, *, created: bool, **kwargs: object) -> None:
    """A table that staff keep or import was edited: its names stand in the cases and practices that it belongs to."""
    if sender in CASES_NAMED_BY and not created:
        cases = CasePage.objects.filter(CASES_NAMED_BY[sender](instance))
        mark_all_changed("case", cases.order_by("pk").values_list("pk", flat=True).distinct())
    if sender in PRACTICES_NAMED_BY and not created:
        practices = PracticePage.objects.filter(PRACTICES_NAMED_BY[sender](instance))
        mark_all_changed("practice", practices.order_by("pk").values_list("pk", flat=True).distinct())


@receiver(post_save, sender=Zone)
def zone_changed(sender: object, instance: Zone, **kwargs: object) -> None:
    """A case is found by its zone's name, place and field. The registry knows no cases, so we listen."""
    if not kwargs["created"]:
        mark_all_changed("case", CasePage.objects.of_zone(instance.pk).values_list("pk", flat=True))
        for model in KINDS:
            _mark_blocks_of(model, list(model.objects.filter(zone=instance).values_list("pk", flat=True)))  # type: ignore[attr-defined]  # both are pages
        practices = PracticePage.objects.filter(zone=instance)
        mark_all_changed("practice", practices.values_list("pk", flat=True))
