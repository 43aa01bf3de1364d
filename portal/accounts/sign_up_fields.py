"""What everybody is asked who signs up, with a password of ours or with the account of another service.

allauth builds its own forms on this one, so nothing of allauth's forms can be imported here.
"""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.actions import find_organisation, request_membership
from portal.accounts.models import Organisation, User
from portal.personal.forms import ConsentFields

MOST_SUGGESTED = 500


class SuggestingInput(forms.TextInput):
    """A text field that proposes the organisations we know; works without any script."""

    template_name = "people/suggesting_input.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """With the proposals."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        shown["list"] = f"{shown.get('id', name)}-list"
        names = Organisation.objects.confirmed().values_list("name_ko", flat=True)[:MOST_SUGGESTED]
        return context | {"suggestions": names}


class OrganisationFields(forms.Form):
    """Which organisation somebody acts for, and why he joins."""

    organisation = forms.CharField(
        label=_("소속 기관"),
        max_length=120,
        widget=SuggestingInput(attrs={"autocomplete": "organization"}),
        help_text=_("기관의 온전한 이름. 예: 전북특별자치도 순창군"),
    )
    kind = forms.ChoiceField(
        label=_("기관 종류"),
        choices=Organisation.Kind,
        help_text=_("목록에 없는 기관이면 이 종류로 새로 올립니다."),
    )
    reason = forms.CharField(
        label=_("가입 사유"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("맡은 일과 여기서 하려는 일. 기관의 관리자나 지방청이 읽고 확인합니다."),
    )

    def clean_organisation(self) -> str:
        """A name has at least two characters that can be read."""
        name = " ".join(str(self.cleaned_data["organisation"]).split())
        if sum(character.isalnum() for character in name) <= 1:
            raise forms.ValidationError(_("기관의 이름을 두 글자 이상 적어 주십시오."))
        return name


class SignUpFields(ConsentFields, OrganisationFields):
    """The name, the organisation, the age and the consents."""

    last_name = forms.CharField(
        label=_("성"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    first_name = forms.CharField(
        label=_("이름"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002  (allauth's signature)
        """Called by allauth once the account stands: it asks to belong to the organisation named."""
        user.language = "en" if get_language() == "en" else "ko"
        user.save(update_fields=["language"])
        organisation = find_organisation(self.cleaned_data["organisation"], kind=self.cleaned_data["kind"])
        request_membership(user, organisation, reason=self.cleaned_data["reason"])
        self.record_consents(user)
