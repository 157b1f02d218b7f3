"""The short list of reasons for which a submission or a claim is rejected."""

from django.utils.translation import gettext_lazy as _

from ..vocabulary import Explained


class Refusal(Explained):
    """A reason to reject; its explanation is what the author reads, before a moderator's words."""

    NOT_KETAMINE = (
        "not_ketamine",
        _("This is not a place where people are treated with ketamine."),
        _("No ketamine treatment there"),
    )
    DUPLICATE = (
        "duplicate",
        _("This provider is in the catalogue already."),
        _("Listed already"),
    )
    UNCONFIRMED = (
        "unconfirmed",
        _("What it states could not be confirmed."),
        _("Could not be confirmed"),
    )
    NOT_THEIRS = (
        "not_theirs",
        _("We could not see that you may speak for this practice."),
        _("Not shown to speak for the practice"),
    )
    PROMISES = (
        "promises",
        _("It promises what no treatment with ketamine can keep."),
        _("Promises too much"),
    )
    OTHER = "other", "", _("Something else, in words")


def refusal(reason: str, words: str) -> str:
    """Return what an author reads: the reason from the list, and a moderator's words."""
    return " ".join(filter(None, [str(Refusal(reason).explanation), words.strip()]))
