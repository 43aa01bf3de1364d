"""Pages of building blocks: which there are, and who uses them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhow.building_blocks import shown_block, visible_blocks
from knowhow.cards import case_cards
from knowhow.models import CasePage, PracticePage
from knowhow.practice_listing import practice_cards
from knowhow.words import words_of

PAGE_SIZE = 20
MOST_USES = 50


def building_blocks(request: HttpRequest) -> HttpResponse:
    """Every building block that a public page uses."""
    pages = Paginator(visible_blocks(request.user).order_by("is_sample", "name_ko", "pk"), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "section": "blocks",
        "page": page,
        "rows": [
            {
                "name": words_of(row, "name"),
                "purpose": words_of(row, "purpose"),
                "url": row.get_absolute_url(),
                "is_sample": row.is_sample,
            }
            for row in page
        ],
        "crumbs": [(_("노하우 구성요소"), None)],
    }
    return render(request, "knowhow/blocks.html", context)


def building_block(request: HttpRequest, slug: str) -> HttpResponse:
    """One building block with the cases and practices that use it."""
    row = get_object_or_404(visible_blocks(request.user), slug=slug)
    block = shown_block(row)
    cases = CasePage.objects.visible_to(request.user).filter(blocks=row).newest()
    practices = PracticePage.objects.visible_to(request.user).filter(blocks=row).newest()
    texts = (block.name, block.purpose, block.how, block.enabling, block.lessons)
    context = {
        "section": "blocks",
        "shown": block,
        "is_sample": row.is_sample,
        "is_korean_only": any(words.is_korean_only for words in texts),
        "cases": case_cards(cases[:MOST_USES]),
        "practices": practice_cards(practices[:MOST_USES]),
        "crumbs": [(_("노하우 구성요소"), reverse("building-blocks")), (block.name.text, None)],
    }
    return render(request, "knowhow/block.html", context)
