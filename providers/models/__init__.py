"""The catalogue's tables, one noun a file."""

from .answer import Answer
from .availability import Availability
from .coverage import Coverage
from .dated_fact import DatedFact
from .event import CatalogueVersion, Event
from .fee import Fee
from .location import Location
from .provider import FormerSlug, Provider
from .reminder import Reminder
from .removal import RemovalRequest
from .submission import Submission
from .team import Member, Team
from .treatment import Treatment
from .user import User

__all__ = [
    "Answer",
    "Availability",
    "CatalogueVersion",
    "Coverage",
    "DatedFact",
    "Event",
    "Fee",
    "FormerSlug",
    "Location",
    "Member",
    "Provider",
    "Reminder",
    "RemovalRequest",
    "Submission",
    "Team",
    "Treatment",
    "User",
]
