"""What the floor adds to the CMS."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.accounts.models import Desk, OfficialDomain, Organisation
from portal.audit import urls as audit_urls
from portal.audit.views import SEE as LOG_RIGHT
from portal.cms_forms import mark_begun_before_first_draft
from portal.cms_people import narrow_filters_by_person
from portal.cms_reach import is_bound, own_files, own_pages, works_on_no_page
from portal.importing import urls as importing_urls
from portal.media.cms import DocumentList, read_again
from portal.media.models import PortalDocument, PortalImage
from portal.media.openness import may_open
from portal.media.placed import files_changed
from portal.outbox import urls as outbox_urls
from portal.outbox.views import RIGHT as MAIL_RIGHT
from portal.personal.cms import SEE as REGISTER_RIGHT
from portal.personal.cms import ConsentTextViews, register
from portal.personal.publishing import ACTION, REFUSED_ACTION, note_reason, refuse_in_bulk

LISTS_OF_PAGES = frozenset({"zone-pages", "cases", "practices", "announcements", "guides", "explorer"})
IMPORT_RIGHT = "portal.add_importrun"

narrow_filters_by_person()


class RightMenuItem(MenuItem):
    """Shown to who has a right."""

    def __init__(self, *args: Any, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person has the right."""
        return bool(request.user.has_perm(self.right))


class OwnImages(ImagesAdminAPIViewSet):
    """What scripts of the CMS ask of pictures: those that this person may use."""

    def get_queryset(self) -> QuerySet[PortalImage]:
        """Wagtail answers with all of them."""
        rows: QuerySet[PortalImage] = super().get_queryset()
        return rows.filter(pk__in=own_files(self.request.user, PortalImage).values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):
    """The same for documents."""

    def get_queryset(self) -> QuerySet[PortalDocument]:
        """Wagtail answers with all of them."""
        rows: QuerySet[PortalDocument] = super().get_queryset()
        return rows.filter(pk__in=own_files(self.request.user, PortalDocument).values("pk"))


@hooks.register("construct_admin_api", order=1)  # after Wagtail's own
def own_files_only(router: Any) -> None:
    """Put ours in the place of Wagtail's."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("construct_page_chooser_queryset")
def own_pages_only(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Who works in a part of the tree chooses among the pages of that part."""
    return pages.filter(pk__in=own_pages(request.user).values("pk")) if is_bound(request.user) else pages


hooks.register("before_edit_page", mark_begun_before_first_draft)


