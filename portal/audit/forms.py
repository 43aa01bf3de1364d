"""What the pages of the access log ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AccessLog

SHORTEST_REASON = 5


class ReasonForm(forms.Form):
    """Why personal data is taken along."""

    reason = forms.CharField(
        label=_("내려받는 까닭"),
        min_length=SHORTEST_REASON,
        max_length=300,
        help_text=_("접속기록에 남습니다. 어떤 일에 쓰는지 적어 주십시오."),
    )


class LogFilterForm(forms.Form):
    """Which rows; what is not understood is left out."""

    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])\Z",
        required=False,
        label=_("달"),
        widget=forms.TextInput(attrs={"placeholder": "2026-11", "inputmode": "numeric"}),
    )
    actor = forms.CharField(required=False, max_length=254, label=_("누가 (이메일)"))
    person = forms.CharField(required=False, max_length=254, label=_("누구의 (이메일)"))
    kind = forms.ChoiceField(
        required=False, label=_("한 일"), choices=[("", _("모두")), *AccessLog.Kind.choices]
    )

    def value(self, name: str) -> Any:
        """What was understood of a field."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def month_start(self) -> date:
        """The month asked for, or this one."""
        text = self.value("month")
        today = timezone.localdate()
        return date(int(text[:4]), int(text[5:]), 1) if text else today.replace(day=1)


class ReviewForm(forms.Form):
    """The signature under a month."""

    note = forms.CharField(
        label=_("살펴본 것과 조치"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("평소와 다른 접속, 많은 내려받기, 근무 시간 밖의 접속을 살피고 조치한 것을 적습니다."),
    )
