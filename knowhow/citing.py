"""How a version of a case or a practice is cited: as Korean official documents do, as BibTeX, and by its bare address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.models import PageVersion

BIBTEX_ESCAPES = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {sign: f"\\{sign}" for sign in "{}$&#%_"}
)
SENTENCES = {
    "case": gettext_lazy(
        "%(author)s, 「%(title)s」, 한마당 사례 %(page)s, 제%(number)s판(%(day)s), %(address)s"
    ),
    "practice": gettext_lazy(
        "%(author)s, 「%(title)s」, 한마당 실무 안내 %(page)s, 제%(number)s판(%(day)s), %(address)s"
    ),
}


@dataclass(frozen=True)
class Citation:
    """One version in each style. All name the version and its date."""

    sentence: str
    bibtex: str
    address: str


def citation_of(version: PageVersion, *, kind: str, title: str, author: str) -> Citation:
    """Cite a version of this kind of page (`knowhow.kinds`), in the language in force."""
    day = version.made_on
    address = settings.SITE_URL + version.get_absolute_url()
    sentence = SENTENCES[kind] % {
        "author": author,
        "title": title,
        "page": version.page_id,
        "number": version.number,
        "day": f"{day.year}. {day.month}. {day.day}.",
        "address": address,
    }
    lines = (
        f"@misc{{hanmadang-{kind}-{version.page_id}-v{version.number},",
        f"  author = {{{{{_escaped(author)}}}}},",
        f"  title = {{{{{_escaped(title)}}}}},",
        f"  year = {{{day.year}}},",
        f"  note = {{{_('한마당')}, version {version.number}, {day.isoformat()}}},",
        f"  url = {{{address}}}",
        "}",
    )
    return Citation(sentence, "\n".join(lines), address)


def newest_citation(
    versions: Iterable[PageVersion], *, kind: str, title: str, author: str
) -> Citation | None:
    """How to cite the first of these that was not withdrawn."""
    newest = next((version for version in versions if version.withdrawn_at is None), None)
    return citation_of(newest, kind=kind, title=title, author=author) if newest else None


def _escaped(text: str) -> str:
    return " ".join(text.translate(BIBTEX_ESCAPES).split())
