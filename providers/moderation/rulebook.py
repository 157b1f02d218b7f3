"""Every written rule, once: its numbers, whether it is on until somebody switches it, and why.

What is stated by somebody and passes without a person is off until a moderator switches it on. Four
rules are on from the beginning, because people were promised what they do; they can be switched off
as well. Two cannot be switched: under them nothing passes that anybody states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models.submission import Rule
from .passing import PASSING, SAMPLED, Number


@dataclass(frozen=True)
class Entry:
    """How a rule is kept. ``why`` says why it is on from the beginning, or cannot be switched.

    ``looks`` says how people look at what has passed, where they do not look at a sample.
    """

    asked: tuple[Number, ...] = ()
    is_on: bool = False
    is_fixed: bool = False
    why: str | Promise = ""
    looks: str | Promise = ""


FEW = replace(SAMPLED, normally=5, least=1)  # of what changes no words, or came in hundreds
EACH_REQUEST = _("A moderator decides on each request.")
EACH_REPORT = _("A moderator decides on each report.")
NOTHING_STATED = _("Nothing that anybody states: the facts stay as they are.")
NOTHING_REAL = _("Nothing: no listing of it is real.")

BOOK: dict[Rule, Entry] = {
    **{rule: Entry(passing.asked) for rule, passing in PASSING.items()},
    Rule.PUBLIC_LIST: Entry(
        (FEW,),
        is_on=True,
        why=_(
            "On from the beginning, because a new site has no moderator yet, and whoever runs it "
            "chooses the list. While it is off, each row waits for a moderator."
        ),
    ),
    Rule.CONFIRMATION: Entry(
        (FEW,),
        is_on=True,
        why=_(
            "On from the beginning, because providers are promised that their word counts at once: "
            "it changes no fact, only the day on which it was last true. While it is off, what "
            "they confirm is an edit that they submit, and a moderator decides."
        ),
    ),
    Rule.AVAILABILITY: Entry(
        (FEW,),
        is_on=True,
        why=_(
            "On from the beginning, because providers are promised that it counts at once, and "
            "who looks for a place cannot wait days to hear that there is none. While it is off, "
            "the room for new patients is changed by an edit, which a moderator decides."
        ),
    ),
    Rule.MAILBOX: Entry(
        is_on=True,
        why=_(
            "On from the beginning, because a provider that never asked to be listed is promised "
            "to be hidden first where that is plausible. It hides, and shows nothing. While it is "
            "off, the listing is shown until a moderator hides it."
        ),
        looks=EACH_REQUEST,
    ),
    Rule.DISPUTE: Entry(
        is_on=True,
        why=_(
            "On from the beginning, because people are promised a mark where several of them say "
            "the same. It marks, and takes nothing away. While it is off, no fact is newly marked; "
            "marks that stand go with the decision."
        ),
        looks=EACH_REPORT,
    ),
    Rule.DERIVATION: Entry(
        is_on=True,
        is_fixed=True,
        why=_(
            "It cannot be switched: what it works out follows from facts that were let through "
            "already. Without it, sums and searches would contradict the very facts they are of."
        ),
        looks=NOTHING_STATED,
    ),
    Rule.DEMONSTRATION: Entry(
        is_on=True,
        is_fixed=True,
        why=_(
            "It cannot be switched: whoever runs the site makes invented listings, every page says "
            "that they are invented, and they are gone before the first real listing comes in."
        ),
        looks=NOTHING_REAL,
    ),
}
