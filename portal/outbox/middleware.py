"""A change in the CMS and what must follow it are one transaction.

Wagtail saves a page first and tells of it afterwards, each for itself: a process that dies in between would leave a
publication that search never hears of. So the whole answer to an editor's order stands or falls together.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError

from portal.cms_forms import answer_cut_off, answer_in_use
from portal.personal.publishing import PublicationRefusedError, answer_refusal

logger = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
ORDERS = (
    "wagtailadmin_pages:", "wagtailadmin_api:", "wagtailadmin_collections:", "wagtail_bulk_action", "wagtailsnippets_", "wagtail_localize:",
)  # fmt: skip
"""Views that change what the public sees. Others write one row, or open a transaction themselves."""
PREVIEW = "preview"
"""Previews come every few seconds while somebody writes, and change nothing: they need no lock."""


class WholeChangeMiddleware:
    """Runs an order of the CMS in a transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is made when the view is known."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer with the view inside a transaction, or None to let Django run it as it is."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method in SAFE_METHODS or not name.startswith(ORDERS) or PREVIEW in name:
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except PublicationRefusedError as refusal:
            return answer_refusal(request, refusal)
        except ProtectedError as held:
            return answer_in_use(request, held)
        except MultiValueDictKeyError:
            logger.warning("cms_form_cut_off", exc_info=True)
            return answer_cut_off(request)
