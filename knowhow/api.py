"""Cases, practices and building blocks for programs."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation
from ninja import Path, Query, Router

from knowhow import schemas
from knowhow.block_open_data import BLOCKS
from knowhow.listing import listed_cases
from knowhow.open_data import CASES, case_detail, with_case_relations
from knowhow.practice_listing import listed_practices
from knowhow.practice_open_data import PRACTICES, practice_detail, with_practice_relations
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


@router.get(
    "/practices",
    response={200: schemas.PracticeListSchema, 400: ProblemSchema},
    summary="List practices",
    tags=["practices"],
)
def practices(request: HttpRequest, parameters: Query[schemas.PracticeParameters]) -> Any:
    """Practices with the filters of the page /practices/. Invented examples only with `sample=1`."""
    return answer_list(request, PRACTICES, parameters)


@router.get(
    "/practices/{slug}",
    response={200: schemas.PracticeDetailSchema, 404: ProblemSchema},
    summary="Read a practice",
    tags=["practices"],
)
def practice(request: HttpRequest, slug: Path[str]) -> Any:
    """A practice with its steps and every text."""
    with translation.override("ko"):
        rows = with_practice_relations(listed_practices(AnonymousUser()))
        page = get_object_or_404(rows, public_slug=slug.replace("\0", ""))
        return composed(practice_detail(page, site_of(request)))


@router.get(
    "/blocks",
    response={200: schemas.BlockListSchema, 400: ProblemSchema},
    summary="List building blocks",
    tags=["practices"],
)
def blocks(request: HttpRequest, parameters: Query[schemas.BlockParameters]) -> Any:
    """Building blocks that public cases or practices use. Invented examples only with `sample=1`."""
    return answer_list(request, BLOCKS, parameters)
