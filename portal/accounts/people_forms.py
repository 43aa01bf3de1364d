"""Forms about organisations and their people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.sign_up_fields import OrganisationFields

APPROVE, REFUSE = "approve", "refuse"


class JoinForm(OrganisationFields):
    """Ask to belong to one more organisation."""


class DecisionForm(forms.Form):
    """Approve or refuse, with a reason that the person reads."""

    decision = forms.ChoiceField(
        label=_("결정"),
        choices=[(APPROVE, _("확인합니다")), (REFUSE, _("거절합니다"))],
        widget=forms.RadioSelect,
    )
    as_manager = forms.BooleanField(
        label=_("이 기관의 관리자로 정합니다"),
        required=False,
        help_text=_("관리자는 동료를 초대하고 가입 신청을 확인합니다."),
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("신청한 사람에게 그대로 보입니다."),
    )


class InviteForm(forms.Form):
    """A colleague's address."""

    email = forms.EmailField(
        label=_("동료의 이메일"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
