"""My data: what is kept, take it along, consents, language of mails, leave. Each page shows its owner's things alone."""

from allauth.account.decorators import reauthentication_required
from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.personal.consents import consents_due, give_consent, withdraw_consent
from portal.personal.erasure import CannotLeaveError, ask_for_erasure, take_back_erasure
from portal.personal.exports import ask_for_export
from portal.personal.forms import AgainForm, EraseForm, LanguageForm
from portal.personal.jobs import make_data_export
from portal.personal.middleware import DUE
from portal.personal.models import Consent, ConsentText, DataExport, Erasure
from portal.personal.registry import reasons_to_stay, rules


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    user = _owner(request)
    given = {
        consent.text.kind: consent
        for consent in Consent.objects.filter(user=user, withdrawn_at=None).select_related("text")
    }
    texts = ConsentText.objects.in_force()
    context = {
        "rules": rules(),
        "export": DataExport.objects.filter(user=user).defer("content").first(),
        "erasure": Erasure.objects.filter(user=user, done_at=None).first(),
        "consents": [(text, given.get(text.kind)) for text in texts],
        "language_form": LanguageForm(initial={"language": user.language}),
    }
    return render(request, "personal/my_data.html", context)


def _owner(request: HttpRequest) -> User:
    user: User = authenticated_user(request)
    return user


@login_required
@require_POST
def order_export(request: HttpRequest) -> HttpResponse:
    """Have the file made; a mail tells when it is ready."""
    export = ask_for_export(_owner(request), language=get_language() or "ko")
    make_data_export.enqueue(export.pk)
    messages.success(request, _("자료를 묶고 있습니다. 다 되면 메일로 알려 드립니다."))
    return redirect("my_data")


@login_required
@require_safe
@reauthentication_required
def fetch_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for its owner, while its week lasts."""
    export = get_object_or_404(DataExport, pk=pk, user_id=request.user.pk)
    if not export.can_be_fetched or export.content is None:
        messages.warning(request, _("내려받는 기간이 지났습니다. 다시 신청해 주십시오."))
        return redirect("my_data")
    headers = {
        "Content-Disposition": f'attachment; filename="hanmadang-my-data-{export.asked_at:%Y%m%d}.zip"'
    }
    return HttpResponse(bytes(export.content), content_type="application/zip", headers=headers)


@login_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of mails."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        User.objects.filter(pk=_owner(request).pk).update(language=form.cleaned_data["language"])
        messages.success(request, _("메일의 언어를 바꾸었습니다."))
    return redirect("my_data")


@login_required
@require_POST
def change_consent(request: HttpRequest, kind: str) -> HttpResponse:
    """Give an optional consent, or take it back."""
    text = ConsentText.objects.filter(kind=kind, is_required=False).order_by("-version").first()
    if text is None:
        raise Http404
    if request.POST.get("agree"):
        give_consent(_owner(request), text)
        messages.success(request, _("동의하셨습니다."))
    else:
        withdraw_consent(_owner(request), text)
        messages.success(request, _("동의를 거두었습니다."))
    return redirect("my_data")


@login_required
@require_http_methods(["GET", "POST"])
def agree_again(request: HttpRequest) -> HttpResponse:
    """The required texts that have changed."""
    user = _owner(request)
    texts = consents_due(user)
    next_url = _safe(request, request.GET.get("next", ""))
    if not texts:
        request.session.pop(DUE, None)
        return redirect(next_url or "my_data")
    form = AgainForm(request.POST or None, texts=texts)
    if request.method == "POST" and form.is_valid():
        for text in texts:
            give_consent(user, text)
        request.session.pop(DUE, None)
        return redirect(next_url or "my_data")
    return render(request, "personal/agree_again.html", {"form": form, "texts": texts})


def _safe(request: HttpRequest, url: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""


@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and the last step."""
    user = _owner(request)
    form = EraseForm(request.POST or None)
    reasons = reasons_to_stay(user)
    if request.method == "POST" and not reasons and form.is_valid():
        try:
            ask_for_erasure(user)
        except CannotLeaveError as error:
            reasons = error.reasons
        else:
            messages.success(request, _("탈퇴를 신청했습니다. 7일 안에는 되돌릴 수 있습니다."))
            return redirect("my_data")
    context = {"form": form, "reasons": reasons, "rules": rules()}
    return render(request, "personal/leave.html", context)


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Take it back."""
    if take_back_erasure(_owner(request)):
        messages.success(request, _("탈퇴 신청을 거두었습니다. 계정은 그대로입니다."))
    return redirect("my_data")
