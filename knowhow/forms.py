"""The form of the CMS in which cases are written."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from portal.personal.publishing import PublishedTextsForm

REQUIRED_TO_PUBLISH = ("summary_ko", "source_url")
SUMMARY_LIMIT = 300


class CaseForm(PublishedTextsForm):
    """A draft may lack anything; a published case has a summary and says where it was read."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in REQUIRED_TO_PUBLISH:
            if name in self.fields:
                self.fields[name].required = True

    def clean_source_url(self) -> str:
        """Each source is an address of the web."""
        text: str = self.cleaned_data["source_url"]
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

    def clean_summary_ko(self) -> str:
        """A summary is short enough for a card."""
        text: str = self.cleaned_data["summary_ko"]
        if len(text) > SUMMARY_LIMIT:
            raise ValidationError(
                _("%(length)s자입니다. %(limit)s자 안으로 줄여 주십시오."),
                params={"length": len(text), "limit": SUMMARY_LIMIT},
            )
        return text
