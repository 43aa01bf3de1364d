"""The form of a page in the CMS: personal numbers are looked for before anything becomes public."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.log_actions import log

from portal.media.file_texts import texts_shown_in
from portal.personal_numbers import Found, find, summary

REASON = "personal_reason"
ACTION = "portal.personal_numbers"
SHORTEST_REASON = 5
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
