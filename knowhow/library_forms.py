"""What is asked before a zone's library is packed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from knowhow.models import LibraryExport
from portal.zones.models import Zone


class LibraryForm(forms.Form):
    """Whose library, and how much of it."""

    zone = forms.ModelChoiceField(Zone.objects.none(), label=_("특구"), empty_label=None)
    scope = forms.ChoiceField(
        label=_("범위"),
        choices=LibraryExport.Scope.choices,
        initial=LibraryExport.Scope.PUBLIC,
        widget=forms.RadioSelect,
        help_text=_(
            "다른 곳에 건네려면 공개된 것만 묶으십시오. 초안까지 묶으면 내려받을 때 까닭을 적습니다."
        ),
        error_messages={"required": _("하나를 골라 주십시오.")},
    )

    def __init__(self, *args: Any, zones: QuerySet[Zone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["zone"]
        field.queryset = zones
