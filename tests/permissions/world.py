"""Two zones with everything that hangs on a zone: one is one's own, every word of the other is a canary."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageLogEntry,
    Revision,
    Site,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
)
from wagtail.search.index import insert_or_update_object

from knowhow.models import CasePage
from portal.accounts.grants import Grant, give_role
from portal.accounts.models import RoleGrant, User
from portal.media.models import PortalDocument, PortalImage
from portal.zones.models import Zone, ZonePage
from portal.zones.operators import provide_operators
from tests.accounts.people import Person
from tests.knowhow.factories import make_case, make_province, make_zone
from tests.media.pictures import picture, upload

WORDS: Final[Mapping[str, str]] = {"own": "갉낡닭랭꽑", "other": "팕핡갊낢꽑"}
"""Words that stand in no dictionary, in every name and text of a zone."""
NOWHERE: Final = 999_999
"""A number that nothing has."""
OF_PLACES: Final[tuple[type[Model], ...]] = (
    *(Page, ZonePage, CasePage, Revision, WorkflowState, TaskState, PortalImage, PortalDocument),
    *(Collection, PageLogEntry, Zone),
)


@dataclass(frozen=True)
class Place:
    """A zone and what belongs to it."""

    word: str
    zone: Zone
    page: ZonePage
    case: CasePage
    draft: CasePage
    collection: Collection
    image: PortalImage
    document: PortalDocument
    task_state: TaskState

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """The numbers of its pages."""
        return (self.page.pk, self.case.pk, self.draft.pk)

    def number_of(self, table: str) -> int:
        """One of its rows in this table, as bulk actions name it."""
        things: dict[str, Any] = {"wagtailcore/page": self.case, "portal/portalimage": self.image}
        return int(things.get(table, self.document).pk)

    def values(self, pattern: str) -> dict[str, object]:
        """What the names in a pattern of the CMS stand for."""
        case = self.draft if "workflow" in pattern else self.case
        revision = case.latest_revision
        assert revision is not None
        return {
            "page_id": case.pk,
            "number": 1,
            "page_to_move_id": case.pk,
            "object_id": case.pk,
            "parent_page_id": self.page.pk,
            "destination_id": self.page.pk,
            "page_pk": self.page.pk,
            "revision_id": revision.pk,
            "task_id": self.task_state.task_id,
            "task_state_id": self.task_state.pk,
            "workflow_pk": 1,
            "workflow_state_id": self.task_state.workflow_state_id,
            "document_id": self.document.pk,
            "document_filename": self.document.filename,
            "doc_id": self.document.pk,
            "image_id": self.image.pk,
            "collection_id": self.collection.pk,
            "pk": self._pk(pattern),
            "restriction_id": _first(CollectionViewRestriction) or 0,
            **OF_CASES,
        }

    def _pk(self, pattern: str) -> int:
        for part, thing in (
            ("pages/", self.case),
            ("images/", self.image),
            ("documents/", self.document),
            ("collections/", self.collection),
        ):
            if part in pattern:
                return int(thing.pk)
        model = _table_of(pattern)
        return (model and _first(model)) or int(self.zone.pk)


def _first(model: type[Model]) -> int | None:
    """The number of a row that stands: which one it is depends on what was written and undone before."""
    return model._default_manager.order_by("pk").values_list("pk", flat=True).first()


OF_ADMINISTRATORS: Final[Mapping[str, type[Model]]] = {
    "cms/users/": User,
    "cms/groups/": Group,
    "cms/locales/": Locale,
    "cms/sites/": Site,
    "cms/workflows/tasks/": Task,
    "cms/workflows/": Workflow,
}


def _table_of(pattern: str) -> type[Model] | None:
    """The table whose rows an address of the CMS names, where nobody's zone has to do with it."""
    for part, model in OF_ADMINISTRATORS.items():
        if pattern.startswith(part):
            return model
    snippet = re.match(r"cms/snippets/(?:choose/)?(\w+)/(\w+)/", pattern)
    return apps.get_model(snippet[1], snippet[2]) if snippet else None


OF_CASES: Final[Mapping[str, object]] = {
    "content_type_app_name": "knowhow",
    "content_type_model_name": "casepage",
    "app_label": "knowhow",
    "model_name": "casepage",
    "app_name": "taggit",
    "action_name": "approve",
    "action": "delete",
    "filter_spec": "width-100",
    "mode": "x",
    "session_id": 1,
    "uploaded_file_id": 1,
    "page_view_restriction_id": 1,
    "content_type_id": 1,
    "redirect_id": 1,
    "translation_id": 1,
    "translation_source_id": 1,
    "string_segment_id": 1,
    "overridable_segment_id": 1,
    "uidb64": "x",
    "token": "x",
}
"""What is the same for every zone."""


def make_place(which: str, *, code: str) -> Place:
    """A zone with a case whose changes nobody has seen, a case that waits for a yes, and files."""
    word = WORDS[which]
    zone = make_zone(f"{word} 특구", slug=f"zone-{which}", province=make_province(code, f"{word}도"))
    provide_operators(zone)
    page = ZonePage.objects.get(zone=zone)
    page.save_revision()
    case = make_case(f"{word} 사례", zone=zone)
    case.summary_ko = f"{word} 고치는 중"
    case.save_revision()
    draft = make_case(f"{word} 초안", zone=zone, live=False)
    draft.save_revision()
    collection = Collection.objects.get(name=f"zone:{zone.pk}")
    image = PortalImage.objects.create(title=f"{word} 사진", file=upload(picture()), collection=collection)
    file = ContentFile(word.encode(), f"{which}.txt")
    document = PortalDocument.objects.create(title=f"{word} 문서", file=file, collection=collection)
    for thing in (page, case, draft, image, document):
        insert_or_update_object(thing)  # else the CMS's own search would find none of them
    return Place(word, zone, page, case, draft, collection, image, document, _begin_review(draft))


def _begin_review(page: CasePage) -> TaskState:
    workflow = Workflow.objects.filter(active=True).first() or Workflow.objects.create(name="검토")
    task = Task.objects.filter(active=True).first() or Task.objects.create(name="확인")
    state = WorkflowState.objects.create(
        workflow=workflow,
        content_type=ContentType.objects.get_for_model(type(page)),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
    )
    begun = TaskState.objects.create(
        workflow_state=state, revision=page.latest_revision, task=task, started_at=timezone.now()
    )
    state.current_task_state = begun
    state.save(update_fields=["current_task_state"])
    return begun


def give(person: Person, role: str, scope: str, number: int | None = None) -> RoleGrant:
    """A role, as an administrator gives it."""
    grant = Grant(role=role, scope=scope, number=number, user=person.user)
    return give_role(grant, by=None, reason="시험")


def state_of_places() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what belongs to zones, to be compared with a later one."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in OF_PLACES
    }


def holds(text: str, word: str) -> bool:
    """Whether a word stands in an answer, as it is or as JSON writes it."""
    return word in text or json.dumps(word).strip('"') in text
