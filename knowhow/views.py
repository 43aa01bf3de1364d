"""Pages of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.cards import case_card, listed_values
from knowhow.exports import CASE_COLUMNS, case_rows
from knowhow.listing import case_list_spec, listed_cases
from knowhow.models import CasePage
from knowhow.profile import case_page_context
from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, ListPage, list_rows


def _listed(request: HttpRequest) -> Listed:
    return list_rows(listed_cases(request.user), request.GET, case_list_spec(request.GET), kept_as="cases")


CASES_PAGE = ListPage(
    key="cases",
    name=gettext_lazy("사례"),
    list_name=gettext_lazy("사례 목록"),
    about=gettext_lazy(
        "지역특구에서 한 일과 그 결과를 분야, 가치사슬 단계, 규제특례, 지역, 연도로 찾습니다. 중단된 사례도 함께 보여드립니다."
    ),
    lead=gettext_lazy(
        "특구가 한 일과 그 결과를 한마당이 공개된 자료에서 간추렸습니다. 잘되지 않은 사례에서도 배울 수 있습니다."
    ),
    words_label=gettext_lazy("제목·요약·특구 이름"),
    words_hint=gettext_lazy("예: 축제, 공동 시설, 농지"),
    none_title=gettext_lazy("조건에 맞는 사례가 없습니다."),
    none_hint=gettext_lazy("조건을 하나씩 빼 보시거나 통합검색에서 찾아보세요."),
)


def cases(request: HttpRequest) -> HttpResponse:
    """The list of cases with filters and pages."""
    listed = _listed(request)
    context = {
        "section": "cases",
        "listed": listed,
        "form": listed.form_parts(
            selects=("act", "province"),
            chips=("field", "stage"),
            more=("topic", "year", "outcome", "library"),
            hidden=[("zone", slug) for slug in listed.chosen("zone")],
        ),
        "cards": [case_card(row) for row in listed.page_values(listed_values)],
        "card_template": "knowhow/card.html",
        "about": CASES_PAGE,
        "crumbs": [(CASES_PAGE.name, None)],
    }
    return whole_page(request, "krds/list_page.html", context)


def cases_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(case_rows(_listed(request).rows), CASE_COLUMNS, _("사례 목록") + ".csv")


def cases_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(case_rows(_listed(request).rows), CASE_COLUMNS, _("사례 목록") + ".xlsx")


def case(request: HttpRequest, slug: str) -> HttpResponse:
    """One case. A page that is not live or stands in a closed part of the tree is not found."""
    readable = CasePage.objects.visible_to(request.user).select_related(
        "zone__field", "zone__province", "zone__page", "stage", "topic", "freshness"
    )
    page = get_object_or_404(readable, public_slug=slug)
    return render(request, "knowhow/case.html", case_page_context(page, viewer=request.user))
