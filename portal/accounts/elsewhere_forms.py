"""The form for who comes from another service for the first time."""

from allauth.socialaccount.forms import SignupForm
from django.http import HttpRequest, HttpResponse

from portal.accounts.forms import make_account_of_nobody, settle_email_field
from portal.accounts.models import User


class SignUpElsewhereForm(SignupForm):
    """Name and address; the address is confirmed by mail, whatever the service says of it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        settle_email_field(self)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """An address that has an account is answered like one that has none."""
        if self.account_already_exists:
            make_account_of_nobody(self, request)
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved
