"""Notes at signing in whether this person must be asked again."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import User
from portal.personal.consents import consents_due
from portal.personal.middleware import DUE


@receiver(user_logged_in)
def look_for_changed_texts(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Note it in the session, so that no page has to ask the database."""
    if request is not None and consents_due(user):
        request.session[DUE] = True
