"""How the version of a case stands beside another: what is live, or what was sent back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from providers.models import Case, User

from .comparison import Block
from .proposed import Proposed
from .returned import Remark


class Compared(Proposed):
    """The version of a case beside another one.

    What comes back stands beside what it said when it was sent back, for as long as that is kept;
    ``is_against_live`` puts it beside what is live, as every other. ``is_all`` shows what stays,
    too.
    """

    def __init__(
        self,
        case: Case,
        user: User,
        now: datetime,
        *,
        is_against_live: bool = False,
        is_all: bool = False,
    ) -> None:
        super().__init__(case, user, now)
        self.is_against_live, self.is_all = is_against_live, is_all

    @property
    def is_since(self) -> bool:
        """Whether it stands beside what it said when it was sent back."""
        if self.is_against_live or self.returned is None:
            return False
        return self.returned.then is not None

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside anything."""
        return self.is_since or self.is_compared

    @property
    def is_rebased(self) -> bool:
        """Whether it was brought up to date with another live version since it was sent back."""
        return self.returned.is_rebased(self.submission.based_on_id)

    @property
    def sides(self) -> tuple[str, str]:
        """What the columns of the comparison are called."""
        if self.is_since:
            return (_("Sent back"), _("Now") if self.case.is_open else _("Submitted again"))
        if self.is_audit:
            return (_("Before"), _("Live now"))
        return (_("Live") if self.case.is_open else _("Before"), _("Proposed"))

    @property
    def other_url(self) -> str:
        """Where it stands beside the other of the two that it can be compared with."""
        return self._url(not self.is_against_live, self.is_all)

    @property
    def switch_url(self) -> str:
        """Where what stays as it is stands, too, or only what changes."""
        return self._url(self.is_against_live, not self.is_all)

    def _url(self, is_against_live: bool, is_all: bool) -> str:
        query = ({"against": "live"} if is_against_live else {}) | ({"all": 1} if is_all else {})
        return reverse("desk_case", args=[self.case.pk], query=query)

    @property
    def shown(self) -> tuple[Block, ...]:
        """The comparison that the page shows."""
        return self.returned.blocks if self.is_since else self.blocks

    @property
    def changes(self) -> int:
        """How many places change what is live."""
        return sum(len(block.changed) for block in self.blocks)

    @property
    def changes_since(self) -> int:
        """How many places have changed since it was sent back."""
        return sum(len(block.changed) for block in self.returned.blocks)

    @property
    def remarks(self) -> dict[str, tuple[Remark, ...]]:
        """What was asked of it before, by the path of the row that shows the place."""
        return self.returned.remarks if self.returned else {}

    @property
    def other_remarks(self) -> list[Remark]:
        """Of these, what is beside no row of the page: of a whole part, or of what is gone."""
        beside = {row.path for block in self.shown for row in block.rows}
        return [one for path in self.remarks if path not in beside for one in self.remarks[path]]
