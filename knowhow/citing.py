"""How a version of a case is cited: as Korean official documents do, as BibTeX, and by its bare address."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from knowhow.models import CaseVersion

BIBTEX_ESCAPES = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {sign: f"\\{sign}" for sign in "{}$&#%_"}
)


@dataclass(frozen=True)
class Citation:
    """One version in each style. All name the version and its date."""

    sentence: str
    bibtex: str
    address: str


def citation_of(version: CaseVersion, *, title: str, author: str) -> Citation:
    """Cite a version, in the language in force."""
    day = version.made_on
    address = settings.SITE_URL + version.get_absolute_url()
    sentence = _("%(author)s, 「%(title)s」, 한마당 사례 %(case)s, 제%(number)s판(%(day)s), %(address)s") % {
        "author": author,
        "title": title,
        "case": version.case_id,
        "number": version.number,
        "day": f"{day.year}. {day.month}. {day.day}.",
        "address": address,
    }
    lines = (
        f"@misc{{hanmadang-case-{version.case_id}-v{version.number},",
        f"  author = {{{{{_escaped(author)}}}}},",
        f"  title = {{{{{_escaped(title)}}}}},",
        f"  year = {{{day.year}}},",
        f"  note = {{{_('한마당')}, version {version.number}, {day.isoformat()}}},",
        f"  url = {{{address}}}",
        "}",
    )
    return Citation(sentence, "\n".join(lines), address)


def _escaped(text: str) -> str:
    return " ".join(text.translate(BIBTEX_ESCAPES).split())
