"""The catalogue's tables, one noun a file."""

from .answer import Answer
from .audit import Audit, AuditedListing
from .availability import Availability
from .bulk_change import BulkChange
from .case import Case
from .claim import Claim
from .coverage import Coverage
from .dated_fact import DatedFact
from .event import CatalogueVersion, Event
from .fee import Fee
from .finding import Finding
from .guide_note import GuideNote
from .interrupted_form import InterruptedForm
from .invitation import Invitation
from .location import Location
from .nppes import NppesFile, NppesOrganization
from .proof import Proof
from .provider import FormerSlug, Provider
from .reminder import Reminder
from .removal import RemovalRequest
from .report import Report
from .sent_back import SentBack
from .submission import Submission
from .team import Member, Team
from .treatment import Treatment
from .user import User
from .written_rule import WrittenRule

__all__ = [
    "Answer",
    "Audit",
    "AuditedListing",
    "Availability",
    "BulkChange",
    "Case",
    "CatalogueVersion",
    "Claim",
    "Coverage",
    "DatedFact",
    "Event",
    "Fee",
    "Finding",
    "FormerSlug",
    "GuideNote",
    "InterruptedForm",
    "Invitation",
    "Location",
    "Member",
    "NppesFile",
    "NppesOrganization",
    "Proof",
    "Provider",
    "Reminder",
    "RemovalRequest",
    "Report",
    "SentBack",
    "Submission",
    "Team",
    "Treatment",
    "User",
    "WrittenRule",
]
