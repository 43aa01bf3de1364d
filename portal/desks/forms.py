"""Forms of desks, questions and reports. What somebody typed is looked through for personal numbers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk, User
from portal.desks.attachments import ACCEPT, MOST_FILES, check_file
from portal.desks.models import DeskLanguage, DeskProfile, Exchange
from portal.desks.models.follow_ups import PROMISE_LENGTH
from portal.desks.promises import Promised
from portal.desks.subjects import OTHER
from portal.personal_numbers import find, summary
from portal.zones.fact_cells import SHOWN_LENGTH, FactCell
from portal.zones.models import FactChange, Field, Province, ValueChainStage
from portal.zones.record_words import table_label

MOST_EXCHANGES = 20
CHOICE_LENGTH = 60
LONGEST_PROMISE = timedelta(days=2 * 365)


def refuse_public_numbers(text: str) -> None:
    """For what everybody reads: no personal number at all. Raises `ValidationError`."""
    if found := find(text):
        raise ValidationError(
            _("공개되는 글입니다. %(found)s을(를) 지워 주십시오."), params={"found": summary(found)}
        )


def refuse_grave_numbers(text: str) -> None:
    """For what two sides read: a telephone may stand there on purpose, a resident number may not."""
    if found := [item for item in find(text) if not item.kind.is_soft]:
        raise ValidationError(
            _(
                "%(found)s이(가) 들어 있습니다. 지우고 다시 보내 주십시오. 상대에게 보일 필요가 없는 번호입니다."
            ),
            params={"found": summary(found)},
        )


class TrapField(forms.Form):
    """A box that people do not see and programs fill in."""

    website = forms.CharField(
        label=_("이 칸은 비워 두십시오"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Filled in by a program, or by a browser that meant well: say so, what was typed stays."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("비워 두어야 하는 칸이 채워져 있습니다. 비우고 다시 보내 주십시오."))
        return ""

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in self if field.name != "website"]


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that go with a text, each looked through; the first that may not go is named."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files with what is kept of them. Raises `ValidationError`."""
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > MOST_FILES:
            raise ValidationError(
                _("파일은 한 번에 %(most)s개까지 붙일 수 있습니다."), params={"most": MOST_FILES}
            )
        return [check_file(super(FilesField, self).clean(one, initial)) for one in given]


def files_field() -> FilesField:
    """The box for files, below the text."""
    return FilesField(
        label=_("파일"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "HWP, HWPX, PDF, DOCX, XLSX, PPTX, PNG, JPG. 3개까지, 하나에 5MB까지. 문의를 주고받는 두 쪽만 볼 수 있습니다. "
            "보내지 못하면 파일을 다시 골라야 합니다."
        ),
    )


