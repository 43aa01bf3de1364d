"""A list of the API: the page's own filters and order, read strictly, answered by cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import translation
from ninja import Schema
from pydantic import Field

from portal.listing import ListForm, ListSpec, list_rows
from portal.open_data.cursors import cursor_page
from portal.open_data.licence import LicenceSchema, licence
from portal.open_data.problems import BadParameterError
from portal.open_data.terms import composed

MOST_ROWS = 200
SHOWN_LENGTH = 60
"""How much of a refused value is repeated to who sent it."""


class CursorParameters(Schema):
    """What every long list takes."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="Rows in an answer.", examples=[50])
    cursor: str = Field("", max_length=2000, description="`next_cursor` of the answer before.")


class FilterParameters(CursorParameters):
    """What every list with filters takes. A filter may be repeated: its values widen it, two filters narrow."""

    q: str = Field("", description="Words that must all be found; 100 characters are used.")
    sample: bool = Field(
        default=False, description="`1` adds the portal's invented examples, marked `sample: true`."
    )


class ListSchema(Schema):
    """What stands around the rows of a list."""

    count: int = Field(description="Rows of the whole list under these filters.")
    next_cursor: str = Field(description="Blank at the end of the list.")
    next: str | None = Field(description="The address of the following rows; null at the end.")
    page: str = Field(description="The same list as a web page.")
    licence: LicenceSchema


@dataclass(frozen=True)
class ApiList:
    """A list that a room offers. `rows` are unordered; `read` prepares the few that are answered."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    spec: Callable[[QueryDict], ListSpec]
    read: Callable[[QuerySet[Any]], QuerySet[Any]]
    row: Callable[[Any, str], dict[str, Any]]
    """A row as its schema has it; the second argument is scheme and host for addresses."""
    page_name: str
    """The URL name of the page that shows the same list."""
    page_args: tuple[str, ...] = ()


def answer_list(request: HttpRequest, offered: ApiList, parameters: CursorParameters) -> dict[str, Any]:
    """The asked part of a list. Raises `BadParameterError` for what the page would quietly drop."""
    with translation.override("ko"):  # one order for every reader; each row has both languages
        spec = offered.spec(request.GET)
        _refuse_unknown(ListForm(request.GET, spec=spec), parameters)
        rows = offered.rows()
        if not getattr(parameters, "sample", True):
            rows = rows.filter(is_sample=False)
        listed = list_rows(rows, request.GET, spec)
        page = cursor_page(
            offered.read(listed.rows),
            order_by=listed.sort.order_by,
            cursor=parameters.cursor,
            limit=parameters.limit,
            scope=scope_of(request, offered.name),
        )
        site = site_of(request)
        return {
            "count": listed.total,
            "next_cursor": page.next_cursor,
            "next": next_address(request, page.next_cursor),
            "page": f"{site}{reverse(offered.page_name, args=offered.page_args)}{listed.query and f'?{listed.query}'}",
            "licence": licence(site),
            "results": [composed(offered.row(row, site)) for row in page.rows],
        }


def site_of(request: HttpRequest) -> str:
    """Scheme and host that the program used."""
    return request.build_absolute_uri("/").removesuffix("/")


def pages_of(path: str, *, site: str) -> dict[str, str]:
    """The address of a page in both languages; `path` is the Korean one."""
    return {"url_ko": f"{site}{path}", "url_en": f"{site}/en{path}"}


def _refuse_unknown(form: ListForm, parameters: CursorParameters) -> None:
    errors: dict[str, list[str]] = {}
    allowed: dict[str, Sequence[str]] = {}
    sorts = {sort.name for sort in form.spec.sorts}
    known = form.known | ({"sort": sorts} if len(sorts) > 1 else {})
    taken = sorted({*known, *type(parameters).model_fields})
    for name, values in form.address.lists():
        if name not in taken:
            errors[name[:SHOWN_LENGTH]] = [f"No such parameter. There are: {', '.join(taken)}."]
        refused = [value for value in values if value and name in known and value not in known[name]]
        if refused:
            errors[name] = [f"Unknown value “{value[:SHOWN_LENGTH]}”." for value in refused[:10]]
            allowed[name] = sorted(known[name])
    if errors:
        raise BadParameterError(errors, allowed=allowed)


def scope_of(request: HttpRequest, name: str) -> str:
    """The list, its filters and order: what must stay the same while a cursor walks."""
    pairs = sorted((key, value) for key, values in request.GET.lists() for value in values)
    return f"{name}?" + "&".join(
        f"{key}={value}" for key, value in pairs if key not in {"cursor", "limit"} and value
    )


def next_address(request: HttpRequest, cursor: str) -> str | None:
    """Where the list goes on; None at its end."""
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
