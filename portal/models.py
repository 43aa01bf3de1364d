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
from portal.audit.models import AccessedPerson, AccessLog, AccessLogEnds, AccessReview
from portal.importing.models import ColumnMapping, ImportChange, ImportRun
from portal.jobs.models import ScheduledJob, Worker
from portal.media.file_texts import FileText
from portal.media.models import PortalDocument, PortalImage, PortalRendition
from portal.outbox.models import IndexOutbox, MailOutbox
from portal.personal.models import Consent, ConsentText, DataExport, DestructionRun, Erasure

__all__ = [
    "AccessLog",
    "AccessLogEnds",
    "AccessReview",
    "AccessedPerson",
    "ColumnMapping",
    "Consent",
    "ConsentText",
    "DataExport",
    "Desk",
    "DeskHolding",
    "DestructionRun",
    "Erasure",
    "FileText",
    "ImportChange",
    "ImportRun",
    "IndexOutbox",
    "Invitation",
    "MailOutbox",
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
