"""Every saved or deleted row of a public table ends the epoch.

House rule 22 allows no signals to talk to ourselves; this one listens to Wagtail and Django saving on an
editor's behalf, in dozens of places that know nothing of the cache. Whatever writes in bulk calls `bump()` itself.
A table that is forgotten here costs a rendering; one that were forgotten the other way round would show old pages.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from portal.page_cache.epoch import bump

QUIET_APPS = frozenset(
    {
        "account", "admin", "auth", "contenttypes", "django_tasks_database", "mfa", "search", "sessions", "socialaccount",
        "usersessions", "wagtail_localize", "wagtailadmin", "wagtailsearch", "wagtailusers",
    }
)  # fmt: skip
QUIET_TABLES = frozenset(
    {
        "desks.handover", "desks.message", "desks.thread", "portal.columnmapping", "portal.deskholding", "portal.invitation", "portal.membership",
        "portal.officialdomain", "portal.organisation", "portal.rolegrant",
        "portal.importchange", "portal.importrun", "portal.indexoutbox", "portal.scheduledjob",
        "portal.user", "portal.worker", "wagtailcore.comment", "wagtailcore.commentreply", "wagtailcore.modellogentry",
        "wagtailcore.pagelogentry", "wagtailcore.pagesubscription", "wagtailcore.referenceindex",
        "wagtailcore.revision", "wagtailcore.taskstate", "wagtailcore.uploadedfile", "wagtailcore.workflowstate",
    }
)  # fmt: skip
"""Tables no public page reads row by row: sessions, jobs, drafts, logs."""
PUBLIC_TABLES_OF_QUIET_APPS = frozenset({"search.synonym"})
"""What a list of results depends on though its app is quiet."""
DRAFT_FIELDS = frozenset(
    {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
)
"""What saving a draft writes to the page itself: an editor's autosave must not empty the store."""


def is_public(model: type[Model]) -> bool:
    """Whether a page may show something of this table."""
    table = model._meta.label_lower
    if table in PUBLIC_TABLES_OF_QUIET_APPS:
        return True
    return model._meta.app_label not in QUIET_APPS and table not in QUIET_TABLES


@receiver([post_save, post_delete, m2m_changed])
def public_row_changed(
    sender: type[Model], update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """A row was saved, deleted or linked."""
    is_draft = bool(update_fields) and DRAFT_FIELDS.issuperset(update_fields or ())
    if not is_draft and is_public(sender):
        bump()
