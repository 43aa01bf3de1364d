"""What is asked of who replies, and of who hides a reply."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.desks.models.replies import REASON_LENGTH, TEXT_LENGTH


class ReplyForm(forms.Form):
    """The answer, in Korean and if wanted in English."""

    text_ko = forms.CharField(
        label=_("답변"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "600자 안으로 씁니다. 사실 옆에 직위의 이름으로 보이고, 사실은 바뀌지 않습니다. 예: 이 해에는 가뭄으로 행사를 줄였습니다."
        ),
        error_messages={"required": _("답변을 적어 주십시오.")},
    )
    text_en = forms.CharField(
        label=_("답변(영문)"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "비우면 영문 화면에도 한국어로 보입니다. 예: Events were cut back that year because of drought."
        ),
    )


class HideForm(forms.Form):
    """Why a reply is taken off the pages."""

    why = forms.CharField(
        label=_("삭제하는 까닭(공개됩니다)"),
        min_length=5,
        max_length=REASON_LENGTH,
        help_text=_("200자 안으로 씁니다. 예: 다른 특구를 근거 없이 비난하는 내용이 있음"),
    )
