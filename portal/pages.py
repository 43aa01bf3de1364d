"""Bases of our Wagtail pages."""

from collections.abc import Container
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

PUBLIC_SLUG_LENGTH = 80
RANDOM_SLUG_ATTEMPTS = 1000


def is_public(through: str = "") -> Q:
    """The condition of pages that everyone may read: live, and outside every closed part of the tree.

    The same pages as Wagtail's `live().public()`, without its second query for the restrictions. Rows of a table that
    leads to a page name the way `through`: asked row by row, where a subquery of all pages is tried for each row.
    """
    way = f"{through}__" if through else ""
    asked = ExpressionWrapper(OuterRef(f"{way}path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(asked=asked).filter(asked__startswith=F("page__path"))
    return Q(**{f"{way}live": True}) & ~Q(Exists(closed))


class PublicAddress(models.Model):
    """A page reached by a flat public address instead of its place in the tree (stack study §10).

    Subclasses name their URL pattern in `address_name`; it takes the slug as its only argument.
    """

    public_slug = models.CharField(
        _("공개 주소"),
        max_length=PUBLIC_SLUG_LENGTH,
        unique=True,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", _("영문 소문자, 숫자, 붙임표만 쓸 수 있습니다."))
        ],
        help_text=_("비워 두면 영문 이름으로 만듭니다. 예: gongju-chestnut"),
    )

    address_name: ClassVar[str] = ""
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    """Addresses beside these pages that are pages of another kind."""
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_slug"]

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; where the public address has changed, let the old one lead to the new."""
        standing = (
            type(self)._default_manager.filter(pk=self.pk).values_list("public_slug", "live").first()  # type: ignore[misc]  # `live` comes from Page, which every subclass also is
            if self.pk
            else None
        )
        super().save(*args, **kwargs)
        if standing is not None and standing[0] != self.public_slug:
            self._redirect(standing[0], was_live=standing[1])

    def public_slug_source(self) -> str:
        """The English text that a blank slug is made from."""
        return ""

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Fill a blank slug, then validate."""
        if not self.public_slug:
            self.public_slug = self._free_slug()
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Keep the addresses that other pages have."""
        super().clean()
        if self.public_slug in self.reserved_slugs:
            raise ValidationError(
                {"public_slug": _("이 주소는 다른 페이지가 씁니다. 다른 주소를 써 주십시오.")}
            )

    def minimal_clean(self) -> None:
        """Wagtail saves drafts without `full_clean`: they need an address too."""
        if not self.public_slug:
            self.public_slug = self._free_slug()
        super().minimal_clean()  # type: ignore[misc]

    def _redirect(self, old_slug: str, *, was_live: bool) -> None:
        """Wagtail's own redirects follow the tree's slug only (trap 3 of the study)."""
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                old, new = (
                    Redirect.normalise_path(reverse(self.address_name, args=[slug]))
                    for slug in (old_slug, self.public_slug)
                )
            Redirect.objects.filter(old_path=new).delete()
            if was_live:
                Redirect.objects.update_or_create(
                    old_path=old,
                    site=None,
                    defaults={"redirect_page": self, "is_permanent": True, "automatically_created": True},
                )

    def _free_slug(self) -> str:
        alike = type(self)._default_manager.filter(public_slug__startswith=self._slug_base())
        return self.free_slug(set(alike.exclude(pk=self.pk).values_list("public_slug", flat=True)))

    def _slug_base(self) -> str:
        made = slugify(self.public_slug_source()).replace("_", "-")[: PUBLIC_SLUG_LENGTH - 5].strip("-")
        return made or type(self).__name__.lower()

    def free_slug(self, others: Container[str]) -> str:
        """An address made from the English text that is none of `others` and not reserved."""
        base = self._slug_base()
        candidates = [base, *(f"{base}-{number}" for number in range(2, RANDOM_SLUG_ATTEMPTS))]
        return next(slug for slug in candidates if slug not in others and slug not in self.reserved_slugs)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Site, root URL and the public path, in the language in force."""
        parts = super().get_url_parts(request=request)  # type: ignore[misc]
        return parts and (parts[0], parts[1], reverse(self.address_name, args=[self.public_slug]))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft in the public template: `serve()` would redirect."""
        return TemplateResponse(request, self.template, self.get_context(request))  # type: ignore[attr-defined]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the tree's own address to the public one."""
        return HttpResponsePermanentRedirect(reverse(self.address_name, args=[self.public_slug]))
