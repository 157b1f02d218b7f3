"""How much a criterion matters to a person, and what that is worth."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from providers.vocabulary import Explained


class Importance(Explained):
    """What a person says of a criterion. The values stand in addresses."""

    MUST = (
        "must",
        _("Only treatments that are known to meet it are shown. It is worth four points."),
        _("Must have"),
    )
    MUCH = "3", _("Worth three points if it is met."), _("Would like a lot")
    LIKE = "2", _("Worth two points if it is met."), _("Would like")
    LITTLE = "1", _("Worth one point if it is met."), _("Would like a little")
    NO = "no", _("It counts for nothing."), _("Does not matter")

    @property
    def points(self) -> int:
        """What a treatment gains by meeting it. To fail, or not to have said, gains nothing."""
        return POINTS[self]

    @property
    def is_wish(self) -> bool:
        return self in WISHES


POINTS = {
    Importance.MUST: 4,
    Importance.MUCH: 3,
    Importance.LIKE: 2,
    Importance.LITTLE: 1,
    Importance.NO: 0,
}
WISHES = (Importance.MUCH, Importance.LIKE, Importance.LITTLE)
