"""What the two source documents say of each route, attributed; see ``providers.questions``.

Each sells what it praises. Where a document does not name a route, that is said.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .vocabulary import Route


@dataclass(frozen=True)
class RouteSides:
    """The view of the psychotherapy text and that of the infusion text."""

    therapy: str | Promise
    infusion: str | Promise


ROUTE_SIDES = {
    Route.IV: RouteSides(
        _(
            "The psychotherapy text is critical of infusion clinics: in its view most offer no "
            "therapy, and the benefit does not last. It passes on a teacher's speculation that "
            "strong infusions close together can harm some people."
        ),
        _(
            "The infusion text calls infusions the gold standard, because dose and speed can be "
            "changed and the infusion stopped. It says that they have proved safe and effective "
            "over twenty years."
        ),
    ),
    Route.IM: RouteSides(
        _(
            "The psychotherapy text finds an injection into a muscle possible beside its favorite, "
            "the lozenge."
        ),
        _(
            "The infusion text is critical of injections into a muscle: in its view a physician "
            "cannot step in once one is given."
        ),
    ),
    Route.SUBCUTANEOUS: RouteSides(
        _("The psychotherapy text does not name this route."),
        _("The infusion text does not name this route."),
    ),
    Route.LOZENGE: RouteSides(
        _(
            "The psychotherapy text finds a lozenge the most useful, taken in a therapist's office "
            "once a week for four to six weeks. Its author would not feel safe with people alone "
            "at home."
        ),
        _(
            "The infusion text is critical of ketamine by mouth, because the dose cannot be "
            "adjusted or stopped, and of its use at home."
        ),
    ),
    Route.ORAL: RouteSides(
        _("The psychotherapy text speaks of lozenges; it does not name swallowed ketamine apart."),
        _(
            "The infusion text is critical of ketamine by mouth, because the dose cannot be "
            "adjusted or stopped."
        ),
    ),
    Route.SPRAVATO: RouteSides(
        _(
            "The psychotherapy text notes that Spravato is the form that is approved and that "
            "insurers pay for. It calls it costly, and sees little evidence that it does more than "
            "generic ketamine."
        ),
        _(
            "The infusion text is critical of ketamine by the nose. It does not tell Spravato and "
            "compounded sprays apart."
        ),
    ),
    Route.NASAL: RouteSides(
        _("The psychotherapy text does not name compounded sprays."),
        _(
            "The infusion text is critical of ketamine by the nose. It does not tell Spravato and "
            "compounded sprays apart."
        ),
    ),
}
