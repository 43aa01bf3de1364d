"""Cases for programs."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation
from ninja import Path, Query, Router

from knowhow import schemas
from knowhow.listing import listed_cases
from knowhow.open_data import CASES, case_detail, with_case_relations
from portal.open_data.lists import answer_list, site_of
from portal.open_data.problems import ProblemSchema
from portal.open_data.terms import composed

router = Router(tags=["cases"])


@router.get("/cases", response={200: schemas.CaseListSchema, 400: ProblemSchema}, summary="List cases")
def cases(request: HttpRequest, parameters: Query[schemas.CaseParameters]) -> Any:
    """Cases with the filters of the page /cases/. Invented examples only with `sample=1`."""
    return answer_list(request, CASES, parameters)


@router.get(
    "/cases/{slug}", response={200: schemas.CaseDetailSchema, 404: ProblemSchema}, summary="Read a case"
)
def case(request: HttpRequest, slug: Path[str]) -> Any:
    """A case with every text."""
    with translation.override("ko"):
        rows = with_case_relations(listed_cases(AnonymousUser()))
        page = get_object_or_404(rows, public_slug=slug.replace("\0", ""))
        return composed(case_detail(page, site_of(request)))
