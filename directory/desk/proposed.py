"""What a case is about, as it waits or waited, and what it is compared with."""

from __future__ import annotations

from functools import cached_property

from providers.listing.document import Document
from providers.models import Event, SentBack, Submission

from .comparison import Block, compare
from .returned import Returned
from .shown_case import ShownCase

EMPTY: Document = {"provider": {}}


class Proposed(ShownCase):
    """The version that a case is about, beside the listing that people see or saw then."""

    @cached_property
    def submission(self) -> Submission | None:
        return self.case.submission

    @cached_property
    def sending_back(self) -> Event | None:
        """The decision that asked its author to change it, if that was the decision."""
        if self.case.is_open or self.case.outcome != Submission.State.CHANGES_REQUESTED:
            return None
        asked = Event.objects.filter(
            submission=self.submission, kind=Event.Kind.CHANGES_REQUESTED, at=self.case.closed_at
        )
        return asked.select_related("sent_back__based_on").first()

    @property
    def sent_back(self) -> SentBack | None:
        """The version as it was then, for as long as that is kept."""
        return getattr(self.sending_back, "sent_back", None)

    @cached_property
    def returned(self) -> Returned | None:
        """What it was sent back for before it came here again, if it was."""
        if self.submission is None or self.is_audit or self.is_rewritten:
            return None
        asked = Event.objects.filter(
            submission=self.submission,
            kind=Event.Kind.CHANGES_REQUESTED,
            at__lt=self.case.opened_at,
        )
        last = asked.select_related("by", "sent_back").order_by("-at", "-pk").first()
        return last and Returned(last, self.document)

    @property
    def document(self) -> Document:
        """What waits, or waited; nothing if that is not kept."""
        if self.sent_back:
            return self.sent_back.document
        return self.submission.document if self.submission and not self.is_rewritten else EMPTY

    @property
    def is_rewritten(self) -> bool:
        """Whether its author has written on in what was not kept: then nobody may read it yet."""
        row, closed = self.submission, self.case.closed_at
        if row is None or closed is None or self.sent_back:
            return False
        return row.edited_at is not None and row.edited_at > closed

    @cached_property
    def edition(self) -> Event | None:
        """What made the listing what people see now."""
        if self.case.provider is None:
            return None
        editions = Event.objects.latest_editions().select_related("submission")
        return editions.filter(provider=self.case.provider).first()

    @cached_property
    def live(self) -> Document:
        """What it is compared with: the live listing while it waits, else what it was based on."""
        if self.case.is_open and not self.is_audit:
            return self.edition.submission.document if self.edition else EMPTY
        based_on = (self.sent_back or self.submission).based_on
        return based_on.document if based_on else EMPTY

    @property
    def is_outdated(self) -> bool:
        """Whether the live listing has changed since: then it cannot be approved."""
        if not self.case.is_open or self.is_audit or self.edition is None:
            return False
        return self.submission.based_on_id != self.edition.submission_id

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return compare(self.live, self.document)

    @property
    def is_compared(self) -> bool:
        """Whether there is a listing that it is compared with: a new one stands alone.

        What passed by a rule is live itself, and only compared with what was live before it.
        """
        if self.is_audit:
            return self.submission.based_on_id is not None
        return bool(self.edition or self.submission.based_on_id)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The words that were sent back beside places: [("The practice: Website", words)]."""
        remarks = self.sending_back.after.get("remarks", {}) if self.sending_back else {}
        return [(self.named(path), words) for path, words in remarks.items()]

    def named(self, path: str) -> str:
        """Return what a place is called where it is shown, or else its path."""
        return self._names.get(path, path)

    @cached_property
    def _names(self) -> dict[str, str]:
        blocks = {block.path: block.title for block in self.blocks if block.key}
        rows = [(block, row) for block in self.blocks for row in block.rows if row.path]
        return blocks | {row.path: f"{block.title}: {row.what}" for block, row in rows}
