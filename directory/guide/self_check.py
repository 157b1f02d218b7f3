"""What the safety self-check lists: reasons to talk to a clinician before booking.

The eleven that the psychotherapy text names, those of the Spravato label and of guidance, and
medicines, as gathered in November 2026 (facts.md, section 4). Three kinds of medicines have no
source there: they are marked as this site's own. It clears nobody and turns nobody away.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

TEXT = _("The psychotherapy text, read in November 2026")
TEXT_AND_DOSING = _(
    "The psychotherapy text; on when it is measured, Oncology Nurse Advisor, read in November 2026"
)
TEXT_AND_LABEL = _("The psychotherapy text; the Spravato label, as of November 2026")
TEXT_AND_CONSENSUS = _("The psychotherapy text; a consensus on pain treatment, 2018, in a summary")
LABEL = _("The Spravato label, as of November 2026")
CONSENSUS = _("A consensus on pain treatment, 2018, in a summary")
CLINIC = _("A clinic, carolinascenter.com, read in November 2026")
TEXT_AND_CLINIC = _("The psychotherapy text; a clinic, carolinascenter.com, read in November 2026")
REVIEWS = _("Two reviews of interactions, Andrade 2017 and Veraart 2021")
OWN = _("This site's own list, November 2026; we name no source for it")
SSRI = _("A review of interactions, Andrade 2017")


@dataclass(frozen=True)
class Concern:
    """Something to raise: its name, what to say or ask, and where it comes from."""

    key: str
    label: Text
    to_raise: Text
    source: Text


@dataclass(frozen=True)
class Part:
    """Concerns under a heading."""

    key: str
    heading: Text
    lead: Text
    concerns: tuple[Concern, ...]


HEART = (
    Concern(
        "blood-pressure",
        _("High blood pressure that is not under control"),
        _(
            "With Spravato it is measured before a dose and about 40 minutes after. Ask, whatever "
            "the route, at which reading they would wait, and how often they measure."
        ),
        TEXT_AND_DOSING,
    ),
    Concern(
        "heart",
        _("Heart disease that is unstable or poorly controlled"),
        _(
            "Name the diagnosis and your cardiologist. Ask whether the two clinicians will speak "
            "before anything is booked, and what is monitored during a session."
        ),
        TEXT_AND_CONSENSUS,
    ),
    Concern(
        "aneurysm",
        _("An aneurysm, or a malformed blood vessel"),
        _(
            "The label of Spravato names this as a reason not to use it. Say where it is, how it "
            "was found and whether it was treated, and ask what that means for every route."
        ),
        TEXT_AND_LABEL,
    ),
    Concern(
        "brain-bleed",
        _("A bleed in the brain, now or in the past"),
        _(
            "The label of Spravato names this as a reason not to use it. Say when it was, and ask "
            "whether they need to see reports."
        ),
        LABEL,
    ),
)
HEAD = (
    Concern(
        "brain-injury",
        _("A recent injury to the brain"),
        _("Say when it happened and what still troubles you, and ask how long they would wait."),
        TEXT,
    ),
    Concern(
        "pressure",
        _("Raised pressure in the skull or in the eye"),
        _("Ask whether your eye doctor or neurologist should be heard first."),
        CONSENSUS,
    ),
)
BODY = (
    Concern(
        "allergy",
        _("An allergy to ketamine or esketamine"),
        _("Say what happened, when, and after which product."),
        LABEL,
    ),
    Concern(
        "bladder",
        _("Bladder or kidney disease, or a history of cystitis"),
        _(
            "Say which and since when. Ask how they look out for bladder trouble over a course "
            "and after repeated ones."
        ),
        TEXT_AND_CLINIC,
    ),
    Concern(
        "liver",
        _("Severe liver disease"),
        _("Ask whether they need blood tests first, and how the dose is decided."),
        CONSENSUS,
    ),
    Concern(
        "thyroid",
        _("An overactive thyroid that is not under control"),
        _("Say who treats it and what your last tests showed."),
        CLINIC,
    ),
    Concern(
        "sleep-apnea",
        _("Obstructive sleep apnea"),
        _(
            "Say whether you use a breathing device at night. Ask how breathing is watched during "
            "a session and until you leave."
        ),
        TEXT,
    ),
    Concern(
        "pregnancy",
        _("Pregnancy or breastfeeding"),
        _("Ask what is known, what is not, and bring in whoever cares for your pregnancy."),
        TEXT_AND_CLINIC,
    ),
)
MIND = (
    Concern(
        "psychosis",
        _("Psychosis"),
        _(
            "Say when it was and what helped. Ask whether they would speak with your psychiatrist "
            "before deciding."
        ),
        TEXT_AND_CONSENSUS,
    ),
    Concern(
        "mania",
        _("Mania"),
        _(
            "Say when the last episode was and what you take against it. Ask how they would "
            "notice a new one, and what they would do."
        ),
        TEXT_AND_CLINIC,
    ),
    Concern(
        "dissociative",
        _("A severe dissociative disorder"),
        _(
            "Ketamine itself can bring about dissociation. Ask for a plan made with the therapist "
            "who knows you."
        ),
        TEXT,
    ),
    Concern(
        "substances",
        _("Current misuse of substances"),
        _(
            "Say so plainly, so that they can plan with you. Ask how they handle it, and whether "
            "they work with whoever supports you."
        ),
        TEXT_AND_CONSENSUS,
    ),
)
MEDICINES = (
    Concern(
        "benzodiazepines",
        _("A benzodiazepine"),
        _(
            "It can lessen or shorten the effect of ketamine. Ask both the prescriber and the "
            "provider what that means for you, and change nothing before they agree."
        ),
        REVIEWS,
    ),
    Concern(
        "lamotrigine",
        _("Lamotrigine"),
        _("It probably lessens the effect of ketamine. Ask how they would take it into account."),
        REVIEWS,
    ),
    Concern(
        "maoi",
        _("A monoamine oxidase inhibitor (MAOI)"),
        _("Name it with its dose, and ask what they watch because of it."),
        OWN,
    ),
    Concern(
        "stimulants",
        _("A stimulant"),
        _("Name it with its dose and the hour at which you take it, and ask about blood pressure."),
        OWN,
    ),
    Concern(
        "depressants",
        _("An opioid, or another medicine that calms or makes drowsy"),
        _(
            "Name all of it. Ask how breathing and drowsiness are watched, and for how long after "
            "a session."
        ),
        OWN,
    ),
    Concern(
        "ssri",
        _("An antidepressant of the SSRI kind"),
        _(
            "In general it need not be stopped for ketamine. Name it all the same, and leave it "
            "as it is unless your prescriber says otherwise."
        ),
        SSRI,
    ),
)

PARTS = (
    Part("heart", _("Heart and blood vessels"), "", HEART),
    Part("head", _("Head and eyes"), "", HEAD),
    Part("body", _("The rest of the body"), "", BODY),
    Part("mind", _("Mind"), "", MIND),
    Part(
        "medicines",
        _("Medicines"),
        _(
            "Do not stop or change a medicine without the clinician who prescribes it. If you do "
            "not know of which kind yours is, a pharmacist can tell you."
        ),
        MEDICINES,
    ),
)
NUMBER = sum(len(part.concerns) for part in PARTS)
