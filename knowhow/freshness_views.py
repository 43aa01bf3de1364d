"""Confirm that a case still holds: from the list in the CMS, and by the link in a mail."""

from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhow.freshness import confirm, read_link
from knowhow.models import CasePage, Confirmation, Freshness
from portal.importing.exports import ExportColumn, csv_response
from portal.policies import allowed

PER_PAGE = 50
COLUMNS = (
    ExportColumn("title", gettext_lazy("제목")),
    ExportColumn("zone", gettext_lazy("특구")),
    ExportColumn("review_by", gettext_lazy("확인 기한")),
    ExportColumn("days", gettext_lazy("지난 날")),
    ExportColumn("confirmed_on", gettext_lazy("최근 확인일")),
    ExportColumn("url", gettext_lazy("주소")),
)
ORDERS = {
    "": (gettext_lazy("기한이 먼저 지난 것부터"), ("freshness__review_by", "pk")),
    "zone": (gettext_lazy("특구 이름순"), ("zone__name_ko", "freshness__review_by", "pk")),
    "title": (gettext_lazy("제목순"), ("title", "pk")),
    "confirmed": (
        gettext_lazy("오래 확인하지 않은 것부터"),
        (F("freshness__confirmed_on").asc(nulls_first=True), "freshness__review_by", "pk"),
    ),
}


class OverdueForm(forms.Form):
    """Which cases and in which order; anything unknown shows all that are overdue."""

    days = forms.ChoiceField(
        label=gettext_lazy("지난 날"),
        required=False,
        choices=[
            ("", gettext_lazy("하루 넘게")),
            ("30", gettext_lazy("30일 넘게")),
            ("60", gettext_lazy("60일 넘게")),
            ("90", gettext_lazy("90일 넘게")),
        ],
    )
    order = forms.ChoiceField(
        label=gettext_lazy("순서"),
        required=False,
        choices=[(name, label) for name, (label, _keys) in ORDERS.items()],
    )

    def value(self, name: str) -> str:
        """What was chosen, or nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


def _rows(request: HttpRequest, form: OverdueForm) -> QuerySet[CasePage]:
    overdue = Freshness.objects.overdue(days=int(form.value("days") or 0))
    mine = allowed(request.user, "confirm", CasePage.objects.filter(live=True))
    rows = mine.filter(pk__in=overdue.values("page")).select_related("zone", "freshness")
    return rows.defer("body", "body_en", "steps").order_by(*ORDERS[form.value("order")][1])


@require_safe
def overdue_cases(request: HttpRequest) -> HttpResponse:
    """Cases whose day has passed, as far as this person may confirm them; as a table too."""
    form = OverdueForm(request.GET)
    rows = _rows(request, form)
    if request.GET.get("export") == "csv":
        return csv_response((_cells(page) for page in rows), COLUMNS, _("확인할 사례") + ".csv")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "today": timezone.localdate(),
    }
    return render(request, "wagtailadmin/knowhow/overdue.html", context)


def _cells(page: CasePage) -> dict[str, object]:
    clock = page.freshness
    return {
        "title": page.title,
        "zone": page.zone.name,
        "review_by": clock.review_by.isoformat(),
        "days": clock.days_overdue,
        "confirmed_on": clock.confirmed_on.isoformat() if clock.confirmed_on else "",
        "url": page.get_absolute_url(),
    }


@require_POST
def confirm_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The button of the list."""
    page = get_object_or_404(CasePage.objects.filter(live=True), pk=case_id)
    if not confirm(page, by=authenticated_user(request), way=Confirmation.Way.CMS):
        raise PermissionDenied
    messages.success(request, _("‘%(title)s’ 사례를 확인했습니다.") % {"title": page.title})
    return redirect(f"{reverse('overdue_cases')}?{request.GET.urlencode()}".rstrip("?"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: nobody need sign in, opening it changes nothing, and it works once."""
    found = read_link(token)
    if found is None:
        return render(request, "knowhow/confirm_unusable.html", status=410)
    page, user = found
    is_done = request.method == "POST" and confirm(page, by=user, way=Confirmation.Way.MAIL)
    response = render(request, "knowhow/confirm.html", {"case": page, "is_done": is_done})
    response["Referrer-Policy"] = "same-origin"  # with none at all a browser posts without its origin
    return response
