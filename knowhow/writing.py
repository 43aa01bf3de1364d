"""Drafts written in the portal's own form: the same drafts that the CMS keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Revision

from knowhow.actions import ReviewRefusedError
from knowhow.anonymity import forget_former_embargo, no_files_of_anonymous
from knowhow.kinds import KnowhowPage
from knowhow.models import CaseExemption, CaseFile, CasePage, CaseResult, PracticeFile, Review
from portal.accounts.models import User
from portal.policies import may
from portal.zones.models import Zone

UNPUBLISHED_FILES = "knowhow-drafts"
"""The collection of files that nobody but their page may hand out; publishing takes them out of it."""


class StaleDraftError(ReviewRefusedError):
    """Somebody else saved the text meanwhile."""


class UnfitDraftError(ReviewRefusedError):
    """The page itself refuses what was typed, draft or not: an anonymous case that names its zone."""

    def __init__(self, problem: ValidationError) -> None:
        super().__init__(" ".join(problem.messages))
        self.by_field: dict[str, list[str]] = problem.message_dict


@dataclass(frozen=True)
class DraftValues:
    """What was typed: plain fields, steps, results and exemptions in their order. Each row may name the one it was before.

    None leaves the rows of the draft alone: a form that was opened before it asked for them, a copy without their table.
    """

    fields: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]] | None = field(default=())
    results: Sequence[Mapping[str, Any]] | None = field(default=())
    exemptions: Sequence[Mapping[str, Any]] | None = None


@transaction.atomic
def begin_draft(kind: type[KnowhowPage], title: str, *, zone: Zone, by: User) -> KnowhowPage:
    """A new page below the zone's, unpublished, with nothing but its title."""
    if not may(by, "write for", zone):
        raise ReviewRefusedError(_("이 특구의 글을 쓸 수 없습니다."))
    page: KnowhowPage = kind(
        title=title, draft_title=title, slug=_free_slug(zone, title), live=False, owner=by
    )
    zone.page.add_child(instance=page)
    page.save_revision(user=by)
    return page


@transaction.atomic
def save_draft(
    page: KnowhowPage, values: DraftValues, *, by: User, base: str, overwrites: bool = False
) -> Revision:
    """Keep what was typed as the newest draft.

    Raises `StaleDraftError` where another's is newer than `base`, `UnfitDraftError` for what the page refuses.
    """
    newest = _newest(page, by=by, base=base)
    draft: Any = page.get_latest_revision_as_object()
    forget_former_embargo(draft, values.fields)
    for name, value in values.fields.items():
        setattr(draft, name, value)
    if values.steps is not None:
        draft.steps = _steps(draft, values.steps)
    if type(page) is CasePage and values.results is not None:
        draft.results = _results(draft, values.results)
    _set_exemptions(draft, values.exemptions)
    is_free = newest is not None and newest.user_id == by.pk and newest.pk != page.live_revision_id
    replaced = (
        newest if overwrites and is_free and not Review.objects.filter(revision=newest).exists() else None
    )
    return _kept(draft, by=by, replaced=replaced)


@transaction.atomic
def attach_file(page: KnowhowPage, file: Any, values: Mapping[str, Any], *, by: User) -> None:
    """Add a file to the draft. It stays closed until the draft is published."""
    _newest(page, by=by, base="")
    draft: Any = page.get_latest_revision_as_object()
    _refuse_what_names(draft)
    document = get_document_model()(
        title=values["title_ko"], file=file, uploaded_by_user=by, collection=_closed_collection()
    )
    document.save()
    model = CaseFile if isinstance(page, CasePage) else PracticeFile
    draft.files = [*draft.files.all(), model(document=document, sort_order=draft.files.count(), **values)]
    _kept(draft, by=by)


@transaction.atomic
def detach_file(page: KnowhowPage, document_pk: int, *, by: User) -> None:
    """Take a file off the draft; what was published keeps it until the draft is."""
    _newest(page, by=by, base="")
    draft: Any = page.get_latest_revision_as_object()
    draft.files = [row for row in draft.files.all() if row.document_id != document_pk]
    _kept(draft, by=by)


def open_published_files(page: KnowhowPage) -> None:
    """Take the looked-through files of a published page out of the closed collection."""
    checked = [row.document_id for row in page.files.all() if row.is_checked]
    closed = get_document_model().objects.filter(pk__in=checked, collection__name=UNPUBLISHED_FILES)
    closed.update(collection=Collection.get_first_root_node())


def _kept(draft: Any, *, by: User, replaced: Revision | None = None) -> Revision:
    try:
        revision: Revision = draft.save_revision(user=by, overwrite_revision=replaced)
    except ValidationError as problem:
        raise UnfitDraftError(problem) from problem
    return revision


