"""The forms of the CMS in which cases and practices are written."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.anonymity import UNSAID, refuse_names
from portal.media.file_texts import texts_of_documents
from portal.personal.publishing import PublishedTextsForm
from portal.policies import may

MAY_NOT_PUBLISH = gettext_lazy(
    "게시할 권한이 없습니다. ‘나의 특구’에서 제출하시면 특구 관리자가 살펴보고 게시합니다."
)
REQUIRED_TO_PUBLISH = ("summary_ko", "source_url")
SUMMARY_LIMIT = 300


PRACTICE_REQUIRED_TO_PUBLISH = ("summary_ko", "purpose_ko")


class KnowhowForm(PublishedTextsForm):
    """What cases and practices share: what publishing requires, sources, files that are looked through."""

    required_to_publish: tuple[str, ...] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in self.required_to_publish:
            if name in self.fields:
                self.fields[name].required = True
        if self._asks_for_anonymity() and "source_url" in self.fields:
            self.fields["source_url"].required = False  # it is not shown

    def clean(self) -> dict[str, Any]:
        """An anonymous case names nobody in its own texts, nor in rows below it that are only saved with it."""
        cleaned: dict[str, Any] = super().clean()
        if not self.instance.zone_id:  # a new page: it will hang below this one
            self.instance.zone = self.parent_page.specific.zone
        if self._publishes() and not may(self.for_user, "publish in", self.instance.zone):
            self.add_error(None, MAY_NOT_PUBLISH)  # what was typed stays
        if cleaned.get("is_anonymous"):
            try:
                refuse_names(self.instance, self._typed())
            except ValidationError as problem:
                self.add_error("is_anonymous", problem.message_dict["is_anonymous"])
        return cleaned

    def _publishes(self) -> bool:
        return not self.is_deferred_validation and bool(self.data.get("action-publish"))

    def _typed(self) -> Iterator[str]:
        """Everything that was sent, rows below the page too; comments of editors are not public."""
        for name in self.data:
            if name not in UNSAID and not name.startswith("comment"):
                yield from (text for text in self.data.getlist(name) if isinstance(text, str))

    def _asks_for_anonymity(self) -> bool:
        if self.is_bound:
            return bool(self.data.get("is_anonymous"))
        return bool(getattr(self.instance, "is_anonymous", False))  # a practice has no such field

    def _texts(self, cleaned: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        """Also what stands in the attached files."""
        yield from super()._texts(cleaned)
        chosen = [
            int(value)
            for name, value in self.data.items()
            if name.startswith("files-") and name.endswith("-document") and str(value).isdecimal()
        ]
        yield from ((text, False) for text in texts_of_documents(chosen))

    def clean_source_url(self) -> str:
        """Each source is an address of the web."""
        return sources_of(self.cleaned_data["source_url"])

    def clean_summary_ko(self) -> str:
        """A summary is short enough for a card."""
        text: str = self.cleaned_data["summary_ko"]
        if len(text) > SUMMARY_LIMIT:
            raise ValidationError(
                _("%(length)s자입니다. %(limit)s자 안으로 줄여 주십시오."),
                params={"length": len(text), "limit": SUMMARY_LIMIT},
            )
        return text


class CaseForm(KnowhowForm):
    """A draft may lack anything; a published case has a summary and says where it was read."""

    required_to_publish = REQUIRED_TO_PUBLISH


class PracticeForm(KnowhowForm):
    """A draft may lack anything; a published practice has a summary, says when it is used, and has steps."""

    required_to_publish = PRACTICE_REQUIRED_TO_PUBLISH

    def clean(self) -> dict[str, Any]:
        """A practice without steps is none."""
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and "steps" in self.fields and not cleaned.get("steps"):
            self.add_error("steps", _("절차를 한 단계 이상 적어 주십시오."))
        return cleaned


def sources_of(text: str) -> str:
    """The addresses that were typed, told apart by bars. Raises `ValidationError` for what is none."""
    sources = [part.strip() for part in text.split("|") if part.strip()]
    check = URLValidator(schemes=["http", "https"])
    for source in sources:
        try:
            check(source)
        except ValidationError as problem:
            raise ValidationError(
                _("'%(source)s'은(는) 누리집 주소가 아닙니다. https://로 시작하는 주소를 써 주십시오."),
                params={"source": source},
            ) from problem
    return " | ".join(sources)
