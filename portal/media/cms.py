"""What the CMS says of documents: whether search knows their text, and if not, why."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import IndexView
from wagtail.permissions import policy_registry

from portal.media import file_texts
from portal.media.jobs import read_document
from portal.media.models import PortalDocument


class TextColumn(Column):
    """Whether the text was read, and the reason where it was not."""

    cell_template_name = "wagtaildocs/documents/text_cell.html"


class DocumentList(IndexView):
    """Wagtail's list with a column about the text."""

    @cached_property
    def columns(self) -> list[Any]:
        """The same columns, ours before the last."""
        columns = list(super().columns)
        columns.insert(-1, TextColumn("text_state", label=gettext_lazy("본문 검색"), width="18%"))
        return columns

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Tell the state of all documents of the page with one query."""
        documents = super().decorate_paginated_queryset(object_list)
        states = file_texts.states_of(documents)
        for document in documents:
            document.text_state = states[document.pk]
        return documents


@require_POST
def read_again(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Forget the text of a document and order that it is read again."""
    document = get_object_or_404(PortalDocument, pk=document_id)
    policy = policy_registry.get_by_type(PortalDocument)
    if not policy.user_has_permission_for_instance(request.user, "change", document):
        raise PermissionDenied
    with transaction.atomic():
        file_texts.forget(document)
        read_document.enqueue(document.pk)
    messages.success(
        request, _("‘%(title)s’의 본문을 다시 읽습니다. 잠시 뒤 확인하십시오.") % {"title": document.title}
    )
    return HttpResponseRedirect(reverse("wagtaildocs:edit", args=[document.pk]))
