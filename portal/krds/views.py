"""Views of the design system."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token."""
    return render(request, "403.html", {"reason": reason}, status=403)
