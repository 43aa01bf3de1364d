"""Signing in, signing out and failing to, as Django tells of them."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.devices import same_login
from portal.accounts.models import User
from portal.audit.chain import Access, append
from portal.audit.marks import address_of
from portal.audit.models import AccessLog


@receiver(user_logged_in)
def signed_in(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Somebody signed in."""
    _log(request, AccessLog.Kind.SIGN_IN, actor=user.pk)


@receiver(user_logged_out)
def signed_out(request: HttpRequest | None, user: User | None, **_kwargs: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        _log(request, AccessLog.Kind.SIGN_OUT, actor=user.pk)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """Somebody failed to. What was typed is not kept: it may be a password; a known account is named by number."""
    login = str(credentials.get("email") or credentials.get("username") or "")
    number = User.objects.filter(email=same_login(login)).values_list("pk", flat=True).first()
    _log(request, AccessLog.Kind.SIGN_IN_FAILED, actor=number)


def _log(request: HttpRequest | None, kind: AccessLog.Kind, *, actor: int | None) -> None:
    if request is None or request.method is None:
        return  # a command or a test signs in, and nobody sits at a browser
    append(Access(kind=kind, what="sign-in", actor=actor, ip=address_of(request), path=request.path))
