"""Tables of know-how: cases and what hangs on them."""

from knowhow.models.cases import NEWEST, CasePage, CaseQuerySet
from knowhow.models.details import CaseExemption, CaseResult
from knowhow.models.similar import CaseLikeZone
from knowhow.models.topics import CaseTopic
from knowhow.models.versions import CaseVersion, Entry, Part

__all__ = [
    "NEWEST",
    "CaseExemption",
    "CaseLikeZone",
    "CasePage",
    "CaseQuerySet",
    "CaseResult",
    "CaseTopic",
    "CaseVersion",
    "Entry",
    "Part",
]
