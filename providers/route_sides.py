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
            "The psychotherapy text says that infusions are typically given without psychotherapy, "
            "help for a time only, and so must be repeated. It passes on a teacher's speculation "
            "about why some people were distressed after strong infusions in quick succession."
        ),
        _(
            "The infusion text says that only an infusion can be adjusted or halted while it runs, "
            "and that infusions have proved safe and effective over 20 years. From nine years and "
            "over 4,000 patients of its own, its clinic calls them the gold standard."
        ),
    ),
    Route.IM: RouteSides(
        _(
            "The psychotherapy text finds a lozenge the most useful in a therapist's office, and "
            "an injection into a muscle possible."
        ),
        _(
            "The infusion text is critical of giving ketamine by muscle: it says that the "
            "experience cannot be controlled then, and that a physician cannot step in."
        ),
    ),
    Route.SUBCUTANEOUS: RouteSides(
        _("The psychotherapy text does not name this route."),
        _("The infusion text does not name this route."),
    ),
    Route.LOZENGE: RouteSides(
        _(
            "The psychotherapy text finds a lozenge the most useful in a therapist's office, with "
            "a session a week for four to six weeks. It does not favor use at home, alone, with a "
            "clinician only on a screen."
        ),
        _(
            "The infusion text is critical of giving ketamine by mouth: it says that the "
            "experience cannot be controlled then, and that a physician cannot step in. It calls "
            "protocols of psychotherapy with ketamine untested, in an office and at home alike."
        ),
    ),
    Route.ORAL: RouteSides(
        _("The psychotherapy text speaks of lozenges; it does not name swallowed ketamine apart."),
        _(
            "The infusion text is critical of giving ketamine by mouth: it says that the "
            "experience cannot be controlled then, and that a physician cannot step in."
        ),
    ),
    Route.SPRAVATO: RouteSides(
        _(
            "The psychotherapy text says that Spravato alone is approved, for depression that "
            "resisted treatment, and that insurers sometimes pay for it. It calls Spravato costly, "
            "and sees little evidence that it does more than generic ketamine."
        ),
        _(
            "The infusion text is critical of giving ketamine by nose, for the same reasons as by "
            "mouth or muscle. It does not tell Spravato and compounded sprays apart."
        ),
    ),
    Route.NASAL: RouteSides(
        _("The psychotherapy text does not name compounded sprays."),
        _(
            "The infusion text is critical of giving ketamine by nose, for the same reasons as by "
            "mouth or muscle. It does not tell Spravato and compounded sprays apart."
        ),
    ),
}
