"""What every page of a signed-in person knows of this room: whether he has a desk."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from knowhow.desk import has_desk


def desk(request: HttpRequest) -> dict[str, Any]:
    """Asked by the header of signed-in people alone; lazy, so that no other page reads a session."""
    return {"has_desk": SimpleLazyObject(lambda: hasattr(request, "user") and has_desk(request.user))}
