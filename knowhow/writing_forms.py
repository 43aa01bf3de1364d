"""The form in which a contributor writes, without knowing the CMS: one sentence of help, a limit and an example each."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField, formset_factory
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowhow.blocks import PracticeStepBlock, StepBlock
from knowhow.forms import sources_of
from knowhow.kinds import KnowhowPage
from knowhow.models import CaseExemption, CasePage, CaseResult, Licence, PracticePage
from knowhow.practice_editing import HELP as PRACTICE_HELP
from portal.zones.models import Act, Exemption, Zone

MOST_STEPS, MOST_RESULTS, MOST_EXEMPTIONS = 20, 20, 20
PICTURE_LIMIT_MEGABYTES = 10
FILE_LIMIT_MEGABYTES = 20
SHORT = frozenset({"title", "title_en", "duration_ko", "duration_en", "as_of"})
CASE_LIMITS = {"summary_ko": 300, "summary_en": 600}
TEXT_LIMIT = 3000

CASE_HELP: dict[str, str | Promise] = {
    "title": _("무엇을 했는지 한 문장으로 씁니다. 예: 농가 열두 곳이 함께 쓰는 와인 공장"),
    "summary_ko": _(
        "목록과 검색에 나옵니다. 300자 안으로 씁니다. 예: 예약표를 함께 정해 건조장을 쉬지 않고 돌렸습니다."
    ),
    "context_ko": _("어떤 상황이었는지 3,000자 안으로 씁니다. 예: 수확철마다 건조장이 모자랐습니다."),
    "problem_ko": _("무엇이 막혀 있었는지 3,000자 안으로 씁니다. 예: 농가마다 지을 돈이 없었습니다."),
    "action_ko": _("누가 무엇을 했는지 3,000자 안으로 씁니다. 예: 군이 부지를 빌려주고 조합이 지었습니다."),
    "costs_ko": _("금액과 재원을 3,000자 안으로 씁니다. 예: 국비 3억 원, 군비 2억 원"),
    "went_wrong_ko": _(
        "다시 한다면 다르게 할 점을 3,000자 안으로 씁니다. 예: 요금을 늦게 정해 다툼이 있었습니다."
    ),
    "conditions_ko": _(
        "다른 곳에서도 되려면 무엇이 있어야 하는지 3,000자 안으로 씁니다. 예: 관리하는 사람 한 명"
    ),
    "outcome": _("끝까지 했는지 중단했는지 고릅니다. 중단한 일도 값진 사례입니다."),
    "year": _("성과가 나온 해를 네 자리로 씁니다. 모르면 비웁니다. 예: 2025"),
    "other_zones": _("이 일을 함께한 특구를 모두 고릅니다. 없으면 비웁니다. 예: 이웃 군의 특구"),
    "embargo_until": _(
        "중단 사례만 내일부터의 날로 정합니다. 게시해도 이날까지 어디에도 보이지 않습니다. 예: 2027-03-01"
    ),
    "is_anonymous": _(
        "중단 사례만 고를 수 있습니다. 특구, 지역, 출처를 보이지 않으며, 그 이름이 적힌 글과 파일은 받지 않습니다."
        " 예: 다툼이 있어 이름을 밝히기 어려울 때"
    ),
    "review_by": _(
        "내용이 아직 맞는지 다시 볼 날을 내일부터의 날로 정합니다. 비우면 게시한 지 한 해 뒤입니다. 예: 2027-11-30"
    ),
}
ENGLISH_HELP = _("영문을 아실 때만 씁니다. 비우면 영문 화면에도 한국어로 나옵니다. 예: Shared drying hall")
PARTS: dict[type, tuple[tuple[str | Promise, tuple[str, ...]], ...]] = {
    CasePage: (
        (_("무엇을 했나요"), ("title", "summary_ko", "outcome", "year")),
        (_("이야기"), ("context_ko", "problem_ko", "action_ko", "costs_ko")),
        (_("배운 점"), ("went_wrong_ko", "conditions_ko")),
        (_("분류"), ("stage", "topic", "blocks", "other_zones")),
        (_("근거와 이용 조건"), ("source_url", "source_note", "as_of", "licence", "is_ai_allowed")),
        (_("공개와 확인"), ("embargo_until", "is_anonymous", "review_by")),
        (
            _("영문(선택)"),
            (
                "title_en",
                "summary_en",
                "context_en",
                "problem_en",
                "action_en",
                "costs_en",
                "went_wrong_en",
                "conditions_en",
            ),
        ),
    ),
    PracticePage: (
        (_("무엇을 하는 방법인가요"), ("title", "summary_ko", "purpose_ko", "preparation_ko", "duration_ko")),
        (_("근거와 비용"), ("legal_basis_ko", "costs_ko", "cautions_ko")),
        (_("분류"), ("stage", "topic", "blocks")),
        (_("출처와 이용 조건"), ("source_url", "source_note", "as_of", "licence", "is_ai_allowed")),
        (_("다시 확인"), ("review_by",)),
        (
            _("영문(선택)"),
            (
                "title_en",
                "summary_en",
                "purpose_en",
                "preparation_en",
                "duration_en",
                "legal_basis_en",
                "costs_en",
                "cautions_en",
            ),
        ),
    ),
}
"""The sections of the form; steps and results stand after the first."""
ASKED_BESIDE = {"other_zones": "embargo_until", "is_anonymous": "embargo_until"}
"""Boxes that nobody ticked are not sent. A page opened before these were asked sends not even the field beside them."""
DAY_FORMATS = ("%Y-%m-%d", "%Y. %m. %d.", "%Y. %m. %d", "%Y.%m.%d.", "%Y.%m.%d", "%Y/%m/%d")
"""How a day is typed, in the form and in a working copy."""


@dataclass(frozen=True)
class FormPart:
    """A section of the form."""

    title: str | Promise
    fields: tuple[BoundField, ...]


class BeginForm(forms.Form):
    """Kind, zone and title: enough for a draft."""

    kind = forms.ChoiceField(
        label=_("무엇을 쓰시나요"),
        choices=[
            ("case", _("사례: 한 일과 그 결과")),
            ("practice", _("실무 안내: 따라 할 수 있는 순서")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("하나를 골라 주십시오.")},
    )
    zone = forms.ModelChoiceField(Zone.objects.none(), label=_("특구"), empty_label=None)
    title = forms.CharField(
        label=_("제목"),
        max_length=255,
        help_text=_("나중에 고칠 수 있습니다. 예: 공동 건조장 운영 조례를 만드는 방법"),
    )

    def __init__(self, *args: Any, zones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["zone"]
        field.queryset = zones


class WritingForm(forms.Form):
    """The fields of a case or a practice. Nothing but the title is required: it is a draft."""

    base = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: KnowhowPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.kind = page, type(page)
        for _title, names in PARTS[self.kind]:
            for name in names:
                self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        of_model: Any = self.kind._meta.get_field(name)
        field: forms.Field = of_model.formfield(required=name == "title", help_text=_help(self.kind, name))
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.input_formats = DAY_FORMATS
        elif isinstance(field, forms.ModelMultipleChoiceField):
            field.widget = forms.CheckboxSelectMultiple(choices=field.widget.choices)
            if name == "other_zones":
                _offer_other_zones(field, self.page)
        elif isinstance(field, forms.CharField) and not isinstance(field, forms.TypedChoiceField):
            limit = of_model.max_length or CASE_LIMITS.get(name, TEXT_LIMIT)
            rows = 1 if name in SHORT else 4
            widget = forms.TextInput if name in SHORT else forms.Textarea
            field = forms.CharField(
                label=field.label,
                required=field.required,
                max_length=limit,
                help_text=field.help_text,
                widget=widget(attrs={} if name in SHORT else {"rows": rows}),
            )
        return field

    @property
    def parts(self) -> Iterator[FormPart]:
        """The sections with their fields."""
        for title, names in PARTS[self.kind]:
            yield FormPart(title, tuple(self[name] for name in names))

    def clean_source_url(self) -> str:
        """Each source is an address of the web."""
        return sources_of(self.cleaned_data["source_url"])

    def clean_year(self) -> int | None:
        """A year since the Act came into force."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and not 2004 <= year <= 2100:  # noqa: PLR2004  (the constraint of the model)
            raise ValidationError(_("연도는 2004년부터 적을 수 있습니다."))
        return year

    def clean_embargo_until(self) -> dt.date | None:
        """A day to come, unless it stood there before."""
        return self._day_to_come("embargo_until")

    def clean_review_by(self) -> dt.date | None:
        """A day to come, unless it stood there before."""
        return self._day_to_come("review_by")

    def clean(self) -> dict[str, Any]:
        """Only what was stopped may wait or go without its name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == CasePage.Outcome.STOPPED:
            return cleaned
        for name in ("embargo_until", "is_anonymous"):
            if cleaned.get(name):
                self.add_error(
                    name,
                    _("중단 사례만 정할 수 있습니다. 결말을 ‘중단 사례’로 고르거나 이 칸을 비워 주십시오."),
                )
        return cleaned

    def sent_values(self) -> dict[str, Any]:
        """What was typed. A field that the browser did not send, from a page opened before it was there, is left out."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "base" and not self._is_unsent(ASKED_BESIDE.get(name, name))
        }

    def refuse(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Say beside each field what its page refuses; what was typed stays."""
        for name, said in problems.items():
            for problem in said:
                self.add_error(name if name in self.fields else None, problem)

    def _is_unsent(self, name: str) -> bool:
        widget = self.fields[name].widget
        return bool(widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)))

    def _day_to_come(self, name: str) -> dt.date | None:
        day: dt.date | None = self.cleaned_data[name]
        if day is not None and day <= timezone.localdate() and day != self.initial.get(name):
            raise ValidationError(_("지난 날입니다. 내일부터의 날을 고르거나 비워 주십시오."))
        return day


def _offer_other_zones(field: Any, page: KnowhowPage) -> None:
    """Zones that may have taken part, by name in the language in force; the owner is none of them."""
    others = Zone.objects.filter(page__isnull=False).exclude(pk=page.zone_id).order_by("name_ko")
    field.queryset = others.only("name_ko", "name_en")
    field.label_from_instance = lambda zone: zone.name


def _help(kind: type[Any], name: str) -> str | Promise:
    if name.endswith("_en"):
        return ENGLISH_HELP
    if name == "review_by":
        return CASE_HELP[name]
    return (CASE_HELP.get(name) if kind is CasePage else None) or PRACTICE_HELP.get(name, "")


class RowForm(forms.Form):
    """A row; `kept` names the row of the draft that it was."""

    kept = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def is_filled(self) -> bool:
        """Whether something was typed: a row of blanks is none."""
        return any(value for name, value in self.cleaned_data.items() if name not in {"kept", "DELETE"})

    @property
    def own_fields(self) -> list[BoundField]:
        """What is asked of everybody."""
        return [field for field in self.visible_fields() if not field.name.endswith("_en")]

    @property
    def english_fields(self) -> list[BoundField]:
        """What is asked of who knows the English: folded away."""
        return [field for field in self.visible_fields() if field.name.endswith("_en")]


def _step_form(block: Any, names: tuple[str, ...]) -> type[RowForm]:
    fields: dict[str, forms.Field] = {}
    children = block().child_blocks
    for name in names:
        child = children[name]
        fields[name] = forms.CharField(
            label=child.label,
            required=False,
            max_length=child.field.max_length,
            help_text=child.field.help_text,
            widget=forms.Textarea(attrs={"rows": 3}) if name.startswith("text_") else forms.TextInput(),
        )
    return type("StepForm", (_NamedRow,), fields)


class _NamedRow(RowForm):
    """A step that says something has a name."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [value for name, value in cleaned.items() if name != "kept"]
        if any(said) and not cleaned.get("name_ko") and "name_ko" not in self.errors:
            self.add_error("name_ko", _("단계의 이름을 적어 주십시오."))
        return cleaned


class ResultForm(RowForm):
    """A result: an indicator before and after, or a sentence."""

    indicator_ko = forms.CharField(
        label=_("지표"), required=False, max_length=120, help_text=_("예: 연 매출")
    )
    before = forms.CharField(label=_("전"), required=False, max_length=80, help_text=_("예: 21억 원(2013)"))
    after = forms.CharField(label=_("후"), required=False, max_length=80, help_text=_("예: 46억 원(2015)"))
    text_ko = forms.CharField(
        label=_("설명"),
        required=False,
        max_length=CaseResult._meta.get_field("text_ko").max_length,
        help_text=_("지표로 나누기 어려우면 문장으로 씁니다. 예: 건조장이 쉬는 날이 없어졌습니다."),
    )
    indicator_en = forms.CharField(
        label=_("지표(영문)"), required=False, max_length=160, help_text=_("예: Annual sales")
    )
    text_en = forms.CharField(
        label=_("설명(영문)"),
        required=False,
        max_length=CaseResult._meta.get_field("text_en").max_length,
        help_text=_("예: The hall has not stood still since."),
    )
    source_url = forms.URLField(
        label=_("근거 주소"),
        required=False,
        max_length=600,
        assume_scheme="https",
        help_text=_("예: https://www.mss.go.kr"),
    )

    def clean(self) -> dict[str, Any]:
        """Say what was measured, or say it in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        others = ("before", "after", "source_url", "indicator_en", "text_en")
        filled = any(cleaned.get(name) for name in others)
        if filled and not (cleaned.get("indicator_ko") or cleaned.get("text_ko")):
            self.add_error("indicator_ko", _("지표나 설명 가운데 하나는 적어 주세요."))
        return cleaned


STEP_NAMES = {
    CasePage: ("name_ko", "text_ko", "name_en", "text_en"),
    PracticePage: tuple(
        f"{name}_{code}"
        for code in ("ko", "en")
        for name in ("name", "who", "duration", "text", "basis", "papers")
    ),
}
STEP_FORMS = {
    CasePage: _step_form(StepBlock, STEP_NAMES[CasePage]),
    PracticePage: _step_form(PracticeStepBlock, STEP_NAMES[PracticePage]),
}


class CaseExemptionForm(RowForm):
    """An exemption that was used: as the papers name it, and as far as it can be told the article or the act."""

    text_as_read = forms.CharField(
        label=_("자료에 적힌 특례"),
        required=False,
        max_length=CaseExemption._meta.get_field("text_as_read").max_length,
        help_text=_("자료에 적힌 말 그대로 300자 안으로 옮깁니다. 예: 농지법에 따른 농지의 위탁경영"),
    )
    exemption = forms.ModelChoiceField(
        Exemption.objects.order_by("code"),
        label=_("규제특례"),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("조문까지 확인했을 때만 고릅니다. 예: 제36조제1항 농지 위탁경영"),
    )
    act = forms.ModelChoiceField(
        Act.objects.order_by("name_ko"),
        label=_("법률"),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("조문은 모르고 법률만 알 때 고릅니다. 예: 농지법"),
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is told of an exemption but what the papers say."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("exemption") or cleaned.get("act")) and not cleaned.get("text_as_read"):
            self.add_error("text_as_read", _("자료에 적힌 말을 옮겨 주십시오."))
        return cleaned


class PracticeExemptionForm(RowForm):
    """An exemption that the steps need."""

    exemption = forms.ModelChoiceField(
        Exemption.objects.order_by("code"),
        label=_("규제특례"),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("이 절차에서 쓰는 특례를 고릅니다. 예: 제36조제1항 농지 위탁경영"),
    )


EXEMPTION_FORMS: dict[type, type[RowForm]] = {
    CasePage: CaseExemptionForm,
    PracticePage: PracticeExemptionForm,
}


def exemption_forms(page: KnowhowPage, *, extra: int = 1) -> Any:
    """The set of forms for the exemptions of this kind of page."""
    return formset_factory(
        EXEMPTION_FORMS[type(page)],
        extra=extra,
        max_num=MOST_EXEMPTIONS,
        absolute_max=MOST_EXEMPTIONS + 5,
        validate_max=True,
    )


def step_forms(page: KnowhowPage, *, extra: int = 1) -> Any:
    """The set of forms for the steps of this kind of page."""
    return formset_factory(
        STEP_FORMS[type(page)],
        extra=extra,
        max_num=MOST_STEPS,
        absolute_max=MOST_STEPS + 5,
        validate_max=True,
    )


def result_forms(*, extra: int = 1) -> Any:
    """The set of forms for results."""
    return formset_factory(
        ResultForm, extra=extra, max_num=MOST_RESULTS, absolute_max=MOST_RESULTS + 5, validate_max=True
    )


class FileForm(forms.Form):
    """A file with its licence and the two boxes of the checklist."""

    file = forms.FileField(
        label=_("파일"),
        help_text=_("HWP, HWPX, PDF, DOCX, XLSX, PPTX 같은 문서를 20MB까지 붙입니다. 예: 운영 조례안.hwpx"),
        error_messages={"required": _("붙일 파일을 골라 주십시오.")},
    )
    title_ko = forms.CharField(
        label=_("파일 이름"), max_length=120, help_text=_("120자 안으로 씁니다. 예: 공동 건조장 운영 조례안")
    )
    title_en = forms.CharField(
        label=_("파일 이름(영문)"),
        required=False,
        max_length=160,
        help_text=_("영문을 아실 때만 씁니다. 예: Draft ordinance on the shared hall"),
    )
    licence = forms.ChoiceField(
        label=_("이용 조건"),
        choices=Licence.choices,
        initial=Licence.KOGL_1,
        help_text=_("예: 공공누리 제1유형"),
    )
    is_ai_allowed = forms.BooleanField(label=_("인공지능 학습에 써도 됩니다"), required=False)
    is_free_of_personal_data = forms.BooleanField(
        label=_("이름, 주민등록번호, 휴대전화번호, 서명과 도장을 지웠습니다"),
        error_messages={"required": _("파일을 살펴보고 칸을 눌러 주십시오.")},
    )
    is_free_of_others_rights = forms.BooleanField(
        label=_("남의 사진, 글, 영업 비밀이 들어 있지 않습니다"),
        error_messages={"required": _("파일을 살펴보고 칸을 눌러 주십시오.")},
    )

    def clean_file(self) -> Any:
        """Documents only, not too large."""
        file = self.cleaned_data["file"]
        ending = PurePath(file.name).suffix.lower().removeprefix(".")
        if ending not in settings.WAGTAILDOCS_EXTENSIONS:
            raise ValidationError(
                _("붙일 수 없는 형식입니다. 다음 형식으로 저장해 붙여 주십시오: %(endings)s"),
                params={"endings": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
            )
        if file.size > FILE_LIMIT_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("파일이 너무 큽니다. %(limit)sMB보다 작게 나누어 붙여 주십시오."),
                params={"limit": FILE_LIMIT_MEGABYTES},
            )
        return file


class PictureForm(forms.Form):
    """A picture of the story, with what it shows for who does not see it."""

    picture = forms.ImageField(
        label=_("사진"),
        help_text=_(
            "JPG, PNG, WebP 사진을 10MB까지 붙입니다. 찍은 기기의 정보는 지워집니다. 예: 건조장 전경.jpg"
        ),
        error_messages={"required": _("붙일 사진을 골라 주십시오.")},
    )
    alt_text = forms.CharField(
        label=_("사진이 보여 주는 것"),
        max_length=200,
        help_text=_(
            "사진을 못 보는 분께 읽어 드립니다. 200자 안으로 씁니다. 예: 고추를 널어 말리는 건조장 안"
        ),
    )
    caption = forms.CharField(
        label=_("설명"),
        required=False,
        max_length=200,
        help_text=_("사진 아래에 보입니다. 예: 2025년 가을의 건조장"),
    )
    is_free_of_others_rights = forms.BooleanField(
        label=_("남의 사진이 아니고, 알아볼 수 있는 사람의 동의를 받았습니다"),
        error_messages={"required": _("사진을 살펴보고 칸을 눌러 주십시오.")},
    )

    def clean_picture(self) -> Any:
        """Pictures that the portal shows, not too large."""
        file = self.cleaned_data["picture"]
        ending = PurePath(file.name).suffix.lower().removeprefix(".")
        if ending not in {"jpg", "jpeg", "png", "webp"}:
            raise ValidationError(_("JPG, PNG, WebP 사진만 붙일 수 있습니다."))
        if file.size > PICTURE_LIMIT_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("사진이 너무 큽니다. %(limit)sMB보다 작게 줄여 붙여 주십시오."),
                params={"limit": PICTURE_LIMIT_MEGABYTES},
            )
        return file
