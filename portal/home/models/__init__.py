"""The pages that Wagtail serves: first page, announcements, guides; and the alert above all pages."""

from portal.home.models.alerts import CriticalAlert
from portal.home.models.announcements import AnnouncementIndexPage, AnnouncementPage
from portal.home.models.guides import GlossaryTerm, GuideIndexPage, GuidePage
from portal.home.models.home import HomePage

__all__ = [
    "AnnouncementIndexPage",
    "AnnouncementPage",
    "CriticalAlert",
    "GlossaryTerm",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
]
