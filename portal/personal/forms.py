"""Forms about personal data; `ConsentFields` is what a sign-up form includes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.personal.consents import give_consent
from portal.personal.models import ConsentText

PREFIX = "agree_"


class ConsentFields(forms.Form):
    """Age of at least fourteen, and a box for each consent in force; none is ticked beforehand.

    Include it before the other form's fields; call `record_consents(user)` in the transaction that makes the account.
    Templates find the full texts as `form.consent_texts`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_texts = ConsentText.objects.in_force()
        self.fields["is_old_enough"] = forms.BooleanField(
            label=_("만 14세 이상입니다"),
            error_messages={"required": _("만 14세 이상이어야 가입할 수 있습니다.")},
        )
        for text in self.consent_texts:
            self.fields[f"{PREFIX}{text.kind}"] = forms.BooleanField(
                label=text.title,
                required=text.is_required,
                help_text=" · ".join(f"{head}: {body}" for head, body in text.parts),
                error_messages={"required": _("이 동의가 없으면 가입할 수 없습니다.")},
            )

    def record_consents(self, user: User) -> None:
        """Write down what was ticked, with version and time."""
        for text in self.consent_texts:
            if self.cleaned_data.get(f"{PREFIX}{text.kind}"):
                give_consent(user, text)


class AgainForm(forms.Form):
    """The consents whose texts have changed."""

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text in texts:
            self.fields[f"{PREFIX}{text.kind}"] = forms.BooleanField(
                label=text.title,
                error_messages={
                    "required": _("계속 쓰려면 동의가 필요합니다. 동의하지 않으면 탈퇴할 수 있습니다.")
                },
            )


class LanguageForm(forms.Form):
    """The language of mails."""

    language = forms.ChoiceField(label=_("메일의 언어"), choices=settings.LANGUAGES)


class EraseForm(forms.Form):
    """The last step before leaving."""

    is_sure = forms.BooleanField(
        label=_("탈퇴하면 무엇이 지워지고 무엇이 남는지 읽었습니다"),
        error_messages={"required": _("읽으신 뒤 칸을 눌러 주십시오.")},
    )
