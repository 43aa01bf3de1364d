"""What everybody is asked who signs up, with a password of ours or with the account of another service.

allauth builds its own forms on this one, so nothing of allauth's can be imported here.
"""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User


class SignUpFields(forms.Form):
    """The name."""

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

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account stands; the name has been taken over by then."""
