"""What every template knows about the site."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Placeholder until the front end lands."""
    return {}
