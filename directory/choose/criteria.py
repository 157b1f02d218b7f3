"""What a person may wish for. Each criterion is asked by filters of the search, by them alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.search.filters import ProviderFilter
from directory.search.wishes import Wished, in_words, parts

WANT = "want_"  # before a criterion's key, the parameter of its importance


@dataclass(frozen=True)
class Criterion:
    """One thing to wish for; all its filters must be met together.

    ``label`` names it in a result, ``question`` asks for it on a step. ``parameters`` are those of
    ProviderFilter that hold what is wished for. ``note`` says what people might not expect
    of it.
    """

    key: str
    label: str | Promise
    question: str | Promise
    parameters: tuple[str, ...]
    note: str | Promise = ""

    @property
    def want(self) -> str:
        """The parameter of its importance."""
        return WANT + self.key

    def asked(self, search: ProviderFilter) -> list[str]:
        """Return the filters that ask for it, if the search holds anything for them."""
        return [
            name for name in self.parameters if name in search.narrowings and name in search.values
        ]

    def parts(self, search: ProviderFilter) -> list[Wished]:
        """Return what all has to hold."""
        return [part for name in self.asked(search) for part in parts(search, name)]

    def in_words(self, search: ProviderFilter) -> str:
        """Return what is asked for: alternatives joined by "or", parts by "and"."""
        return _(" and ").join(in_words(search, part) for part in self.parts(search))


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "near",
        gettext_lazy("Near a place"),
        gettext_lazy("Near which place?"),
        ("near", "within"),
        gettext_lazy(
            "Only a must leaves out what is farther away. As a wish, the place gains points and "
            "nothing is left out."
        ),
    ),
    Criterion(
        "setting",
        gettext_lazy("Where a session takes place"),
        gettext_lazy("In what kind of place?"),
        ("setting",),
    ),
    Criterion(
        "route",
        gettext_lazy("How it is given"),
        gettext_lazy("How should it be given?"),
        ("route",),
    ),
    Criterion(
        "dose_control",
        gettext_lazy("Changing the dose"),
        gettext_lazy("Should the dose be changeable?"),
        ("dose_control",),
    ),
    Criterion(
        "stoppable",
        gettext_lazy("Being able to stop"),
        gettext_lazy("Should it be possible to stop?"),
        ("stoppable",),
    ),
    Criterion(
        "dissociation",
        gettext_lazy("Dissociation"),
        gettext_lazy("Do you seek dissociation, or avoid it?"),
        ("dissociation",),
    ),
    Criterion(
        "present",
        gettext_lazy("Who is in the room"),
        gettext_lazy("Who should be in the room?"),
        ("present",),
    ),
    Criterion(
        "psychotherapy",
        gettext_lazy("Psychotherapy"),
        gettext_lazy("How closely should psychotherapy be tied to it?"),
        ("psychotherapy",),
    ),
    Criterion(
        "condition",
        gettext_lazy("What it is offered for"),
        gettext_lazy("What should it help with?"),
        ("condition",),
    ),
    Criterion(
        "price_max",
        gettext_lazy("Price of a dosing session"),
        gettext_lazy("How much for one dosing session?"),
        ("price_max",),
    ),
    Criterion(
        "course_max",
        gettext_lazy("Cost of a first course"),
        gettext_lazy("How much for the whole first course?"),
        ("course_max",),
    ),
    Criterion(
        "insurance",
        gettext_lazy("Insurance"),
        gettext_lazy("Who insures you, and what should be covered?"),
        ("payer", "covered"),
        gettext_lazy("If you choose several parts of the treatment, each of them has to be met."),
    ),
    Criterion(
        "payment",
        gettext_lazy("Other ways to pay"),
        gettext_lazy("How else would you like to pay?"),
        ("payment",),
    ),
    Criterion(
        "accepting",
        gettext_lazy("New patients"),
        gettext_lazy("Should they be taking new patients?"),
        ("accepting",),
    ),
    Criterion(
        "wait_max",
        gettext_lazy("Wait for a first visit"),
        gettext_lazy("How long can you wait?"),
        ("wait_max",),
    ),
    Criterion(
        "evenings",
        gettext_lazy("Evenings or weekends"),
        gettext_lazy("Do you need evenings or weekends?"),
        ("evenings",),
    ),
    Criterion(
        "ride",
        gettext_lazy("The way home"),
        gettext_lazy("Do you need to get home by yourself?"),
        ("ride",),
    ),
    Criterion(
        "language",
        gettext_lazy("Language"),
        gettext_lazy("In which language?"),
        ("language",),
    ),
    Criterion(
        "wheelchair",
        gettext_lazy("Wheelchair access"),
        gettext_lazy("Do you need wheelchair access?"),
        ("wheelchair",),
    ),
)

CRITERIA_BY_KEY = {criterion.key: criterion for criterion in CRITERIA}
