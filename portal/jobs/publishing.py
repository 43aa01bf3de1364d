"""Publish what was scheduled and take down what has expired."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision

from portal.personal.publishing import REFUSED_ACTION, PublicationRefusedError
from portal.personal_numbers import summary

logger = logging.getLogger(__name__)

DONE_AT_ONCE = 200


@dataclass(frozen=True)
class Published:
    """How many objects went live and how many were taken down."""

    published: int
    expired: int


def publish_due() -> Published:
    """Do what Wagtail's `publish_scheduled` does, each object in its own transaction.

    So an object that cannot be published holds up no other, and what hears of the publication (outbox rows)
    stands or falls with it. Safe to run twice at the same time.
    """
    expired = sum(_take_down(model, pk) for model, pk in list(_expired()))
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by(
        "approved_go_live_at", "pk"
    )
    published = sum(_publish(pk) for pk in due.values_list("pk", flat=True)[:DONE_AT_ONCE])
    return Published(published=published, expired=expired)


def _expired() -> Iterator[tuple[type[models.Model], object]]:
    others = (
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    )
    for model in (Page, *others):
        past = model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at", "pk")
        yield from ((model, pk) for pk in past.values_list("pk", flat=True)[:DONE_AT_ONCE])


def _take_down(model: type[models.Model], pk: object) -> bool:
    def unpublish() -> bool:
        rows = model._base_manager.select_for_update()
        found: Any = rows.filter(pk=pk, live=True, expire_at__lt=timezone.now()).first()
        if found is not None:
            found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return found is not None

    return _alone(unpublish, name=f"{model.__name__} {pk}")


def _publish(pk: int) -> bool:
    def publish() -> bool:
        revision = (
            Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lt=timezone.now()).first()
        )
        if revision is None:
            return False
        try:
            revision.publish(log_action="wagtail.publish.scheduled")
        except PublicationRefusedError as refusal:
            _give_up(revision, refusal)
            return False
        return True

    return _alone(publish, name=f"revision {pk}")


def _give_up(revision: Revision, refusal: PublicationRefusedError) -> None:
    """Asking again each minute would change nothing: the date goes, and the log of the page tells why."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(instance=refusal.page, action=REFUSED_ACTION, data={"found": summary(refusal.found)})
    logger.warning("scheduled_publication_refused page=%s", refusal.page.pk)


def _alone(step: Callable[[], bool], *, name: str) -> bool:
    """Take a step in a transaction of its own; what goes wrong is logged and left for the next time."""
    try:
        with transaction.atomic():
            return step()
    except (OperationalError, InterfaceError):
        raise  # the database is away: the others would fail as well
    except Exception:
        logger.exception("scheduled_publication_failed object=%s", name)
        return False