def _refuse_what_names(draft: Any) -> None:
    """Before anything is stored: a page that would be refused leaves no file behind."""
    if getattr(draft, "is_anonymous", False):
        raise ReviewRefusedError(no_files_of_anonymous())


def _newest(page: KnowhowPage, *, by: User, base: str) -> Revision | None:
    if not may(by, "write", page):
        raise ReviewRefusedError(_("이 글을 고칠 수 없습니다."))
    newest: Revision | None = page.get_latest_revision()
    if base and newest is not None and str(newest.pk) != base and newest.user_id != by.pk:
        raise StaleDraftError(
            _(
                "그사이 다른 사람이 이 글을 저장했습니다. 적으신 것은 아래에 그대로 있습니다. 새 창에서 저장된 글을 보고 옮겨 적어 주십시오."
            )
        )
    return newest


def _steps(draft: Any, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps as typed; a row that stood before keeps what this form does not show."""
    standing = {block.id: dict(block.value) for block in draft.steps}
    return [
        {
            "type": "step",
            "value": standing.get(row["kept"], {})
            | {name: text for name, text in row.items() if name != "kept"},
        }
        for row in rows
    ]


def _results(draft: CasePage, rows: Sequence[Mapping[str, Any]]) -> list[CaseResult]:
    standing = list(draft.results.all())
    kept = []
    for position, row in enumerate(rows):
        number = str(row["kept"])
        is_known = number.isdecimal() and int(number) < len(standing)
        result = standing[int(number)] if is_known else CaseResult()
        for name, text in row.items():
            if name != "kept":
                setattr(result, name, text)
        result.sort_order = position
        kept.append(result)
    return kept


def _set_exemptions(draft: Any, rows: Sequence[Mapping[str, Any]] | None) -> None:
    if rows is None:
        return
    if type(draft) is CasePage:
        draft.exemption_uses = _uses(draft, rows)  # type: ignore[misc]  # a manager of drafts, not a class variable
    else:
        draft.exemptions = list(dict.fromkeys(row["exemption"] for row in rows if row.get("exemption")))


def _uses(draft: CasePage, rows: Sequence[Mapping[str, Any]]) -> list[CaseExemption]:
    """The exemptions as typed: an article where one was chosen, else the act, else the words alone."""
    standing = list(draft.exemption_uses.all())
    kept = []
    for row in rows:
        number = str(row["kept"])
        is_known = number.isdecimal() and int(number) < len(standing)
        use = standing[int(number)] if is_known else CaseExemption()
        use.text_as_read, use.exemption = row.get("text_as_read", ""), row.get("exemption")
        use.act = None if use.exemption else row.get("act")
        Level = CaseExemption.Level  # noqa: N806  (a class)
        use.level = Level.ARTICLE if use.exemption else Level.ACT if use.act else Level.UNRESOLVED
        kept.append(use)
    return kept


@transaction.atomic
def attach_picture(page: KnowhowPage, file: Any, values: Mapping[str, Any], *, by: User) -> None:
    """Add a picture to the story of the draft."""
    _newest(page, by=by, base="")
    draft: Any = page.get_latest_revision_as_object()
    _refuse_what_names(draft)
    root = Collection.get_first_root_node()
    own = root.get_children().filter(name=f"zone:{page.zone_id}").first()
    image = get_image_model()(
        title=values["alt_text"], file=file, uploaded_by_user=by, collection=own or root
    )
    image.save()
    shown = {"image": image.pk, "decorative": False, "alt_text": values["alt_text"]}
    block = {"type": "image", "value": {"image": shown, "caption": values["caption"]}}
    draft.body = [*draft.body.get_prep_value(), block]
    _kept(draft, by=by)


@transaction.atomic
def detach_picture(page: KnowhowPage, block_id: str, *, by: User) -> None:
    """Take a picture out of the draft's story; what was published keeps it until the draft is."""
    _newest(page, by=by, base="")
    draft: Any = page.get_latest_revision_as_object()
    draft.body = [block for block in draft.body.get_prep_value() if block["id"] != block_id]
    _kept(draft, by=by)


def pictures_of(draft: Any) -> list[tuple[str, str, str]]:
    """The pictures of a draft's story: block, what it shows, caption."""
    return [
        (
            block.id,
            block.value["image"].contextual_alt_text or block.value["image"].title,
            block.value["caption"],
        )
        for block in draft.body
        if block.block_type == "image" and block.value["image"] is not None
    ]


def _closed_collection() -> Collection:
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=UNPUBLISHED_FILES).first()
    if found is None:
        found = root.add_child(name=UNPUBLISHED_FILES)
        CollectionViewRestriction.objects.create(
            collection=found, restriction_type=CollectionViewRestriction.GROUPS
        )
    return found


def _free_slug(zone: Zone, title: str) -> str:
    base = slugify(title, allow_unicode=True)[:200] or "draft"
    taken = set(zone.page.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )
