"""Forms of the design system's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DisplayForm(forms.Form):
    """Colours and text size; `next` is the page to return to."""

    mode = forms.ChoiceField(
        label=_("화면 색"),
        choices=[
            ("light", _("기본 화면")),
            ("high-contrast", _("고대비 화면")),
            ("theme", _("기기 설정 따름")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.ChoiceField(
        label=_("글자 크기"),
        choices=[("normal", _("보통")), ("large", _("크게")), ("larger", _("아주 크게"))],
        widget=forms.RadioSelect,
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