@hooks.register("before_copy_page")
def copy_needs_an_address(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's form fails where the address is blank."""
    if request.method != "POST" or request.POST.get("new_slug", "").strip():
        return None
    messages.error(request, _("사본의 주소를 적어 주십시오."))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:copy", args=[page.pk]))


@hooks.register("construct_main_menu")
def lists_of_pages_for_their_writers(request: HttpRequest, items: list[MenuItem]) -> None:
    """Who writes no page, like an auditor, is not led to their lists."""
    if works_on_no_page(request.user):
        items[:] = [item for item in items if item.name not in LISTS_OF_PAGES]


@hooks.register("construct_reports_menu")
def reports_of_own_part(request: HttpRequest, items: list[MenuItem]) -> None:
    """The report of page types names pages of the whole tree (`portal/cms_reach.py` closes it)."""
    if is_bound(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern | URLResolver]:
    """The screens of imports."""
    return [path("import/", include(importing_urls))]


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own list of documents
def document_urls() -> list[URLPattern | URLResolver]:
    """The list of documents with what search knows of them, and the order to read one again."""
    return [
        path("documents/", DocumentList.as_view()),
        path("documents/results/", DocumentList.as_view(results_only=True)),
        path("documents/<int:document_id>/read/", read_again, name="read_document_again"),
    ]


@hooks.register("before_serve_document")
def keep_unpublished_files(document: Any, request: HttpRequest) -> None:
    """A file that no public page shows is handed to who works with it alone; the others learn nothing of it."""
    if not may_open(document, request.user):
        raise Http404


@hooks.register("after_bulk_action")
def documents_moved(request: HttpRequest, kind: str, documents: Iterable[Any], action: Any) -> None:
    """Wagtail moves many documents to a collection with one update, which sends no signal."""
    files_changed(document.pk for document in documents if isinstance(document, PortalDocument))


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """The door to them."""
    return RightMenuItem(
        _("가져오기"),
        reverse("importing:runs"),
        name="import",
        icon_name="upload",
        order=900,
        right=IMPORT_RIGHT,
    )


@hooks.register("register_admin_urls")
def log_urls() -> list[URLPattern | URLResolver]:
    """The access log."""
    return [path("access-log/", include(audit_urls))]


@hooks.register("register_reports_menu_item")
def log_menu_item() -> MenuItem:
    """The door to it."""
    return RightMenuItem(
        _("접속기록"), reverse("audit:log"), name="access-log", icon_name="lock", order=900, right=LOG_RIGHT
    )


@hooks.register("register_admin_urls")
def personal_urls() -> list[URLPattern | URLResolver]:
    """The register of personal data."""
    return [path("personal-data/", register, name="personal_data_register")]


@hooks.register("register_reports_menu_item")
def personal_menu_item() -> MenuItem:
    """The door to it."""
    return RightMenuItem(
        _("개인정보 대장"),
        reverse("personal_data_register"),
        name="personal-data",
        icon_name="list-ul",
        order=910,
        right=REGISTER_RIGHT,
    )


register_snippet(ConsentTextViews)


@hooks.register("register_log_actions")
def personal_log_actions(actions: Any) -> None:
    """How the log of a page tells of a reason."""
    actions.register_action(ACTION, _("연락처 공개의 까닭"), _("연락처를 공개하는 까닭을 적음"))
    actions.register_action(
        REFUSED_ACTION, _("개인정보 때문에 예약 게시를 거둠"), _("개인정보가 있어 예약 게시를 거둠")
    )


@hooks.register("before_bulk_action")
def contact_data_in_bulk(request: HttpRequest, kind: str, pages: Iterable[Any], action: Any) -> Any:
    """Nothing that needs a reason is published without one."""
    if request.method == "POST" and kind == "publish" and action.model is Page:
        return refuse_in_bulk(request, pages)
    return None


@hooks.register("after_publish_page")
def note_reason_of_publication(request: HttpRequest, page: Any) -> None:
    """Keep why contact data was published."""
    note_reason(request, page)


@hooks.register("register_admin_urls")
def mail_urls() -> list[URLPattern | URLResolver]:
    """The mail outbox."""
    return [path("mails/", include(outbox_urls))]


@hooks.register("register_settings_menu_item")
def mail_menu_item() -> MenuItem:
    """The door to it."""
    return RightMenuItem(
        _("보낼 메일"), reverse("outbox:mails"), name="mails", icon_name="mail", order=910, right=MAIL_RIGHT
    )


@hooks.register("register_permissions")
def floor_permissions() -> QuerySet[Permission]:
    """Lets an administrator give these rights to a group."""
    rights = (
        "add_importrun",
        "view_accesslog",
        "add_accessreview",
        "change_mailoutbox",
        "view_destructionrun",
    )
    return Permission.objects.filter(content_type__app_label="portal", codename__in=rights)


class OrganisationViews(SnippetViewSet):
    """Organisations, whoever named them."""

    model = Organisation
    icon = "group"
    list_display = ["name_ko", "kind", "is_confirmed"]
    list_filter = ["kind", "is_confirmed"]
    search_fields = ["name_ko", "name_en"]


class OfficialDomainViews(SnippetViewSet):
    """Mail domains that prove an official."""

    model = OfficialDomain
    icon = "mail"
    list_display = ["domain", "organisation", "includes_subdomains"]
    search_fields = ["domain"]


class DeskViews(SnippetViewSet):
    """Posts of organisations."""

    model = Desk
    icon = "tag"
    list_display = ["name_ko", "organisation"]
    search_fields = ["name_ko"]


class PeopleGroup(SnippetViewSetGroup):
    """Shown to administrators, and to groups that were given the rights on these tables."""

    menu_label = _("기관·직위")
    menu_icon = "group"
    menu_order = 850
    items = (OrganisationViews, OfficialDomainViews, DeskViews)


register_snippet(PeopleGroup)
