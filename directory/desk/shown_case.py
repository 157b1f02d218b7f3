"""A case as it is shown: where it is, and what one moderator may do with it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.utils import timezone

from providers.models import Case, User
from providers.models.case import SUBJECTS

from .words import outcome, waiting, why


class ShownCase:
    """A case at a moment, as one moderator sees it."""

    def __init__(self, case: Case, user: User, now: datetime) -> None:
        self.case, self.user, self.now = case, user, now

    @property
    def kind(self) -> str:
        return str(Case.Kind(self.case.kind).label)

    @property
    def why(self) -> str:
        return why(self.case)

    @property
    def waiting(self) -> str:
        return waiting(self.case, self.now)

    @property
    def is_late(self) -> bool:
        """Whether it was promised to be decided before today."""
        request = self.case.removal_request
        return request is not None and request.is_late(timezone.localtime(self.now).date())

    @property
    def outcome(self) -> str:
        return outcome(self.case)

    @property
    def is_taken(self) -> bool:
        return self.case.taken_until is not None and self.case.taken_until > self.now

    @property
    def is_mine(self) -> bool:
        return self.is_taken and self.case.taken_by_id == self.user.pk

    @property
    def is_others(self) -> bool:
        return self.is_taken and not self.is_mine

    @cached_property
    def is_own(self) -> bool:
        return Case.objects.filter(pk=self.case.pk).own(self.user).exists()

    @property
    def can_decide(self) -> bool:
        return self.case.is_open and not self.is_others and not self.is_own

    @property
    def can_change(self) -> bool:
        """Whether changes can be asked for, or made: what is live already is gone back on."""
        return self.can_decide and not self.is_audit

    @property
    def subject(self) -> str:
        """The name of the template that shows what it is about."""
        (name,) = (name for name in SUBJECTS if getattr(self.case, f"{name}_id"))
        return f"admin/desk/_{name}.html"

    @property
    def is_audit(self) -> bool:
        """Whether it is live already, by a written rule, and only looked at."""
        return self.case.kind == Case.Kind.AUDIT
