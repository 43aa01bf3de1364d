"""Personal data in the CMS: the register with what each night removed, and the consent texts."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.personal.models import ConsentText, DestructionRun, Erasure
from portal.personal.registry import rules

SEE = "portal.view_destructionrun"


@permission_required(SEE)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The inventory: each rule with its last run. It shows no person's data."""
    latest: dict[str, DestructionRun] = {}
    for run in DestructionRun.objects.order_by("-ran_at", "-pk")[: 3 * len(rules())]:
        latest.setdefault(run.rule, run)
    lines = [(rule, latest.get(rule.key)) for rule in rules()]
    context = {"lines": lines, "waiting": Erasure.objects.filter(done_at=None).count()}
    return render(request, "wagtailadmin/personal/register.html", context)


class ConsentTextViews(SnippetViewSet):
    """Versions are added; the form refuses to change one."""

    model = ConsentText
    icon = "doc-full"
    menu_label = _("동의서")
    inspect_view_enabled = True
    copy_view_enabled = True
    list_display: ClassVar[list[str]] = ["title_ko", "kind", "version", "is_required", "created_at"]
    list_filter: ClassVar[list[str]] = ["kind"]
