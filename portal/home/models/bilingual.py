"""What announcements and guides share: one address in both languages, and Korean where English is missing."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

KOREAN = settings.LANGUAGE_CODE


def language_in_force() -> str:
    """The language the visitor reads in."""
    return get_language() or KOREAN


class BilingualQuerySet(PageQuerySet):
    """Named questions about pages that have an English translation, or none yet."""

    def in_language(self, language: str) -> Self:
        """Each page once: in that language, else in Korean."""
        own = Q(locale__language_code=language)
        if language == KOREAN:
            return self.filter(own)  # type: ignore[no-any-return]  # Wagtail is not typed
        translated = self.model._base_manager.filter(live=True, locale__language_code=language)
        korean = Q(locale__language_code=KOREAN) & ~Q(
            translation_key__in=translated.values("translation_key")
        )
        return self.filter(own | korean)  # type: ignore[no-any-return]

    def open_to_all(self) -> Self:
        """Published, and in no closed part of the tree."""
        return self.live().public()  # type: ignore[no-any-return]


class BilingualPage(models.Model):
    """A page below an index page that stands in both language trees under the same slug."""

    section_address: ClassVar[str] = ""
    """Address of the index page, with a slash at the end."""
    is_shown_in_korean: bool
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [
        SynchronizedField("slug", overridable=False)  # the language switch keeps the address
    ]

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Where this page is read in the language in force, whatever its own language is."""
        return reverse("wagtail_serve", args=[f"{self.section_address}{self.slug}/"])  # type: ignore[attr-defined]  # of Page

    @property
    def is_foreign(self) -> bool:
        """Whether the visitor reads in another language than the page is written in."""
        return bool(self.locale.language_code != language_in_force())  # type: ignore[attr-defined]  # of Page


class BilingualIndex(models.Model):
    """The parent of bilingual pages. Its English copy shows Korean pages that have no English one."""

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's way; where this language has no such page, the Korean one."""
        try:
            return super().route(request, path_components)  # type: ignore[misc]  # of Page
        except Http404:
            korean = self._korean_page(path_components)
            if korean is None:
                raise
            return RouteResult(korean)

    def _korean_page(self, path_components: list[str]) -> Page | None:
        """A live Korean page of that address under this index's Korean original."""
        if self.locale.language_code == KOREAN or len(path_components) != 1:  # type: ignore[attr-defined]  # of Page
            return None
        original = type(self)._default_manager.filter(
            translation_key=self.translation_key,  # type: ignore[attr-defined, misc]  # of Page
            locale__language_code=KOREAN,
        )
        parent: Any = original.first()
        found = parent and parent.get_children().live().filter(slug=path_components[0]).first()
        return found.specific if found else None


BilingualManager = PageManager.from_queryset(BilingualQuerySet)
