"""Announcements for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from portal.home import schemas
from portal.home.open_data import ANNOUNCEMENTS
from portal.open_data.lists import answer_list
from portal.open_data.problems import ProblemSchema

router = Router(tags=["announcements"])


@router.get(
    "/announcements",
    response={200: schemas.AnnouncementListSchema, 400: ProblemSchema},
    summary="List announcements",
)
def announcements(request: HttpRequest, parameters: Query[schemas.AnnouncementParameters]) -> Any:
    """Announcements with the filters of the page /announcements/, pinned ones first, then the newest."""
    return answer_list(request, ANNOUNCEMENTS, parameters)
