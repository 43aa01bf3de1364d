"""Whether a text may go out: what it lacks, and what must not stand in it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from knowhow.models import CasePage, PracticePage
from knowhow.snapshots import snapshot
from portal.media.file_texts import texts_of_documents
from portal.personal_numbers import Found, find, summary

REQUIRED_TO_PUBLISH: dict[type, tuple[str, ...]] = {
    CasePage: ("summary_ko",),
    PracticePage: ("summary_ko", "purpose_ko", "steps"),
}
REQUIRED: dict[type, tuple[str, ...]] = {
    CasePage: ("title", "summary_ko", "action_ko"),
    PracticePage: ("title", "summary_ko", "purpose_ko", "steps"),
}


def missing_parts(page: CasePage | PracticePage) -> list[str]:
    """The names of the fields that a submission needs and this text lacks."""
    needed: list[Any] = [page._meta.get_field(name) for name in REQUIRED[type(page)]]
    missing = [str(field.verbose_name) for field in needed if not getattr(page, field.name)]
    return missing if page.source_url or page.source_note else [*missing, _("출처나 출처 메모")]


def lacking_to_publish(page: CasePage | PracticePage) -> list[str]:
    """What the CMS asks of a text that goes out; bulk actions and workflows show no form that would."""
    needed: list[Any] = [page._meta.get_field(name) for name in REQUIRED_TO_PUBLISH[type(page)]]
    return [str(field.verbose_name) for field in needed if not getattr(page, field.name)]


def problems(page: CasePage | PracticePage) -> list[str]:
    """Why this text cannot be submitted or published; each says what to do."""
    found = []
    if missing := missing_parts(page):
        found.append(_("적지 않은 것이 있습니다: %(names)s") % {"names": ", ".join(missing)})
    grave = [item for item in numbers_in(page) if not item.kind.is_soft]
    if grave:
        found.append(
            _("공개할 수 없는 개인정보가 있습니다: %(found)s. 지우고 다시 제출해 주십시오.")
            % {"found": summary(grave)}
        )
    return found


def contacts_in(page: CasePage | PracticePage) -> str:
    """Telephones and addresses that a reviewer should look at; blank where there are none."""
    soft = [item for item in numbers_in(page) if item.kind.is_soft]
    return summary(soft) if soft else ""


def numbers_in(page: CasePage | PracticePage) -> list[Found]:
    """Every personal number in the texts and the files of a page."""
    return [item for text in _texts(page) for item in find(text)]


def _texts(page: CasePage | PracticePage) -> Iterator[str]:
    for rows in snapshot(page).values():
        for row in rows:
            yield from (text for text, _is_korean in row["parts"] if not text.startswith("http"))
    yield from texts_of_documents([row.document_id for row in page.files.all()])
