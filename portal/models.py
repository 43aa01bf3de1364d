"""The floor's tables, gathered for Django."""

from portal.accounts.models import (
    Desk,
    DeskHolding,
    Invitation,
    Membership,
    OfficialDomain,
    Organisation,
    RoleGrant,
    User,
)
from portal.importing.models import ColumnMapping, ImportChange, ImportRun
from portal.jobs.models import ScheduledJob, Worker
from portal.media.file_texts import FileText
from portal.media.models import PortalDocument, PortalImage, PortalRendition
from portal.outbox.models import IndexOutbox

__all__ = [
    "ColumnMapping",
    "Desk",
    "DeskHolding",
    "FileText",
    "ImportChange",
    "ImportRun",
    "IndexOutbox",
    "Invitation",
    "Membership",
    "OfficialDomain",
    "Organisation",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "RoleGrant",
    "ScheduledJob",
    "User",
    "Worker",
]
