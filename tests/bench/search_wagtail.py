"""B5: `find()` with facets and snippets against Wagtail's own search in the database: a page of ten and a count."""

from itertools import islice

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
            found = backend.search(" ".join(question.terms), AnnouncementPage.objects.live(), operator="and")
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
    AnnouncementPage.search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent, locale = Page.objects.get(depth=1), Locale.objects.get(language_code="ko")
    documents = list(islice(all_engine_documents(stock.analyser), PAGES))
    for source in documents:
        page = AnnouncementPage(
            title=source.texts["title"][:250], slug=f"page-{source.number}", locale=locale
        )
        parent.add_child(instance=page)
        texts = f"{source.texts['summary']} {source.texts['body']}"
        AnnouncementPage.objects.filter(pk=page.pk).update(plain_text=texts)
    pages = list(AnnouncementPage.objects.all())
    get_search_backend().get_index_for_model(AnnouncementPage).add_items(AnnouncementPage, pages)
