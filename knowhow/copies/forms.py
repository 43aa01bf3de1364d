"""The forms with which working copies are taken, brought back and decided on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowhow.copies.comparing import Change, State
from knowhow.models import KindOfText
from portal.zones.models import Zone

LIMIT_MEGABYTES = 20
ACCEPTED = ".hwpx,.docx"
COPY, DRAFT = "copy", "draft"
LANGUAGE_NAMES = [("ko", _("한국어")), ("en", _("영어"))]


class TakeForm(forms.Form):
    """In which language the copy asks; the button says in which format."""

    language = forms.ChoiceField(label=_("작업본의 언어"), choices=LANGUAGE_NAMES, initial="ko")
    file_format = forms.ChoiceField(choices=[("hwpx", "HWPX"), ("docx", "DOCX")], widget=forms.HiddenInput)


class TakeEmptyForm(TakeForm):
    """The same for an empty one, which has a kind."""

    kind = forms.ChoiceField(label=_("무엇을 쓰시나요"), choices=KindOfText.choices)
    field_order = ("kind", "language", "file_format")


class ReturnForm(forms.Form):
    """A file that comes back."""

    file = forms.FileField(
        label=_("작업본 파일"),
        help_text=_("HWPX나 DOCX를 20MB까지 올립니다. 바로 바뀌지 않고 무엇이 바뀌는지 먼저 보여드립니다."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("올릴 파일을 골라 주십시오."),
            "empty": _("빈 파일입니다. 다른 파일을 골라 주십시오."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size > LIMIT_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("파일이 %(limit)sMB를 넘습니다. 사진을 빼고 글만 남겨 다시 올려 주십시오."),
                params={"limit": LIMIT_MEGABYTES},
            )
        return file


class ReturnEmptyForm(ReturnForm):
    """A file that becomes a draft of its own."""

    kind = forms.ChoiceField(label=_("무엇을 쓰셨나요"), choices=KindOfText.choices)
    zone = forms.ModelChoiceField(Zone.objects.none(), label=_("특구"), empty_label=None)
    field_order = ("kind", "zone", "file")

    def __init__(self, *args: Any, zones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["zone"]
        field.queryset = zones


class DecisionsForm(forms.Form):
    """Which side counts, for each field that differs. Where both were written on, the reader has to say."""

    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    """The revision that was shown beside the copy."""

    def __init__(self, *args: Any, changes: Sequence[Change], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        for change in changes:
            is_conflict = change.state is State.CONFLICT
            self.fields[_key(change.name)] = forms.ChoiceField(
                label=change.label,
                choices=[(COPY, _("작업본의 것으로 바꿉니다")), (DRAFT, _("지금 초안의 것을 둡니다"))],
                initial=None if is_conflict else COPY,
                widget=forms.RadioSelect,
                error_messages={"required": _("어느 쪽을 남길지 골라 주십시오.")},
            )

    @property
    def pairs(self) -> list[tuple[Change, forms.BoundField]]:
        """Each change with its choice."""
        return [(change, self[_key(change.name)]) for change in self.changes]

    @property
    def taken_over(self) -> set[str]:
        """The names of the fields that the copy wins."""
        return {change.name for change in self.changes if self.cleaned_data[_key(change.name)] == COPY}


def _key(name: str) -> str:
    return f"take-{name}"
