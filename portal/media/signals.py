"""What happens in Wagtail to documents and their collections, told to the rooms that show them."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex
from wagtail.signals import page_published

from portal.media.models import PortalDocument
from portal.media.placed import files_changed


@receiver(page_published)
def page_shows_files(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Wagtail notes in a job what a page refers to: a file that is read or opened before would not find its page."""
    ReferenceIndex.create_or_update_for_object(instance)


@receiver(post_save, sender=PortalDocument)
@receiver(pre_delete, sender=PortalDocument)
def document_changed(sender: Any, instance: PortalDocument, **kwargs: Any) -> None:
    """A document got another file, name or collection, or goes: then its references go too, so before."""
    if not kwargs.get("created"):
        files_changed([instance.pk])


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def restriction_changed(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """A privacy setting of a collection holds at once for everything in it and below."""
    _documents_changed_in(instance.collection)


@receiver(post_save, sender=Collection)
def collection_changed(sender: Any, instance: Collection, **kwargs: Any) -> None:
    """A collection may be moved below a closed one: Wagtail saves it, then moves it, in one transaction here."""
    if not kwargs["created"]:
        _documents_changed_in(instance)


def _documents_changed_in(collection: Collection) -> None:
    below = PortalDocument.objects.filter(collection__path__startswith=collection.path)
    files_changed(below.values_list("pk", flat=True))
