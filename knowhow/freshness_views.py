"""Confirm that a page still holds: from the list in the CMS, and by the link in a mail."""

from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhow.freshness import confirm, read_link
from knowhow.kinds import KINDS, KnowhowPage, live_page, pages_with_clocks
from knowhow.models import Confirmation, Freshness
from portal.importing.exports import ExportColumn, csv_response
from portal.policies import allowed

PER_PAGE = 50
COLUMNS = (
    ExportColumn("title", gettext_lazy("제목")),
    ExportColumn("kind", gettext_lazy("종류")),
    ExportColumn("zone", gettext_lazy("특구")),
    ExportColumn("review_by", gettext_lazy("확인 기한")),
    ExportColumn("days", gettext_lazy("지난 날")),
    ExportColumn("confirmed_on", gettext_lazy("최근 확인일")),
    ExportColumn("url", gettext_lazy("주소")),
)
ZONE_NAME = Coalesce("page__casepage__zone__name_ko", "page__practicepage__zone__name_ko")
ORDERS = {
    "": (gettext_lazy("기한이 먼저 지난 것부터"), ("review_by", "page")),
    "zone": (gettext_lazy("특구 이름순"), (ZONE_NAME, "review_by", "page")),
    "title": (gettext_lazy("제목순"), ("page__title", "page")),
    "confirmed": (
        gettext_lazy("오래 확인하지 않은 것부터"),
        (F("confirmed_on").asc(nulls_first=True), "review_by", "page"),
    ),
}


class OverdueForm(forms.Form):
    """Which pages and in which order; anything unknown shows all that are overdue."""

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


def _numbers(request: HttpRequest, form: OverdueForm) -> QuerySet[Freshness, int]:
    """The numbers of the pages, in the chosen order."""
    mine = Q()
    for kind in KINDS.values():
        mine |= Q(page__in=allowed(request.user, "confirm", kind.objects.all()).values("pk"))
    overdue = Freshness.objects.overdue(days=int(form.value("days") or 0)).filter(mine)
    return overdue.order_by(*ORDERS[form.value("order")][1]).values_list("page", flat=True)


@require_safe
def overdue_pages(request: HttpRequest) -> HttpResponse:
    """Cases and practices whose day has passed, as far as this person may confirm them; as a table too."""
    form = OverdueForm(request.GET)
    numbers = _numbers(request, form)
    if request.GET.get("export") == "csv":
        pages = pages_with_clocks(numbers)
        return csv_response((_cells(page) for page in pages), COLUMNS, _("확인할 글") + ".csv")
    page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "pages": pages_with_clocks(list(page)),
        "page_range": page.paginator.get_elided_page_range(page.number),
        "today": timezone.localdate(),
    }
    return render(request, "wagtailadmin/knowhow/overdue.html", context)


def _cells(page: KnowhowPage) -> dict[str, object]:
    clock = page.freshness
    return {
        "title": page.title,
        "kind": page._meta.verbose_name,
        "zone": page.zone.name,
        "review_by": clock.review_by.isoformat(),
        "days": clock.days_overdue,
        "confirmed_on": clock.confirmed_on.isoformat() if clock.confirmed_on else "",
        "url": page.get_absolute_url(),
    }


@require_POST
def confirm_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """The button of the list."""
    page = live_page(page_id)
    if page is None:
        raise Http404
    if not confirm(page, by=authenticated_user(request), way=Confirmation.Way.CMS):
        raise PermissionDenied
    messages.success(request, _("‘%(title)s’을(를) 확인했습니다.") % {"title": page.title})
    return redirect(f"{reverse('overdue_pages')}?{request.GET.urlencode()}".rstrip("?"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: nobody need sign in, opening it changes nothing, and it works once."""
    found = read_link(token)
    if found is None:
        return render(request, "knowhow/confirm_unusable.html", status=410)
    page, user = found
    is_done = request.method == "POST" and confirm(page, by=user, way=Confirmation.Way.MAIL)
    response = render(request, "knowhow/confirm.html", {"know_how": page, "is_done": is_done})
    response["Referrer-Policy"] = "same-origin"  # with none at all a browser posts without its origin
    return response
