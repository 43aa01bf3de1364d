"""B5: `find()` with facets and snippets against Wagtail's own search in the database: a page of ten and a count."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from portal.home.models import AnnouncementPage
from search.storage import all_engine_documents
from tests.bench.measuring import Bound
from tests.bench.search_corpus import Question
from tests.bench.search_measuring import compare, say, told
from tests.bench.search_questions import asked
from tests.bench.search_stock import Stock

PAGES = 1_000
_ASKED = 60


def against_wagtail(stock: Stock) -> list[Bound]:
    """Give Wagtail the same terms as pages, so that both look for the same; take all of it back at the end."""
    with transaction.atomic():
        _fill(stock)
        backend = get_search_backend()

        def page_and_count(question: Question) -> tuple[list[Page], int]:
            found = backend.search(
                " ".join(question.terms), AnnouncementPage.objects.live(), operator="and"
            )
            return list(found[:10]), found.count()

        questions = [question for question in stock.questions if not question.filters][:_ASKED]
        if not any(page_and_count(question)[1] for question in questions):
            raise SystemExit("Wagtail finds nothing: its pages have not been indexed.")
        times = compare({"find()": asked, "Wagtail, no facets": page_and_count}, questions, rounds=3)
        transaction.set_rollback(True)
    say("", f"A page of ten and a count of {PAGES:,} documents", *times.values())
    ratio = times["find()"].median / times["Wagtail, no facets"].median
    return told(Bound("B5 find() with six facets / Wagtail's database search", ratio, most=1 / 20))


def _fill(stock: Stock) -> None:
    AnnouncementPage.search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent, locale = Page.objects.get(depth=1), Locale.objects.get(language_code="ko")
    for page in _pages(stock, locale):
        parent.add_child(instance=page)


def _pages(stock: Stock, locale: Locale) -> Iterator[AnnouncementPage]:
    for number, source in enumerate(all_engine_documents(stock.analyser)):
        if number == PAGES:
            return
        yield AnnouncementPage(
            title=source.texts["title"][:250],
            slug=f"page-{source.number}",
            lead=f"{source.texts['summary']} {source.texts['body']}",
            published_on=date.fromordinal(source.day),
            locale=locale,
        )
