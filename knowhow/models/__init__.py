"""Tables of know-how: cases, practices, building blocks, and what hangs on them."""

from knowhow.models.building_blocks import BuildingBlock
from knowhow.models.cases import NEWEST, CasePage, CaseQuerySet
from knowhow.models.copies import KindOfText, ReturnedCopy, TakenCopy
from knowhow.models.details import CaseExemption, CaseResult
from knowhow.models.files import AttachedFile, BlockFile, CaseFile, PracticeFile
from knowhow.models.freshness import Confirmation, Freshness
from knowhow.models.libraries import LibraryExport
from knowhow.models.practices import PracticePage, PracticeQuerySet
from knowhow.models.reviews import ApprovalLink, Review, ReviewStep
from knowhow.models.similar import CaseLikeZone
from knowhow.models.terms import EvidenceGrade, Licence
from knowhow.models.topics import CaseTopic
from knowhow.models.versions import Entry, PageVersion, Part, entries_of

__all__ = [
    "NEWEST",
    "ApprovalLink",
    "AttachedFile",
    "BlockFile",
    "BuildingBlock",
    "CaseExemption",
    "CaseFile",
    "CaseLikeZone",
    "CasePage",
    "CaseQuerySet",
    "CaseResult",
    "CaseTopic",
    "Confirmation",
    "Entry",
    "EvidenceGrade",
    "Freshness",
    "KindOfText",
    "LibraryExport",
    "Licence",
    "PageVersion",
    "Part",
    "PracticeFile",
    "PracticePage",
    "PracticeQuerySet",
    "ReturnedCopy",
    "Review",
    "ReviewStep",
    "TakenCopy",
    "entries_of",
]
