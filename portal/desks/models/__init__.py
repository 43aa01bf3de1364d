"""Tables of desks."""

from portal.desks.models.attachments import Attachment
from portal.desks.models.closings import DeskClosing
from portal.desks.models.corrections import Correction
from portal.desks.models.follow_ups import FollowUp
from portal.desks.models.handovers import Handover
from portal.desks.models.profiles import DeskLanguage, DeskProfile, Exchange
from portal.desks.models.replies import Reply
from portal.desks.models.threads import Message, Thread

__all__ = [
    "Attachment",
    "Correction",
    "DeskClosing",
    "DeskLanguage",
    "DeskProfile",
    "Exchange",
    "FollowUp",
    "Handover",
    "Message",
    "Reply",
    "Thread",
]
