"""The forms with which files of a zone are brought in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowhow.gathering.documents import MOST_FILES
from knowhow.models import KindOfText
from portal.importing.columns import Column
from portal.zones.models import Zone

LIMIT_MEGABYTES, LIMIT_OF_ALL = 20, 100
ENDINGS = frozenset({"hwp", "hwpx", "docx", "xlsx", "csv", "zip"})
MEGABYTE = 1024 * 1024
STORY = ""


class ManyFiles(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each looked at."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Kinds, sizes, number."""
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        if len(cleaned) > MOST_FILES:
            raise ValidationError(
                _("한 번에 %(limit)s개까지 올릴 수 있습니다. 나누어 올려 주십시오."),
                params={"limit": MOST_FILES},
            )
        for file in cleaned:
            limit = LIMIT_OF_ALL if file.name.lower().endswith(".zip") else LIMIT_MEGABYTES
            if file.name.lower().rpartition(".")[2] not in ENDINGS:
                raise ValidationError(
                    _(
                        "‘%(name)s’은(는) 가져올 수 없는 형식입니다. HWPX, HWP, DOCX, XLSX, CSV, ZIP을 올려 주십시오."
                    ),
                    params={"name": file.name},
                )
            if file.size > limit * MEGABYTE:
                raise ValidationError(
                    _("‘%(name)s’이(가) %(limit)sMB를 넘습니다. 나누어 올려 주십시오."),
                    params={"name": file.name, "limit": limit},
                )
        if sum(file.size for file in cleaned) > LIMIT_OF_ALL * MEGABYTE:
            raise ValidationError(
                _("올린 파일을 모두 합쳐 %(limit)sMB를 넘습니다. 나누어 올려 주십시오."),
                params={"limit": LIMIT_OF_ALL},
            )
        return cleaned


class FilesForm(forms.Form):
    """What the files are, whose, and the files."""

    kind = forms.ChoiceField(label=_("무엇으로 가져올까요"), choices=KindOfText.choices)
    zone = forms.ModelChoiceField(Zone.objects.none(), label=_("특구"), empty_label=None)
    documents = FilesField(
        label=_("파일"),
        help_text=_(
            "HWPX, HWP, DOCX는 파일 하나가 글 하나가 되고, XLSX와 CSV는 한 줄이 글 하나가 됩니다. ZIP으로 묶어도 됩니다. 200개, 100MB까지 올립니다."
        ),
        widget=ManyFiles(
            attrs={"accept": ",".join(f".{ending}" for ending in sorted(ENDINGS)), "multiple": True}
        ),
        error_messages={
            "required": _("가져올 파일을 골라 주십시오."),
            "empty": _("빈 파일이 있습니다. 빼고 올려 주십시오."),
        },
    )

    def __init__(self, *args: Any, zones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["zone"]
        field.queryset = zones


class HeadingsForm(forms.Form):
    """Which heading is which field; what is nobody's goes into the story."""

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        columns: Sequence[Column],
        suggested: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        offered = [(column.key, column.label) for column in columns]
        choices = [(STORY, _("더 읽을거리에 그대로 둡니다")), *offered]
        for place, name in enumerate(headings):
            self.fields[f"heading-{place}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=suggested.get(name, STORY)
            )

    def clean(self) -> dict[str, Any]:
        """A field takes one heading."""
        cleaned = super().clean() or {}
        chosen = [key for key in cleaned.values() if key]
        for name, key in cleaned.items():
            if key and chosen.count(key) > 1:
                self.add_error(name, _("두 제목이 같은 칸을 가리킵니다. 하나만 고르십시오."))
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        """Heading → key, without those of the story."""
        chosen = ((name, self.cleaned_data[f"heading-{place}"]) for place, name in enumerate(self.headings))
        return {name: key for name, key in chosen if key}
