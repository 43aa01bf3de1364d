"""The form that gives a role: to whom, which, where, until when, why."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.grants import FITTING_SCOPES, Grant, Role, Scope
from portal.accounts.models import User
from portal.zones.models import RegionalOffice, Zone

EVERYWHERE = str(Scope.EVERYWHERE)


def _places() -> list[tuple[Any, Any]]:
    """Everywhere, the regions of the offices, each zone."""
    offices = [(f"{Scope.OFFICE}:{office.pk}", str(office)) for office in RegionalOffice.objects.all()]
    zones = [(f"{Scope.ZONE}:{pk}", name) for pk, name in Zone.objects.values_list("pk", "name_ko")]
    return [(EVERYWHERE, _("모든 곳")), (_("지방청 관할"), offices), (_("특구"), zones)]


class GiveRoleForm(forms.Form):
    """A role in one place."""

    email = forms.EmailField(
        label=_("받을 사람의 이메일"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("역할"), choices=Role.choices)
    place = forms.ChoiceField(label=_("범위"), choices=_places)
    until = forms.DateField(
        label=_("마지막 날"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("비우면 거둘 때까지 이어집니다."),
    )
    reason = forms.CharField(label=_("사유"), max_length=200)

    def clean_email(self) -> User:
        """Somebody with an account in use."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("이 주소로 쓰는 계정이 없습니다. 먼저 가입하도록 안내해 주십시오."))
        return user

    def clean_until(self) -> dt.datetime | None:
        """The end of a day to come."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("지난 날입니다."))
        return timezone.make_aware(dt.datetime.combine(day, dt.time.max))

    def clean(self) -> dict[str, Any]:
        """A place where the role may hold."""
        data: dict[str, Any] = super().clean() or {}
        if {"role", "place"} <= data.keys():
            scope = data["place"].partition(":")[0]
            if scope not in FITTING_SCOPES.get(Role(data["role"]), tuple(Scope)):
                self.add_error("place", _("이 역할은 그 범위로 줄 수 없습니다."))
        return data

    def grant(self) -> Grant:
        """What was asked for."""
        data = self.cleaned_data
        scope, _colon, number = data["place"].partition(":")
        return Grant(
            role=data["role"],
            scope=scope,
            number=int(number) if number else None,
            user=data["email"],
            until=data["until"],
        )
