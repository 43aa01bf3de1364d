"""The forms of an import in the CMS."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.columns import Column
from portal.importing.registry import offered_importers

UPLOAD_LIMIT = 20 * 1024 * 1024
UNUSED = ""


class UploadForm(forms.Form):
    """Which table, which file, and where the file comes from."""

    importer = forms.ChoiceField(label=_("자료 종류"))
    file = forms.FileField(
        label=_("파일"),
        help_text=_("CSV 또는 XLSX, 20MB까지. 첫 줄에 열 이름이 있어야 합니다."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": _("빈 파일입니다. 다른 파일을 골라 주십시오.")},
    )
    source_note = forms.CharField(
        label=_("출처"),
        max_length=500,
        help_text=_(
            "어느 기관이 언제 낸 자료인지 씁니다. 바뀐 사실과 함께 공개되므로 사람 이름은 쓰지 마십시오. "
            "예: 중소벤처기업부 지역특구 현황(2026-06)"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [(item.name, item.label) for item in offered_importers()]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is too large."""
        upload = self.cleaned_data["file"]
        if upload.size > UPLOAD_LIMIT:
            raise forms.ValidationError(gettext("파일이 20MB를 넘습니다. 파일을 나누어 올려 주십시오."))
        return upload


class MappingForm(forms.Form):
    """Which column of the file is which fact: one choice for each column."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        columns: Sequence[Column],
        suggested: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.columns = columns
        choices = [(UNUSED, _("쓰지 않음")), *((column.key, _choice_label(column)) for column in columns)]
        for place, name in enumerate(header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=suggested.get(name, UNUSED)
            )

    def clean(self) -> dict[str, Any]:
        """Each fact comes from one column, and what is required is there."""
        cleaned = super().clean() or {}
        chosen = [key for key in cleaned.values() if key]
        labels = {column.key: str(column.label) for column in self.columns}
        twice = sorted({labels[key] for key in chosen if chosen.count(key) > 1})
        if twice:
            self.add_error(
                None,
                gettext("두 열이 같은 항목을 가리킵니다: %(names)s. 하나만 고르십시오.")
                % {"names": ", ".join(twice)},
            )
        missing = [
            labels[column.key] for column in self.columns if column.is_required and column.key not in chosen
        ]
        if missing:
            self.add_error(
                None,
                gettext("꼭 있어야 하는 항목입니다: %(names)s. 어느 열인지 골라 주십시오.")
                % {"names": ", ".join(missing)},
            )
        return cleaned

    @property
    def mapping(self) -> dict[str, str]:
        """The choices as column name → key, without unused columns."""
        chosen = ((name, self.cleaned_data[f"column-{place}"]) for place, name in enumerate(self.header))
        return {name: key for name, key in chosen if key}


class ApplyForm(forms.Form):
    """The plan that was seen, and whether what the file lacks is removed."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    with_removals = forms.BooleanField(label=_("파일에 없는 대상을 지웁니다"), required=False)


def _choice_label(column: Column) -> str:
    return f"{column.label} *" if column.is_required else str(column.label)
