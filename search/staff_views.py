"""The page in the CMS where staff see how the index does, and have it examined, repaired, rebuilt or taken back."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from search import runs
from search.jobs import run as run_job
from search.models import IndexRun
from search.state import index_state

VIEW_RIGHT = "search.view_indexrun"
ORDER_RIGHT = "search.add_indexrun"
REFRESH_SECONDS = "3"


@permission_required(VIEW_RIGHT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show it; while something is being done, the browser asks again by itself, with or without scripts."""
    state = index_state()
    context = {"state": state, "may_order": request.user.has_perm(ORDER_RIGHT), "kinds": IndexRun.Kind}
    response = render(request, "wagtailadmin/search/index.html", context)
    if state.open_run:
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


@permission_required(ORDER_RIGHT)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Let the worker do what the button says."""
    kind = request.POST.get("kind", "")
    if kind not in IndexRun.Kind.values:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if not request.user.is_authenticated:
        raise PermissionDenied
    try:
        runs.order(kind, run_job, by=request.user)
    except runs.AlreadyAtWorkError:
        messages.warning(request, _("이미 하고 있는 작업이 있습니다. 끝난 다음에 다시 시켜 주십시오."))
    else:
        messages.success(request, _("작업을 시켰습니다. 화면을 닫아도 이어집니다."))
    return redirect("search-index:index")
