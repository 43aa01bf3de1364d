"""The access log in the CMS, for auditors: a month at a time, as a table, and signed as reviewed."""

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from portal.accounts.models import User
from portal.audit.actions import MonthNotOverError, is_genuine, sign_review
from portal.audit.forms import LogFilterForm, ReviewForm
from portal.audit.marks import downloads_personal_data, note_people, shows_personal_data
from portal.audit.models import AccessLog, AccessReview
from portal.audit.queries import LogLine, lines, rows_of
from portal.importing.exports import ExportColumn, csv_response

SEE = "portal.view_accesslog"
SIGN = "portal.add_accessreview"
PER_PAGE = 100
MOST_ROWS = 20_000
COLUMNS = (
    ExportColumn("number", gettext_lazy("번호")),
    ExportColumn("at", gettext_lazy("언제")),
    ExportColumn("actor", gettext_lazy("누가")),
    ExportColumn("ip", gettext_lazy("어디서")),
    ExportColumn("kind", gettext_lazy("한 일")),
    ExportColumn("what", gettext_lazy("무엇을")),
    ExportColumn("path", gettext_lazy("주소")),
    ExportColumn("reason", gettext_lazy("까닭")),
    ExportColumn("people_count", gettext_lazy("사람 수")),
    ExportColumn("people", gettext_lazy("누구의")),
)


@permission_required(SEE)
@require_safe
@shows_personal_data("access-log")
def log(request: HttpRequest) -> HttpResponse:
    """A month of the log."""
    form = LogFilterForm(request.GET)
    month = form.month_start()
    page = Paginator(_rows(form), PER_PAGE).get_page(request.GET.get("p"))
    shown = lines(page.object_list)
    note_people(request, _people_in(shown))
    review = AccessReview.objects.filter(month=month).select_related("reviewed_by").first()
    context = {
        "form": form,
        "month": month,
        "page": page,
        "lines": shown,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "review": review,
        "is_genuine": review is not None and is_genuine(review),
        "review_form": ReviewForm(),
        "reviews": AccessReview.objects.select_related("reviewed_by")[:12],
        "may_sign": request.user.has_perm(SIGN),
        "query": request.GET.urlencode(),
    }
    return render(request, "wagtailadmin/audit/log.html", context)


def _rows(form: LogFilterForm) -> QuerySet[AccessLog]:
    chosen = {name: str(form.value(name)) for name in ("actor", "person", "kind")}
    return rows_of(form.month_start(), **chosen)


@permission_required(SEE)
@require_http_methods(["GET", "POST"])
@downloads_personal_data("access-log", title=gettext_lazy("접속기록 내려받기"))
def log_csv(request: HttpRequest) -> HttpResponse:
    """The rows chosen, as a table."""
    form = LogFilterForm(request.GET)
    shown = lines(_rows(form)[:MOST_ROWS], most_people=1_000)
    note_people(request, _people_in(shown))
    rows = (_cells(line) for line in shown)
    return csv_response(rows, COLUMNS, f"access-log-{form.month_start():%Y-%m}.csv")


def _cells(line: LogLine) -> dict[str, str]:
    row = line.row
    return {
        "number": str(row.number),
        "at": row.at.isoformat(),
        "actor": line.actor,
        "ip": row.ip or "",
        "kind": row.kind,
        "what": row.what,
        "path": row.path,
        "reason": row.reason,
        "people_count": str(row.people_count),
        "people": ", ".join(line.people),
    }


def _people_in(shown: list[LogLine]) -> list[User]:
    """Whose addresses the answer shows: who looked, and whose data it was."""
    addresses = {name for line in shown for name in (line.actor, *line.people) if "@" in name}
    return list(User.objects.filter(email__in=addresses))


@permission_required(SIGN)
@require_POST
def review_month(request: HttpRequest) -> HttpResponse:
    """Sign a month."""
    asked, form = LogFilterForm(request.GET), ReviewForm(request.POST)
    month = asked.month_start()
    if not form.is_valid():
        messages.error(request, _("무엇을 살펴보았는지 적어 주십시오."))
    else:
        try:
            sign_review(month, by=authenticated_user(request), note=form.cleaned_data["note"])
        except MonthNotOverError:
            messages.error(request, _("아직 끝나지 않은 달입니다. 다음 달에 점검해 주십시오."))
        else:
            messages.success(request, _("이 달의 접속기록을 검토한 것으로 서명했습니다."))
    return redirect(f"{reverse('audit:log')}?month={month:%Y-%m}")
