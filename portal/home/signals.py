"""What happens in Wagtail to announcements, guides and terms becomes outbox rows here. Nothing else listens."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.alerts import forget
from portal.home.indexing import ANNOUNCEMENT, GLOSSARY_SLUG, GUIDE, TERM
from portal.home.models import AnnouncementPage, CriticalAlert, GlossaryTerm, GuidePage
from portal.media.placed import mark_pages_with
from portal.outbox.actions import mark_all_changed, mark_changed

KINDS: dict[type[Page], str] = {AnnouncementPage: ANNOUNCEMENT, GuidePage: GUIDE}


@receiver([page_published, page_unpublished, page_slug_changed])
def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page was published, taken down or renamed."""
    if sender in KINDS:
        mark_changed(KINDS[sender], instance.translation_key)
    if sender is GuidePage:
        _mark_terms(instance.slug)


@receiver(post_delete, sender=AnnouncementPage)
@receiver(post_delete, sender=GuidePage)
def page_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Search must forget the page, or fall back to its other language."""
    mark_changed(KINDS[sender], instance.translation_key)
    if sender is GuidePage:
        _mark_terms(instance.slug)


@receiver(post_page_move)
def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page was moved, perhaps under a closed one; Wagtail hands over the plain page."""
    _mark_below(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A privacy setting holds at once for everything below, and Wagtail sends no publish signal for it."""
    _mark_below(instance.page)


@receiver([post_save, post_delete], sender=GlossaryTerm)
def term_changed(sender: Any, instance: GlossaryTerm, **kwargs: Any) -> None:
    """A term was saved or deleted."""
    mark_changed(TERM, instance.pk)


@receiver([post_save, post_delete], sender=CriticalAlert)
def alert_changed(sender: Any, instance: CriticalAlert, **kwargs: Any) -> None:
    """Here the alerts are read anew at once; other processes do so at the end of the epoch, which the commit brings."""
    forget()


def files_changed(model: type[Page], pages: Collection[int]) -> None:
    """The files that these pages show, or their text, are others now."""
    keys = model.objects.filter(pk__in=pages).values_list("translation_key", flat=True)
    mark_all_changed(KINDS[model], keys.distinct())


for _model in KINDS:
    mark_pages_with(_model, partial(files_changed, _model))


def _mark_below(page: Page) -> None:
    for model, kind in KINDS.items():
        below = model.objects.descendant_of(page, inclusive=True)
        mark_all_changed(kind, below.values_list("translation_key", flat=True))
        if kind == GUIDE and below.filter(slug=GLOSSARY_SLUG).exists():
            _mark_terms(GLOSSARY_SLUG)


def _mark_terms(slug: str) -> None:
    """Terms are found while the glossary is open."""
    if slug == GLOSSARY_SLUG:
        mark_all_changed(TERM, GlossaryTerm.objects.values_list("pk", flat=True))
