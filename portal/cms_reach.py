"""Who works in one part of the tree sees that part of the CMS: a net under every address that names a page or a file.

Wagtail asks for rights where it changes something, but shows titles on the way there: in choosers, confirmations, bulk
actions and reports. Here the numbers in an address are looked at before its view runs, so a view that is added later is
covered, too. Administrators, and whoever works in the whole tree, pass.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from portal.accounts.middleware import CMS_ROUTE
from portal.media.models import PortalDocument, PortalImage

CLOSED: Final = ("wagtailadmin_error_test",)
"""Addresses that only the makers of Wagtail need: they fail on purpose."""
OF_THE_WHOLE_TREE: Final = (
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
)
"""Reports that name a page of every kind, whosever it is."""
SNIPPET_CHOOSERS: Final = "wagtailsnippetchoosers_"
TRANSLATIONS: Final = "wagtail_localize:"
OPEN_TRANSLATIONS: Final = "wagtail_localize:javascript_catalog"
"""Pages below a zone stand once, without translations; what is translated belongs to the editors."""

PAGE_TOOLS: Final = (
    *(
        "wagtailadmin_pages:",
        "wagtailadmin_choose_",
        "wagtailadmin_tag_",
        "wagtailadmin_api:",
        "wagtailembeds:",
    ),
    *(
        "wagtailadmin_workflows:task_chooser",
        "wagtailadmin_workflows:task_chosen",
        "wagtailadmin_editing_sessions:",
    ),
    *("wagtailadmin_block_preview", "wagtailadmin_reports:", SNIPPET_CHOOSERS),
    *("announcements:", "guides:", "cases:", "practices:", "zone-pages:"),
    *("wagtailimages_chooser:", "wagtaildocs_chooser:"),
)
"""What pages are written with: closed to who writes none, like auditors."""

GUARDED: Final = (*PAGE_TOOLS, *OF_THE_WHOLE_TREE, TRANSLATIONS)
"""Addresses that are looked at though they name no row. Others cost no question."""

PAGE_WORDS: Final = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
ASKED_PAGES: Final = (
    *("parent_page_id", "child_of", "descendant_of", "parent", "childOf", "destination", "target_pages[]"),
    *("chooser", "new_parent_page"),
)
"""Names under which a query or a form tells the number of a page."""
PAGE_VIEWS: Final = ("wagtailadmin_pages:", "wagtailadmin_api:pages", "wagtailadmin_choose_page")
FILE_WORDS: Final[Mapping[str, type[Model]]] = {
    "image_id": PortalImage,
    "document_id": PortalDocument,
    "doc_id": PortalDocument,
}
FILE_VIEWS: Final[Mapping[str, type[Model]]] = {
    "wagtailimages": PortalImage,
    "wagtaildocs": PortalDocument,
    "wagtailadmin_api:images": PortalImage,
    "wagtailadmin_api:documents": PortalDocument,
}
FILE_RIGHTS: Final = frozenset({"change", "delete", "choose"})
TABLE_RIGHTS: Final = frozenset({"add", "change", "delete", "view"})
DEPTH_OF_HOME: Final = 2

SUBJECTS: Final[Mapping[str, type[Model]]] = {
    model._meta.label_lower: model for model in (Page, PortalImage, PortalDocument)
}

type Named = tuple[type[Model], int]


class CmsReachMiddleware:
    """Refuses, as Wagtail does, what lies outside the part of the tree that a person works in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is made when the view is known."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002  (Django's signature)
        args: Sequence[Any],  # noqa: ARG002  (the same)
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """None lets the view run."""
        match = request.resolver_match
        if match is None or not match.route.startswith(CMS_ROUTE) or not request.user.is_authenticated:
            return None
        if match.view_name in CLOSED:
            raise Http404
        named = list(_named(request, match, kwargs))
        if not named and not match.view_name.startswith(GUARDED):
            return None
        if request.user.is_superuser or not is_bound(request.user):
            return None
        if match.view_name == "wagtailadmin_choose_page":
            return _begin_at_own_part(request)
        if _is_closed(request.user, match) or not _within(request.user, named):
            return _refused(request)
        return None


