"""What a case is about, as it waits or waited, and what it is compared with."""

from __future__ import annotations

from functools import cached_property

from providers.listing.document import Document
from providers.models import Event, Submission

from .comparison import Block, compare
from .standing import Standing

EMPTY: Document = {"provider": {}}


class Proposed(Standing):
    """The version that a case is about, beside the listing that people see or saw then."""

    @cached_property
    def submission(self) -> Submission | None:
        return self.case.submission

    @cached_property
    def sent_back(self) -> Document:
        """What the history keeps of a version whose author was asked to change it; mostly {}.

        With its ``document``, what it was ``based_on``, and the ``remarks`` beside its places.
        """
        if self.case.is_open or self.case.outcome != Submission.State.CHANGES_REQUESTED:
            return {}
        asked = Event.objects.filter(
            submission=self.submission, kind=Event.Kind.CHANGES_REQUESTED, at=self.case.closed_at
        )
        return asked.values_list("after", flat=True).first() or {}

    @property
    def document(self) -> Document:
        """What waits, or waited."""
        if "document" in self.sent_back:
            return self.sent_back["document"]
        return self.submission.document if self.submission else EMPTY

    @property
    def is_rewritten(self) -> bool:
        """Whether its author has written on in what was not kept: then nobody may read it yet."""
        row, closed = self.submission, self.case.closed_at
        if row is None or closed is None or "document" in self.sent_back:
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
        based_on = self.submission.based_on
        if "based_on" in self.sent_back:
            based_on = Submission.objects.filter(pk=self.sent_back["based_on"]).first()
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
        remarks = self.sent_back.get("remarks", {})
        return [(self.named(path), words) for path, words in remarks.items()]

    def named(self, path: str) -> str:
        """Return what a place is called where it is shown, or else its path."""
        return self._names.get(path, path)

    @cached_property
    def _names(self) -> dict[str, str]:
        blocks = {block.path: block.title for block in self.blocks if block.key}
        rows = [(block, row) for block in self.blocks for row in block.rows if row.path]
        return blocks | {row.path: f"{block.title}: {row.what}" for block, row in rows}
