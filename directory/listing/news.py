"""What has changed in the listing that people see since a version of it was begun."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from providers.listing.document import Document

from .differences import Difference, differences


@dataclass(frozen=True)
class News:
    """One change of what people see; ``is_yours``, if the version changes the same."""

    difference: Difference
    is_yours: bool

    @property
    def name(self) -> str:
        return self.difference.name


def news(base: Document, mine: Document, live: Document) -> list[News]:
    """Return what ``live`` changes of ``base``, with whether ``mine`` says otherwise too."""
    own = differences(base, mine)
    return [
        News(one, is_yours=any(_meets(one, other) for other in own))
        for one in differences(base, live)
    ]


def _meets(one: Difference, other: Difference) -> bool:
    """Say whether two changes are of one thing, and make it say two things."""
    whole = _("The whole of it")
    is_one = one.where == other.where and (
        one.what == other.what or whole in (one.what, other.what)
    )
    return is_one and one.after != other.after
