"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed for now."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by himself yet."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors."""
