"""The page that explains the open data: what there is, how to get it, on which terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from knowhow.block_exports import BLOCK_COLUMNS
from knowhow.building_blocks import visible_blocks
from knowhow.exports import CASE_COLUMNS
from knowhow.models import CasePage, PracticePage
from knowhow.practice_exports import PRACTICE_COLUMNS
from portal.home.open_data import ANNOUNCEMENTS, listed_announcements
from portal.home.open_data import COLUMNS as ANNOUNCEMENT_COLUMNS
from portal.importing.exports import ExportColumn
from portal.krds.dates import write_partial_date
from portal.open_data.linked_data import Distribution, api_path, catalogue, dataset, distributions
from portal.open_data.lists import site_of
from portal.zones.change_lists import COLUMNS as CHANGE_COLUMNS
from portal.zones.changes import ChangeFilter, changes
from portal.zones.exports import EXEMPTION_COLUMNS, ZONE_COLUMNS
from portal.zones.models import Exemption, Zone


@dataclass(frozen=True)
class DataSet:
    """A list as the page tells it."""

    name: str
    title: str
    description: str
    rows: int
    as_of: str
    page_url: str
    files: tuple[Distribution, ...]
    api_url: str
    columns: Sequence[ExportColumn]


TITLES: dict[str, tuple[Promise, Promise]] = {
    "zones": (
        gettext_lazy("특구 목록"),
        gettext_lazy("지역특화발전특구의 이름, 위치, 분야, 지정일, 상태, 면적, 규제특례와 출처."),
    ),
    "exemptions": (
        gettext_lazy("규제특례 목록"),
        gettext_lazy(
            "지역특구법의 규제특례를 조문 단위로 정리한 목록과 쉬운 설명. 정부의 공식 특례 수와는 세는 방법이 다릅니다."
        ),
    ),
    "cases": (
        gettext_lazy("사례 목록"),
        gettext_lazy("특구가 한 일과 그 결과를 공개된 자료에서 간추린 요약. 중단된 사례도 있습니다."),
    ),
    "practices": (
        gettext_lazy("실무 안내 목록"),
        gettext_lazy("특구 담당자가 쓴 일하는 순서. 단계, 기간, 근거 조례, 서식이 있습니다."),
    ),
    "blocks": (
        gettext_lazy("구성요소 목록"),
        gettext_lazy(
            "여러 사례와 실무 안내가 함께 쓰는 방법. 목적, 방법, 되게 하는 조건, 배운 점이 있습니다."
        ),
    ),
    "changes": (
        gettext_lazy("바뀐 사실"),
        gettext_lazy("등록부의 사실이 바뀐 기록과 특구 계획의 결정. 이전 값과 출처가 함께 있습니다."),
    ),
    "announcements": (
        gettext_lazy("알림·소식"),
        gettext_lazy("한마당이 전하는 안내, 모집·공모, 행사, 법령·제도 소식."),
    ),
}


def data_page(request: HttpRequest) -> HttpResponse:
    """What there is, how to get it, on which terms."""
    sets = _data_sets()
    site = site_of(request)
    told = [
        dataset(row.name, title=row.title, description=row.description, site=site)
        for row in sets
        if row.name != ANNOUNCEMENTS.name  # news, no data about zones
    ]
    context = {
        "section": "data",
        "crumbs": [(_("데이터·API"), None)],
        "sets": sets,
        "site": site,
        "openapi_url": reverse("api:openapi-json"),
        "others": [reverse(f"api:{name}") for name in ("awards", "fields", "provinces", "offices")],
        "limit_requests": settings.API_RATE_REQUESTS,
        "limit_seconds": settings.API_RATE_SECONDS,
        "linked_data": catalogue(told, title=_("데이터·API"), site=site),
    }
    return render(request, "home/data.html", context)


def _data_sets() -> list[DataSet]:
    zones = Zone.objects.visible_to(None).real()
    cases: QuerySet[Any] = CasePage.objects.live().public().real()
    practices: QuerySet[Any] = PracticePage.objects.visible_to(None).real()
    told = changes(ChangeFilter(), viewer=None)
    newest = told.first()
    status_known = zones.aggregate(last=Max("status_as_of"))["last"] or ""
    return [
        _data_set("zones", zones, as_of=write_partial_date(status_known), columns=ZONE_COLUMNS),
        _data_set(
            "exemptions", Exemption.objects.filter(is_sample=False), as_of="", columns=EXEMPTION_COLUMNS
        ),
        _data_set(
            "cases",
            cases,
            as_of=_last_published(cases),
            columns=CASE_COLUMNS,
        ),
        _data_set("practices", practices, as_of=_last_published(practices), columns=PRACTICE_COLUMNS),
        _data_set("blocks", visible_blocks(None).filter(is_sample=False), as_of="", columns=BLOCK_COLUMNS),
        _data_set(
            "changes", told, as_of=write_partial_date(newest[1]) if newest else "", columns=CHANGE_COLUMNS
        ),
        _announcements(),
    ]


def _last_published(pages: QuerySet[Any]) -> str:
    last = pages.aggregate(last=Max("last_published_at"))["last"]
    return write_partial_date(localdate(last).isoformat()) if last else ""


def _announcements() -> DataSet:
    rows = listed_announcements(get_language() or "ko").real()  # type: ignore[attr-defined]  # its own question
    newest = rows.aggregate(last=Max("published_on"))["last"]
    as_of = write_partial_date(newest.isoformat()) if newest else ""
    return _data_set(ANNOUNCEMENTS.name, rows, as_of=as_of, columns=ANNOUNCEMENT_COLUMNS)


def _data_set(name: str, rows: QuerySet[Any, Any], *, as_of: str, columns: Sequence[ExportColumn]) -> DataSet:
    title, description = TITLES[name]
    return DataSet(
        name=name,
        title=str(title),
        description=str(description),
        rows=rows.count(),
        as_of=as_of,
        page_url=_page_url(name),
        files=distributions(name),
        api_url=api_path(name),
        columns=columns,
    )


def _page_url(name: str) -> str:
    if name == ANNOUNCEMENTS.name:
        return reverse(ANNOUNCEMENTS.page_name, args=ANNOUNCEMENTS.page_args)
    return reverse(name)
