"""What the list of announcements, one announcement, the first page and the feed show."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.listing import Choice, Facet, ListSpec, Sort, list_rows

PAGE_SIZE = 15
SUMMARY_LENGTH = 160
NEWEST_FIRST = ("-published_on", "-pk")


def announcement_list_context(rows: QuerySet[Any], data: QueryDict) -> dict[str, Any]:
    """The list as an address asks: pinned first, by category and year."""
    shown = rows.in_language(get_language() or "ko").select_related("locale")  # type: ignore[attr-defined]  # its own questions
    listed = list_rows(shown, data, announcement_spec(shown))
    return {
        "section": "announcements",
        "listed": listed,
        "facets": listed.facets,
        "crumbs": [(_("알림·소식"), None)],
        "feed_url": reverse("announcement-feed"),
    }


def announcement_context(page: Any, rows: QuerySet[Any], request: HttpRequest) -> dict[str, Any]:
    """One announcement with the ones before and after it in the list, and its linked data."""
    others = (
        rows.in_language(get_language() or "ko").listed().select_related("locale")  # type: ignore[attr-defined]
        .exclude(translation_key=page.translation_key)
    )  # fmt: skip
    day, key = page.published_on, page.pk or 0
    earlier = others.filter(Q(published_on__lt=day) | Q(published_on=day, pk__lt=key))
    later = others.filter(Q(published_on__gt=day) | Q(published_on=day, pk__gt=key))
    index_url = reverse("wagtail_serve", args=[page.section_address])
    return {
        "section": "announcements",
        "crumbs": [(_("알림·소식"), index_url), (crumb_of(page, page.get_category_display()), None)],
        "index_url": index_url,
        "feed_url": reverse("announcement-feed"),
        "description": description_of(page),
        "previous": earlier.order_by(*NEWEST_FIRST).first(),
        "next": later.order_by("published_on", "pk").first(),
        "linked_data": linked_data(page, request),
    }


def crumb_of(page: Any, otherwise: object) -> str:
    """The last crumb: the title, or what kind of page it is where the title is not in the visitor's language."""
    return str(otherwise if page.is_foreign else page.title)


def description_of(page: Any) -> str:
    """The summary, else how the text begins."""
    return page.search_description or page.summary or Truncator(page.plain_text).chars(SUMMARY_LENGTH)


def linked_data(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The announcement as schema.org's NewsArticle."""
    changed = page.last_published_at
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "description": description_of(page),
        "datePublished": page.published_on.isoformat(),
        "dateModified": changed.date().isoformat() if changed else page.published_on.isoformat(),
        "inLanguage": page.locale.language_code,
        "url": request.build_absolute_uri(page.address),
        "articleSection": str(page.get_category_display()),
        "publisher": {"@type": "Organization", "name": _("한마당"), "url": request.build_absolute_uri("/")},
    }
    if page.listed_until:
        data["expires"] = page.listed_until.isoformat()
    return data


def announcement_spec(rows: QuerySet[Any]) -> ListSpec:
    """What the list offers; the years are those of `rows`."""
    categories = rows.model.Category.choices

    def years() -> Sequence[Choice]:
        dates = rows.order_by().dates("published_on", "year", order="DESC")
        return [Choice(str(day.year), str(day.year)) for day in dates]

    return ListSpec(
        facets=(
            Facet(
                "category",
                gettext_lazy("구분"),
                "category",
                lambda: [Choice(*choice) for choice in categories],
            ),
            Facet(
                "year",
                gettext_lazy("연도"),
                "published_on",
                years,
                value=ExtractYear("published_on"),
                condition=lambda values: Q(
                    published_on__year__in=[int(value) for value in values if value.isdigit()]
                ),
            ),
        ),
        sorts=(Sort("newest", gettext_lazy("최신순"), ("-is_pinned", *NEWEST_FIRST)),),
        search=_search,
        page_size=PAGE_SIZE,
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word, somewhere in title, summary or text."""
    for word in text.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(plain_text__icontains=word)
        )
    return rows
