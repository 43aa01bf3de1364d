"""Versions of a page in the CMS, and the order to withdraw one."""

from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhow.kinds import knowhow_page
from knowhow.models import PageVersion
from knowhow.withdrawing import Reason, WithdrawalRefusedError, withdraw_version
from portal.audit.marks import note_people, shows_personal_data
from portal.policies import may


class WithdrawalForm(forms.Form):
    """Why, and that there is no way back."""

    why = forms.ChoiceField(label=gettext_lazy("까닭(공개됩니다)"), choices=PageVersion.Why.choices)
    note = forms.CharField(
        label=gettext_lazy("메모(편집자만 봅니다)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("거두게 한 개인정보를 여기에 다시 쓰지 마십시오."),
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("되돌릴 수 없음을 알고 있습니다."),
        error_messages={"required": gettext_lazy("되돌릴 수 없음을 확인해 주십시오.")},
    )


@require_safe
@shows_personal_data("case-versions")
def page_versions(request: HttpRequest, page_id: int) -> HttpResponse:
    """All versions of a page, for whoever edits it."""
    page = knowhow_page(page_id)
    if page is None:
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    versions = list(page.versions.defer("content").select_related("withdrawn_by"))
    note_people(request, {row.withdrawn_by for row in versions if row.withdrawn_by})
    may_withdraw = bool(versions) and may(request.user, "withdraw", versions[0])
    context = {"know_how": page, "versions": versions, "may_withdraw": may_withdraw}
    return render(request, "wagtailadmin/knowhow/versions.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Ask once more, then withdraw."""
    version = get_object_or_404(PageVersion.objects.select_related("page"), page=page_id, number=number)
    if not may(request.user, "withdraw", version):
        raise PermissionDenied
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = Reason(form.cleaned_data["why"], form.cleaned_data["note"])
        try:
            withdraw_version(version, reason=reason, by=authenticated_user(request))
        except WithdrawalRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("제%(number)s판을 거두었습니다.") % {"number": number})
        return redirect("page_versions", page_id)
    return render(request, "wagtailadmin/knowhow/withdraw.html", {"version": version, "form": form})
