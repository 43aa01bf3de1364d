"""What a reviewer says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowhow.models import EvidenceGrade, Review
from knowhow.models.reviews import REASON_LIMIT

ACCEPT, ASK, REFUSE = "accept", "ask", "refuse"


class DecisionForm(forms.Form):
    """Accept, ask for more, or refuse. Whoever asks or refuses says why; the panel always writes its opinion."""

    decision = forms.ChoiceField(
        label=_("결정"),
        choices=[
            (ACCEPT, _("승인합니다")),
            (ASK, _("보완을 요청합니다")),
            (REFUSE, _("돌려보냅니다")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("하나를 골라 주십시오.")},
    )
    grade = forms.ChoiceField(
        label=_("근거 수준"),
        choices=[("", _("고르십시오")), *EvidenceGrade.choices],
        required=False,
        help_text=_("성과가 무엇으로 확인되는지 고릅니다. 승인할 때 꼭 고릅니다."),
    )
    text = forms.CharField(
        label=_("의견"),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "2,000자 안으로 씁니다. 쓴 사람에게 그대로 전합니다. 예: 3쪽의 매출 수치에 출처를 붙여 주십시오."
        ),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """Which text the reviewer had before him: another one is not decided by this form."""

    def __init__(self, *args: Any, review: Review, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review, self.now = review, seen
        self.fields["seen"].initial = seen
        if review.level != Review.Level.LIBRARY:
            del self.fields["grade"]

    def clean(self) -> dict[str, Any]:
        """Ask for what this decision needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        decision = cleaned.get("decision")
        is_library = self.review.level == Review.Level.LIBRARY
        if decision and not cleaned.get("text") and (is_library or decision != ACCEPT):
            self.add_error("text", _("의견을 적어 주십시오."))
        if decision == ACCEPT and is_library and not cleaned.get("grade"):
            self.add_error("grade", _("근거 수준을 골라 주십시오."))
        if cleaned.get("seen") != self.now:
            raise forms.ValidationError(
                _(
                    "읽으시는 동안 글이 바뀌었습니다. 바뀐 글을 다시 살펴보고 정해 주십시오. 적으신 의견은 그대로 두었습니다."
                )
            )
        return cleaned


class LinkForm(forms.Form):
    """To whom the link goes."""

    email = forms.EmailField(
        label=_("받는 사람의 이메일"),
        help_text=_("계정이 없어도 됩니다. 링크는 한 번만 쓸 수 있고 7일 뒤 끝납니다. 예: hong@korea.kr"),
    )
