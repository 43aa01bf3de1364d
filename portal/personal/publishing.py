"""Personal numbers are looked for before anything becomes public: in the form of a page, and again where it is published.

The form tells what is wrong while it can be mended. What is published without a form (in bulk, by the last yes of a workflow,
by its date, by the translation editor, by code) passes `ScannedPublication`.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from portal.media.file_texts import texts_shown_in
from portal.personal_numbers import Found, find, summary

REASON = "personal_reason"
ACTION = "portal.personal_numbers"
REFUSED_ACTION = "portal.personal_numbers_refused"
SHORTEST_REASON = 5
TECHNICAL: Final = frozenset({"path", "url_path", "slug", "public_slug", "translation_key", "source_url"})
"""Columns of a page that nobody wrote as a text, or that hold addresses."""
CONTACT = "contact"
"""A block that is there to hold an address and a telephone: they stand there on purpose."""


class PublishedTextsForm(WagtailAdminPageForm):
    """A draft may hold anything; what is published holds no number that belongs to a person.

    Graver ones stop the publication. Telephones and e-mail addresses need a reason, which goes into the page's log.
    """

    personal_reason = forms.CharField(
        label=_("연락처를 공개하는 까닭"),
        required=False,
        max_length=300,
        help_text=_(
            "본문에 휴대전화번호나 이메일 주소가 있을 때만 적습니다. 예: 부서의 공용 주소이고 담당 부서가 공개에 동의함"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A page without an address gets one from its title: Wagtail's script, which fills it in, may be late or off."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Look through every text, also of files that the page shows."""
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:  # Wagtail sets it for a draft
            self._refuse_numbers(cleaned)
        return cleaned

    def _refuse_numbers(self, cleaned: dict[str, Any]) -> None:
        found = [
            item
            for text, is_contact in self._texts(cleaned)
            for item in _kept(find(text), is_contact=is_contact)
        ]
        grave = [item for item in found if not item.kind.is_soft]
        soft = [item for item in found if item.kind.is_soft]
        if grave:
            self.add_error(None, _refusal(grave))
        if soft and len(str(cleaned.get(REASON, "")).strip()) < SHORTEST_REASON:
            self.add_error(REASON, _question(soft))

    def _texts(self, cleaned: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        values = [value for name, value in cleaned.items() if name != REASON]
        for formset in self.formsets.values():  # validated only after this form
            values += [value for name, value in self.data.items() if name.startswith(f"{formset.prefix}-")]
        for value in values:
            yield from _texts_of(value)
        shown = [value for value in values if isinstance(value, StreamValue)]
        yield from ((text, False) for text in texts_shown_in(shown))


def _kept(found: Iterable[Found], *, is_contact: bool) -> list[Found]:
    return [item for item in found if not (is_contact and item.kind.is_soft)]


def _texts_of(value: Any, *, is_contact: bool = False) -> Iterator[tuple[str, bool]]:
    """Every text in a value of a form; addresses of the web hold numbers of their own and are left out."""
    if isinstance(value, StreamValue):
        value = value.get_prep_value()
    if isinstance(value, str):
        if not value.startswith(("http://", "https://")):
            yield value, is_contact
    elif isinstance(value, dict):
        inside = is_contact or value.get("type") == CONTACT
        for name, part in value.items():
            if name != "id":
                yield from _texts_of(part, is_contact=inside)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts_of(part, is_contact=is_contact)


def _refusal(found: list[Found]) -> ValidationError:
    return ValidationError(
        _(
            "공개할 수 없는 개인정보가 있습니다: %(found)s. 지우고 다시 게시해 주십시오. "
            "첨부한 파일에 있으면 파일을 고쳐 다시 올려 주십시오. 초안으로는 저장할 수 있습니다."
        ),
        params={"found": summary(found)},
    )


def _question(found: list[Found]) -> ValidationError:
    return ValidationError(
        _("%(found)s을(를) 공개하려면 까닭을 다섯 글자 이상 적어 주십시오. 아니면 본문에서 지워 주십시오."),
        params={"found": summary(found)},
    )


def reason_panel() -> FieldPanel:
    """Where the reason is written: add it to the panels of a page whose form is ours."""
    return FieldPanel(REASON, icon="lock")


def note_reason(request: HttpRequest, page: Any) -> None:
    """Write the reason of a publication into the page's log."""
    reason = request.POST.get(REASON, "").strip()[:300]
    if reason:
        log(instance=page, action=ACTION, user=request.user, data={"reason": reason})


# --- Without a form


class PublicationRefusedError(Exception):
    """A revision that holds what must not become public; nothing was published."""

    def __init__(self, page: Any, found: list[Found]) -> None:
        super().__init__(f"{page.pk}: {summary(found)}")
        self.page = page
        self.found = found

    @property
    def message(self) -> str:
        """What to tell the editor."""
        return gettext("‘%(title)s’을(를) 게시하지 않았습니다. %(why)s") % {
            "title": self.page.title,
            "why": " ".join(_refusal(self.found).messages),
        }


class ScannedPublication:
    """Add it before `Page` to a page whose form is ours: however it is published, its texts are looked through."""

    @contextmanager
    def around_publication(self, revision: Revision, *, by: Any, previous: Revision | None) -> Iterator[None]:
        """What surrounds each publication (`guard_publications`). Raises `PublicationRefusedError`."""
        page = revision.as_object()
        grave = [item for item in found_in(page) if not item.kind.is_soft]
        if grave:
            raise PublicationRefusedError(page, grave)
        beside = getattr(super(), "around_publication", None)
        with beside(revision, by=by, previous=previous) if beside else nullcontext():
            yield


def guard_publications() -> None:
    """Let every publication of a page pass `around_publication`, if it has one. Called once when the app is ready.

    All of Wagtail's roads end in this action. Its edit form and its API go there directly and pass no method of the page
    that we could override.
    """
    if hasattr(PublishPageRevisionAction, "unguarded_execute"):
        return

    def execute(action: Any, skip_permission_checks: bool = False) -> Any:  # noqa: FBT001, FBT002  (Wagtail's signature)
        around = getattr(action.object, "around_publication", None)
        guard = (
            around(action.revision, by=action.user, previous=action.previous_revision)
            if around
            else nullcontext()
        )
        with guard:
            return action.unguarded_execute(skip_permission_checks=skip_permission_checks)

    PublishPageRevisionAction.unguarded_execute = PublishPageRevisionAction.execute
    PublishPageRevisionAction.execute = execute


def found_in(page: Any) -> list[Found]:
    """The personal numbers in the texts of a page, of its rows and of the files that it shows."""
    content = page.serializable_data()
    streams = [
        getattr(page, field.name) for field in page._meta.get_fields() if isinstance(field, StreamField)
    ]
    texts = [
        *(pair for name in _text_names(page) for pair in _texts_of(_unpacked(content.get(name)))),
        *((text, False) for text in texts_shown_in(streams)),
    ]
    return [item for text, is_contact in texts for item in _kept(find(text), is_contact=is_contact)]


def _text_names(page: Any) -> Iterator[str]:
    """Columns and kinds of rows that hold what somebody wrote."""
    for field in page._meta.get_fields():
        if (
            isinstance(field, models.CharField | models.TextField | StreamField)
            and field.name not in TECHNICAL
        ):
            yield field.name
    for relation in get_all_child_relations(type(page)):
        if relation.related_model._meta.app_label != Page._meta.app_label:  # remarks of editors stay inside
            yield relation.get_accessor_name()


def _unpacked(value: Any) -> Any:
    """A StreamField is kept as JSON."""
    if isinstance(value, str) and value.startswith("[{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def answer_refusal(request: HttpRequest, refusal: PublicationRefusedError) -> HttpResponse:
    """Back to the page that could not be published, with the reason; the dialogue of a workflow is told to go there."""
    messages.error(request, refusal.message)
    address = reverse("wagtailadmin_pages:edit", args=[refusal.page.pk])
    if request.resolver_match and request.resolver_match.view_name.startswith("wagtailadmin_api:"):
        return JsonResponse({"message": refusal.message}, status=HTTPStatus.FORBIDDEN)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return HttpResponseRedirect(address)


def refuse_in_bulk(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Contact data is published with a reason only, and bulk actions ask for none: such a page is published by its form."""
    for page in pages:
        newest: Any = page.get_latest_revision_as_object()
        soft = [item for item in found_in(newest) if item.kind.is_soft] if _is_scanned(newest) else []
        if soft:
            messages.error(
                request,
                gettext("‘%(title)s’에 %(found)s이(가) 있습니다. 그 쪽을 열어 까닭을 적고 게시해 주십시오.")
                % {"title": newest.title, "found": summary(soft)},
            )
            return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return None


def _is_scanned(page: Any) -> bool:
    return isinstance(page, ScannedPublication)