def is_bound(user: Any) -> bool:
    """Whether this person works in a part of the tree alone, or in none of it."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    return root is None or root.depth > DEPTH_OF_HOME


def works_on_no_page(user: Any) -> bool:
    """Whether this person writes no page at all, like an auditor."""
    return policy_registry.get_by_type(Page).explorable_root_instance(user) is None


def own_pages(user: Any) -> QuerySet[Page]:
    """The pages that this person may look at in the CMS."""
    policy = policy_registry.get_by_type(Page)
    nothing: QuerySet[Page] = Page.objects.none()
    return nothing if works_on_no_page(user) else policy.explorable_instances(user)


def own_files(user: Any, model: type[Model]) -> QuerySet[Any]:
    """The pictures or documents that this person may use or change in the CMS."""
    files: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
        user, FILE_RIGHTS
    )
    return files


def _refused(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = permission_denied(request)
    return answer


def _begin_at_own_part(request: HttpRequest) -> HttpResponse:
    """The chooser of pages begins where this person's pages do, not at the root."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
    if root is None:
        return _refused(request)
    address = reverse("wagtailadmin_choose_page_child", args=[root.pk])
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _is_closed(user: Any, match: ResolverMatch) -> bool:
    """Reports of the whole tree, translations, and choosers of tables that are no part of a page."""
    name = match.view_name
    if name.startswith(PAGE_TOOLS) and works_on_no_page(user):
        return True
    if name in OF_THE_WHOLE_TREE:
        return True
    if name.startswith(TRANSLATIONS):
        return name != OPEN_TRANSLATIONS
    if not name.startswith(SNIPPET_CHOOSERS):
        return False
    app, _underscore, table = name.partition(":")[0].removeprefix(SNIPPET_CHOOSERS).rpartition("_")
    model = apps.get_model(app, table)
    policy = policy_registry.get_by_type(model)
    return model not in _tables_of_pages() and not policy.user_has_any_permission(user, TABLE_RIGHTS)


def _tables_of_pages() -> set[type[Model]]:
    """Tables that a page chooses rows of: whoever writes the page may look through them."""
    return {
        field.related_model
        for page in get_page_models()
        for model in (page, *(child.related_model for child in page._meta.related_objects))
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
    }


def _within(user: Any, named: Iterable[Named]) -> bool:
    """Whether every row named lies in this person's part."""
    numbers: dict[type[Model], set[int]] = {}
    for model, number in named:
        numbers.setdefault(model, set()).add(number)
    return all(
        (own_pages(user) if model is Page else own_files(user, model)).filter(pk__in=wanted).count()
        == len(wanted)
        for model, wanted in numbers.items()
    )


def _named(request: HttpRequest, match: ResolverMatch, kwargs: Mapping[str, Any]) -> Iterator[Named]:
    """The pages and files that the address, its query and the form name by number."""
    for word in PAGE_WORDS:
        yield from _numbers(Page, [kwargs.get(word)])
    for word, model in FILE_WORDS.items():
        yield from _numbers(model, [kwargs.get(word)])
    for word in ASKED_PAGES:
        yield from _numbers(Page, [*request.GET.getlist(word), *request.POST.getlist(word)])
    subject = _subject(match, kwargs)
    if subject is not None:
        yield from _numbers(subject, [kwargs.get("pk"), *request.GET.getlist("id")])


def _subject(match: ResolverMatch, kwargs: Mapping[str, Any]) -> type[Model] | None:
    """What `pk` and `id` are numbers of."""
    if match.view_name == "wagtail_bulk_action":
        label = f"{kwargs['app_label']}.{kwargs['model_name']}".lower()
        return SUBJECTS.get(label)
    if match.view_name.startswith(PAGE_VIEWS):
        page: type[Model] = Page
        return page
    return next((model for name, model in FILE_VIEWS.items() if match.view_name.startswith(name)), None)


def _numbers(model: type[Model], values: Iterable[Any]) -> Iterator[Named]:
    yield from ((model, int(value)) for value in values if str(value).isdecimal())
