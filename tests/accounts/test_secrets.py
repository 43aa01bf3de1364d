"""Secrets of second factors are unreadable at rest."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from portal.accounts import encryption
from tests.accounts.people import Person, is_signed_in, send_password


def test_stored_rows_do_not_hold_the_secret(editor: Person) -> None:
    """Neither the secret of the app nor the recovery codes."""
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert editor.secret not in stored
    assert not any(code in stored for code in editor.recovery_codes())


def test_same_secret_is_stored_differently_each_time() -> None:
    """Equal secrets of two people do not look equal."""
    assert encryption.encrypt("JBSWY3DPEHPK3PXP") != encryption.encrypt("JBSWY3DPEHPK3PXP")


def test_secret_is_read_with_a_former_key(client: Client, editor: Person, settings: LazySettings) -> None:
    """The key can be changed without locking anyone out."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    send_password(client, editor)
    client.post("/accounts/2fa/authenticate/", {"code": editor.code()})
    assert is_signed_in(client)


def test_unknown_key_says_what_to_do(settings: LazySettings) -> None:
    """Instead of refusing every code without a reason."""
    token = encryption.encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "another-" * 8
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        encryption.decrypt(token)


def test_secret_leaves_the_session_after_set_up(client: Client, new_editor: Person) -> None:
    """It lies there in the clear only while the picture is on the screen."""
    send_password(client, new_editor)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    holder = Person(user=new_editor.user, secret=secret)
    client.post("/accounts/2fa/totp/activate/", {"code": holder.code()})
    assert secret not in json.dumps(dict(client.session.items()))
