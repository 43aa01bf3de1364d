"""Pages of practices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.models import PracticePage
from knowhow.practice_exports import PRACTICE_COLUMNS, practice_rows
from knowhow.practice_listing import listed_practices, practice_card, practice_list_spec, practice_values
from knowhow.practice_open_data import PRACTICES
from knowhow.practice_profile import practice_page_context
from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, ListPage, NothingYet, list_rows
from portal.open_data.downloads import json_download

PRACTICES_PAGE = ListPage(
    key="practices",
    name=gettext_lazy("실무 안내"),
    list_name=gettext_lazy("실무 안내 목록"),
    about=gettext_lazy(
        "특구 담당자가 쓴 일하는 순서를 분야, 가치사슬 단계, 지역, 주제로 찾습니다. 단계, 기간, 근거 조례, 서식이 있습니다."
    ),
    lead=gettext_lazy(
        "일을 해 본 담당자가 순서와 기간, 근거 조례, 서식을 적었습니다. 그대로 따라 하고 우리 지역에 맞게 고쳐 쓰십시오."
    ),
    words_label=gettext_lazy("제목·요약·특구 이름"),
    words_hint=gettext_lazy("예: 조례, 공동 시설, 공고"),
    none_title=gettext_lazy("조건에 맞는 실무 안내가 없습니다."),
    none_hint=gettext_lazy("조건을 하나씩 빼 보시거나 통합검색에서 찾아보세요."),
    nothing_yet=NothingYet(
        gettext_lazy("아직 올라온 실무 안내가 없습니다."),
        gettext_lazy("특구가 검토를 마친 글부터 이곳에 실립니다. 그동안 현장 사례를 보실 수 있습니다."),
        "cases",
        gettext_lazy("현장 사례 보기"),
    ),
)


def _listed(request: HttpRequest) -> Listed:
    spec = practice_list_spec(request.GET)
    return list_rows(listed_practices(request.user), request.GET, spec, kept_as="practices")


def practices(request: HttpRequest) -> HttpResponse:
    """The list of practices with filters and pages."""
    listed = _listed(request)
    context = {
        "section": "cases",
        "listed": listed,
        "form": listed.form_parts(
            selects=("topic", "province"),
            chips=("field", "stage"),
            more=("evidence", "library"),
            hidden=[("zone", slug) for slug in listed.chosen("zone")],
        ),
        "cards": [practice_card(row) for row in listed.page_values(practice_values)],
        "card_template": "knowhow/practice_card.html",
        "about": PRACTICES_PAGE,
        "crumbs": [(PRACTICES_PAGE.name, None)],
    }
    return whole_page(request, "krds/list_page.html", context)


def practices_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(practice_rows(_listed(request).rows), PRACTICE_COLUMNS, _("실무 안내 목록") + ".csv")


def practices_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(
        practice_rows(_listed(request).rows), PRACTICE_COLUMNS, _("실무 안내 목록") + ".xlsx"
    )


def practices_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as JSON."""
    return json_download(request, PRACTICES, _listed(request).rows, filename=_("실무 안내 목록") + ".json")


def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """One practice. A page that is not live or stands in a closed part of the tree is not found."""
    readable = PracticePage.objects.visible_to(request.user).select_related(
        "zone__field", "zone__province", "zone__page", "stage", "topic", "freshness"
    )
    page = get_object_or_404(readable, public_slug=slug)
    return render(request, "knowhow/practice.html", practice_page_context(page, viewer=request.user))
