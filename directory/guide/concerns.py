"""What the safety self-check lists: reasons to talk to a clinician before booking.

The eleven that the psychotherapy text names, those of the Spravato label and of guidance, and
medicines (facts.md, section 4). Who says what is a dated fact, which staff can change; here stands
only what to say and to ask. Three kinds of medicines have no source: the page says so. It clears
nobody and turns nobody away.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

# The dated facts that say where each concern comes from.
TEXT = "screening.text"
LABEL = "screening.label"
CONSENSUS = "screening.consensus"
CLINIC = "screening.clinic"
DOSING = "spravato.pressure"
INTERACTIONS = "screening.interactions"
ANTIDEPRESSANTS = "screening.antidepressants"


@dataclass(frozen=True)
class Concern:
    """Something to raise: its name, what to say or ask, and the dated facts it comes from.

    Without any it is this site's own, and nothing is claimed of it.
    """

    key: str
    label: Text
    to_raise: Text
    facts: tuple[str, ...] = ()


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
        _("Ask, whatever the route, at which reading they would wait, and how often they measure."),
        (TEXT, DOSING),
    ),
    Concern(
        "heart",
        _("Heart disease that is unstable or poorly controlled"),
        _(
            "Name the diagnosis and your cardiologist. Ask whether the two clinicians will speak "
            "before anything is booked, and what is monitored during a session."
        ),
        (TEXT, CONSENSUS),
    ),
    Concern(
        "aneurysm",
        _("An aneurysm, or a malformed blood vessel"),
        _(
            "Say where it is, how it was found and whether it was treated, and ask what that means "
            "for every route."
        ),
        (TEXT, LABEL),
    ),
    Concern(
        "brain-bleed",
        _("A bleed in the brain, now or in the past"),
        _("Say when it was, and ask whether they need to see reports."),
        (LABEL,),
    ),
)
HEAD = (
    Concern(
        "brain-injury",
        _("A recent injury to the brain"),
        _("Say when it happened and what still troubles you, and ask how long they would wait."),
        (TEXT,),
    ),
    Concern(
        "pressure",
        _("Raised pressure in the skull or in the eye"),
        _("Ask whether your eye doctor or neurologist should be heard first."),
        (CONSENSUS,),
    ),
)
BODY = (
    Concern(
        "allergy",
        _("An allergy to ketamine or esketamine"),
        _("Say what happened, when, and after which product."),
        (LABEL,),
    ),
    Concern(
        "bladder",
        _("Bladder or kidney disease, or a history of cystitis"),
        _(
            "Say which and since when. Ask how they look out for bladder trouble over a course "
            "and after repeated ones."
        ),
        (TEXT, CLINIC),
    ),
    Concern(
        "liver",
        _("Severe liver disease"),
        _("Ask whether they need blood tests first, and how the dose is decided."),
        (CONSENSUS,),
    ),
    Concern(
        "thyroid",
        _("An overactive thyroid that is not under control"),
        _("Say who treats it and what your last tests showed."),
        (CLINIC,),
    ),
    Concern(
        "sleep-apnea",
        _("Obstructive sleep apnea"),
        _(
            "Say whether you use a breathing device at night. Ask how breathing is watched during "
            "a session and until you leave."
        ),
        (TEXT,),
    ),
    Concern(
        "pregnancy",
        _("Pregnancy or breastfeeding"),
        _("Ask what is known, what is not, and bring in whoever cares for your pregnancy."),
        (TEXT, CLINIC),
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
        (TEXT, CONSENSUS),
    ),
    Concern(
        "mania",
        _("Mania"),
        _(
            "Say when the last episode was and what you take against it. Ask how they would "
            "notice a new one, and what they would do."
        ),
        (TEXT, CLINIC),
    ),
    Concern(
        "dissociative",
        _("A severe dissociative disorder"),
        _("Ask for a plan made with the therapist who knows you."),
        (TEXT,),
    ),
    Concern(
        "substances",
        _("Current misuse of substances"),
        _(
            "Say so plainly, so that they can plan with you. Ask how they handle it, and whether "
            "they work with whoever supports you."
        ),
        (TEXT, CONSENSUS),
    ),
)
MEDICINES = (
    Concern(
        "benzodiazepines",
        _("A benzodiazepine"),
        _(
            "Ask both the prescriber and the provider what it means for you, and change nothing "
            "before they agree."
        ),
        (INTERACTIONS,),
    ),
    Concern(
        "lamotrigine",
        _("Lamotrigine"),
        _("Ask how they would take it into account, and change nothing on your own."),
        (INTERACTIONS,),
    ),
    Concern(
        "maoi",
        _("A monoamine oxidase inhibitor (MAOI)"),
        _("Name it with its dose, and ask what they watch because of it."),
    ),
    Concern(
        "stimulants",
        _("A stimulant"),
        _("Name it with its dose and the hour at which you take it, and ask about blood pressure."),
    ),
    Concern(
        "depressants",
        _("An opioid, or another medicine that calms or makes drowsy"),
        _(
            "Name all of it. Ask how breathing and drowsiness are watched, and for how long after "
            "a session."
        ),
    ),
    Concern(
        "ssri",
        _("An antidepressant of the SSRI kind"),
        _("Name it all the same, and leave it as it is unless your prescriber says otherwise."),
        (ANTIDEPRESSANTS,),
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