class AskForm(TrapField):
    """A question to a desk."""

    subject = forms.CharField(label=_("제목"), max_length=120, validators=[refuse_grave_numbers])
    text = forms.CharField(
        label=_("문의 내용"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[refuse_grave_numbers],
        help_text=_("이름은 담당자에게 보이고, 이메일 주소는 보이지 않습니다. 4,000자까지 씁니다."),
    )
    attached = files_field()


class ReplyForm(forms.Form):
    """One more text in a thread."""

    text = forms.CharField(
        label=_("글"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_grave_numbers],
    )
    attached = files_field()

    @property
    def said(self) -> dict[str, Any]:
        """What is written, as the action takes it."""
        return {"text": self.cleaned_data["text"], "files": self.cleaned_data["attached"]}


class AnswerForm(ReplyForm):
    """An answer of the desk, with a promise where something follows later."""

    promise = forms.CharField(
        label=_("후속 약속"),
        required=False,
        max_length=PROMISE_LENGTH,
        validators=[refuse_grave_numbers],
        help_text=_(
            "나중에 하기로 한 일 한 문장. 예: 심의 결과를 알려 드립니다. 물은 사람에게 보이고, 지킬 날에 직위로 알림 메일이 가며, "
            "담당자가 바뀌면 인수인계서에 실립니다."
        ),
    )
    promised_on = forms.DateField(
        label=_("지킬 날"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("후속 약속을 썼을 때만 적습니다. 예: 2027-03-02"),
    )
    field_order = ("text", "promise", "promised_on", "attached")

    def clean_promised_on(self) -> date | None:
        """A day from today on, within two years."""
        day: date | None = self.cleaned_data["promised_on"]
        today = timezone.localdate()
        if day is not None and not today <= day <= today + LONGEST_PROMISE:
            raise ValidationError(_("오늘부터 두 해 안의 날을 적어 주십시오."))
        return day

    def clean(self) -> dict[str, Any]:
        """The promise and its day come together."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("promise") and not data.get("promised_on") and "promised_on" not in self.errors:
            self.add_error("promised_on", _("약속을 지킬 날을 적어 주십시오."))
        if data.get("promised_on") and not data.get("promise") and "promise" not in self.errors:
            self.add_error("promise", _("그날까지 무엇을 할지 적어 주십시오."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        """With the promise."""
        data = self.cleaned_data
        promised = Promised(data["promise"], data["promised_on"]) if data["promise"] else None
        return super().said | {"promised": promised}


class ReportForm(TrapField):
    """A fact that is wrong."""

    fact = forms.ChoiceField(label=_("어느 사실입니까"))
    claim = forms.CharField(
        label=_("무엇이 어떻게 틀렸습니까"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_public_numbers],
        help_text=_("지금 적힌 것과 맞는 것을 함께 써 주십시오. 개인정보는 쓰지 마십시오."),
    )
    evidence = forms.URLField(
        label=_("근거의 주소"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("고시나 공고, 기사처럼 확인할 수 있는 곳. 예: https://www.law.go.kr"),
    )

    seen = forms.CharField(required=False, max_length=SHOWN_LENGTH, strip=False, widget=forms.HiddenInput)
    """What the page showed when the form was opened: if it changed since, the reporter looks again."""

    def __init__(self, *args: Any, cells: Sequence[FactCell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {str(cell.reference): cell for cell in cells}
        self.fields["fact"].choices = [*_by_row(cells), OTHER]  # type: ignore[attr-defined]  # a field of choices
        self.order_fields(["fact", "seen", "claim", "evidence", "website"])

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in super().told if not field.is_hidden]

    @property
    def chosen(self) -> FactCell | None:
        """The cell that the address or the form names."""
        return self.cells.get(str(self["fact"].value()))

    def clean(self) -> dict[str, Any]:
        """What is reported is what was seen."""
        data: dict[str, Any] = super().clean() or {}
        cell = self.cells.get(data.get("fact", ""))
        if cell is not None and "seen" in self.data and data.get("seen") != cell.value:
            self.add_error(
                None, _("그 사이에 이 사실이 바뀌었습니다. 아래의 지금 값을 보고 다시 보내 주십시오.")
            )
        return data


def _by_row(cells: Iterable[FactCell]) -> list[tuple[Any, Any]]:
    """Choices: the page's own facts first, then a group for each row."""
    found: list[tuple[Any, Any]] = []
    for row, of_row in groupby(cells, key=lambda cell: cell.row):
        choices = [(str(cell.reference), _choice(cell)) for cell in of_row]
        found += [(row, choices)] if row else choices
    return found


def _choice(cell: FactCell) -> str:
    return f"{cell.label}: {cell.value[:CHOICE_LENGTH] or gettext('확인되지 않음')}"


class OutcomeForm(forms.Form):
    """What comes of a report."""

    decision = forms.ChoiceField(
        label=_("결과"),
        choices=[("accept", _("고쳤습니다")), ("reject", _("고치지 않습니다"))],
        widget=forms.RadioSelect,
    )
    change = forms.ModelChoiceField(
        label=_("고친 기록"),
        queryset=FactChange.objects.none(),
        required=False,
        empty_label=_("기록을 고르지 않음"),
        help_text=_("신고 뒤에 등록부에서 바뀐 사실입니다. 고르면 바뀐 날이 함께 공개됩니다."),
    )
    outcome = forms.CharField(
        label=_("결과의 설명"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_public_numbers],
        help_text=_("신고한 사람에게 보입니다. 고친 때에는 모두에게 공개됩니다."),
    )

    def __init__(self, *args: Any, changes: Iterable[FactChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change"]
        field.queryset = FactChange.objects.filter(pk__in=[row.pk for row in changes])  # type: ignore[attr-defined]  # a choice of rows
        field.label_from_instance = change_in_words  # type: ignore[attr-defined]  # the same


def change_in_words(row: FactChange) -> str:
    """A change as it stands in a list to choose from."""
    what = f"{table_label(row.table)} {row.subject}".strip()
    return f"{row.changed_on} {what} {row.old_value[:40]} → {row.new_value[:40]}"


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """People by name and address; two colleagues may share a name."""

    def label_from_instance(self, obj: User) -> str:
        """How one is named in the list."""
        return f"{obj.get_full_name()} ({obj.email})"


class HandoverForm(forms.Form):
    """Who takes the desk over."""

    to = PersonChoice(
        label=_("새 담당자"),
        queryset=User.objects.none(),
        empty_label=_("고르십시오"),
        help_text=_("이 기관의 확인된 구성원 가운데 고릅니다. 없으면 먼저 초대해 주십시오."),
    )
    note = forms.CharField(
        label=_("남기는 말"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_grave_numbers],
        help_text=_("약속한 일, 진행 중인 이야기처럼 기록에 없는 것. 인수인계서에 실립니다."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # a choice of rows


class OrganisationsForm(forms.Form):
    """Words of an organisation's name."""

    q = forms.CharField(label=_("기관의 이름"), required=False, max_length=100)


class PostForm(forms.Form):
    """The name of a desk."""

    name_ko = forms.CharField(
        label=_("직위의 이름"),
        max_length=80,
        validators=[refuse_public_numbers],
        help_text=_("하는 일로 짓고 사람의 이름은 쓰지 않습니다. 예: 특구담당, 수출지원담당"),
    )
    name_en = forms.CharField(
        label=_("직위의 영문 이름"),
        max_length=120,
        required=False,
        validators=[refuse_public_numbers],
        widget=forms.TextInput(attrs={"lang": "en"}),
    )


class NewPostForm(PostForm):
    """A desk to be made, and who holds it."""

    officer = PersonChoice(
        label=_("담당자"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("나중에 정함"),
        help_text=_(
            "이 기관의 확인된 구성원 가운데 고릅니다. 정하지 않으면 문의는 기관의 관리자에게 갑니다."
        ),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = people  # type: ignore[attr-defined]  # a choice of rows


class ClosingForm(forms.Form):
    """What becomes of the questions and roles of a desk that is closed."""

    successor = forms.ModelChoiceField(
        label=_("이어받을 직위"),
        queryset=Desk.objects.none(),
        required=False,
        empty_label=_("넘기지 않고 끝냄"),
        help_text=_("고르면 끝나지 않은 문의와 직위의 역할이 그 직위로 갑니다."),
    )
    answer = forms.CharField(
        label=_("마지막 답변"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_grave_numbers],
        help_text=_("넘기지 않을 때, 답변을 기다리는 모든 문의에 이 글로 답하고 끝냅니다."),
    )

    def __init__(self, *args: Any, desks: QuerySet[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        field.queryset = desks  # type: ignore[attr-defined]  # a choice of rows
        field.label_from_instance = lambda desk: desk.name  # type: ignore[attr-defined]  # the same


class ProfileForm(forms.ModelForm[DeskProfile]):
    """What a desk says of itself."""

    languages = forms.MultipleChoiceField(
        label=_("쓸 수 있는 언어"),
        choices=DeskLanguage.Code.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DeskProfile
        fields = ["does_ko", "does_en", "province", "is_listed", "is_contactable"]
        widgets = {
            "does_ko": forms.Textarea(attrs={"rows": 4}),
            "does_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        }
        help_texts = {
            "does_ko": _("직위가 맡은 일을 씁니다. 사람의 이름이나 연락처는 쓰지 않습니다."),
            "is_contactable": _(
                "끄면 문의 화면에 이 직위가 나오지 않습니다. 이미 온 문의에는 답할 수 있습니다."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = self.fields["province"]
        province.queryset = Province.objects.current().order_by("position", "code")  # type: ignore[attr-defined]  # a choice of rows
        for name in ("does_ko", "does_en"):
            self.fields[name].validators.append(refuse_public_numbers)

    def says(self) -> dict[str, Any]:
        """The columns of the profile."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ExchangeForm(forms.Form):
    """One thing that is offered or needed; a line without a text is left out."""

    side = forms.ChoiceField(label=_("구분"), choices=Exchange.Side.choices, initial=Exchange.Side.OFFER)
    text_ko = forms.CharField(
        label=_("내용"), max_length=200, required=False, validators=[refuse_public_numbers]
    )
    text_en = forms.CharField(
        label=_("내용(영문)"), max_length=300, required=False, validators=[refuse_public_numbers]
    )
    field = forms.ModelChoiceField(
        label=_("분야"), queryset=Field.objects.all(), required=False, empty_label=_("모든 분야")
    )
    stage = forms.ModelChoiceField(
        label=_("가치사슬 단계"),
        queryset=ValueChainStage.objects.all(),
        required=False,
        empty_label=_("모든 단계"),
    )

    def clean(self) -> dict[str, Any]:
        """An English text alone says nothing to most readers."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("text_en") and not data.get("text_ko"):
            self.add_error("text_ko", _("한국어 내용도 써 주십시오."))
        return data

    def exchange(self) -> Exchange | None:
        """The row, or None for an empty line."""
        data = self.cleaned_data
        return Exchange(**data) if data.get("text_ko") else None


ExchangeFormSet: type[BaseFormSet[ExchangeForm]] = formset_factory(
    ExchangeForm, extra=2, max_num=MOST_EXCHANGES, validate_max=True, absolute_max=MOST_EXCHANGES + 5
)
