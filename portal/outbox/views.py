"""The mail outbox in the CMS: what waits, what was given up, and another try. Texts are shown to nobody."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from portal.audit.marks import note_people, shows_personal_data
from portal.outbox.jobs import send_mails
from portal.outbox.models import MailOutbox
from portal.outbox.sending import resend

RIGHT = "portal.change_mailoutbox"
PER_PAGE = 50


class StateForm(forms.Form):
    """Which mails; anything unknown shows all."""

    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("상태"),
        choices=[("", gettext_lazy("모두")), *MailOutbox.State.choices],
    )

    def chosen(self) -> str:
        """The state asked for, or nothing."""
        return str(self.cleaned_data.get("state", "")) if self.is_valid() else ""


@permission_required(RIGHT)
@require_safe
@shows_personal_data("mail-outbox")
def mails(request: HttpRequest) -> HttpResponse:
    """The rows, newest first."""
    form = StateForm(request.GET)
    state = form.chosen()
    rows = MailOutbox.objects.filter(state=state) if state else MailOutbox.objects.all()
    rows = rows.select_related("user")
    page = Paginator(rows.defer("text", "html"), PER_PAGE).get_page(request.GET.get("p"))
    note_people(request, (row.user or row for row in page))
    context = {
        "form": form,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "given_up": MailOutbox.objects.given_up().count(),
    }
    return render(request, "wagtailadmin/outbox/mails.html", context)


@permission_required(RIGHT)
@require_POST
def resend_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead letter again, under the same number."""
    if resend(get_object_or_404(MailOutbox, pk=pk)):
        send_mails.enqueue_once()
        messages.success(request, _("메일을 다시 보냅니다. 번호는 그대로입니다."))
    else:
        messages.error(request, _("보내지 못한 메일만, 본문이 남아 있는 동안 다시 보낼 수 있습니다."))
    return redirect("outbox:mails")
