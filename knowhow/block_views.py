"""Pages of building blocks: which there are, and who uses them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.block_exports import BLOCK_COLUMNS, block_rows
from knowhow.block_listing import block_card, block_list_spec, block_values, listed_blocks
from knowhow.block_open_data import BLOCKS
from knowhow.building_blocks import shown_block, visible_blocks
from knowhow.cards import case_cards
from knowhow.models import CasePage, PracticePage
from knowhow.practice_listing import practice_cards
from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, ListPage, NothingYet, list_rows
from portal.open_data.downloads import json_download

MOST_USES = 50
BLOCKS_PAGE = ListPage(
    key="blocks",
    name=gettext_lazy("노하우 구성요소"),
    list_name=gettext_lazy("구성요소 목록"),
    about=gettext_lazy(
        "여러 사례와 실무 안내가 함께 쓰는 방법입니다. 하나씩 떼어 우리 지역에 가져다 쓸 수 있습니다."
    ),
    lead=gettext_lazy(
        "여러 사례와 실무 안내가 함께 쓰는 방법입니다. 하나씩 떼어 우리 지역에 가져다 쓸 수 있습니다."
    ),
    words_label=gettext_lazy("이름·목적·방법"),
    words_hint=gettext_lazy("예: 예약, 공동 시설, 규약"),
    none_title=gettext_lazy("조건에 맞는 구성요소가 없습니다."),
    none_hint=gettext_lazy("낱말을 줄이시거나 통합검색에서 찾아보세요."),
    nothing_yet=NothingYet(
        gettext_lazy("아직 올라온 구성요소가 없습니다."),
        gettext_lazy("구성요소를 쓴 사례나 실무 안내가 게시되면 이곳에 실립니다."),
        "cases",
        gettext_lazy("현장 사례 보기"),
    ),
)


def _listed(request: HttpRequest) -> Listed:
    spec = block_list_spec(request.GET)
    return list_rows(listed_blocks(request.user), request.GET, spec, kept_as="blocks")


def blocks(request: HttpRequest) -> HttpResponse:
    """The list of building blocks that a public page uses, with a search and pages."""
    listed = _listed(request)
    context = {
        "section": "cases",
        "listed": listed,
        "form": listed.form_parts(selects=()),
        "cards": [block_card(row) for row in listed.page_values(block_values)],
        "card_template": "knowhow/block_card.html",
        "about": BLOCKS_PAGE,
        "crumbs": [(BLOCKS_PAGE.name, None)],
    }
    return whole_page(request, "krds/list_page.html", context)


def blocks_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(block_rows(_listed(request).rows), BLOCK_COLUMNS, _("구성요소 목록") + ".csv")


def blocks_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(block_rows(_listed(request).rows), BLOCK_COLUMNS, _("구성요소 목록") + ".xlsx")


def blocks_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as JSON."""
    return json_download(request, BLOCKS, _listed(request).rows, filename=_("구성요소 목록") + ".json")


def building_block(request: HttpRequest, slug: str) -> HttpResponse:
    """One building block with the cases and practices that use it."""
    row = get_object_or_404(visible_blocks(request.user), slug=slug)
    block = shown_block(row)
    cases = CasePage.objects.visible_to(request.user).filter(blocks=row).newest()
    practices = PracticePage.objects.visible_to(request.user).filter(blocks=row).newest()
    texts = (block.name, block.purpose, block.how, block.enabling, block.lessons)
    context = {
        "section": "cases",
        "shown": block,
        "is_sample": row.is_sample,
        "is_korean_only": any(words.is_korean_only for words in texts),
        "cases": case_cards(cases[:MOST_USES]),
        "practices": practice_cards(practices[:MOST_USES]),
        "crumbs": [(_("노하우 구성요소"), reverse("blocks")), (block.name.text, None)],
    }
    return render(request, "knowhow/block.html", context)
