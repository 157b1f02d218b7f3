"""The sentences of invented listings. Each begins so that nobody takes it for a provider's own."""

from ..vocabulary import PracticeKind

OPENING = "Demonstration text, invented: "

PRACTICE = {
    PracticeKind.INFUSION_CLINIC: "ketamine clinic",
    PracticeKind.PSYCHIATRY: "psychiatric practice",
    PracticeKind.THERAPY: "psychotherapy practice",
    PracticeKind.PAIN: "pain practice",
    PracticeKind.HOSPITAL: "hospital",
    PracticeKind.TELEHEALTH: "telehealth service",
    PracticeKind.OTHER: "practice",
}

# By question: views differ from provider to provider, as they do among real ones.
ANSWERS = {
    "who": (
        "we are a small team that treats with ketamine only, and we say early whom we cannot help.",
        "ketamine is one of several treatments here, so we can also offer you another.",
    ),
    "mechanism": (
        "we think of the medicine's effect on glutamate, and of new links between nerve cells.",
        "we think that the experience itself matters, together with what therapy makes of it.",
    ),
    "intent": (
        "the aim is relief of symptoms; what you experience meanwhile is not the point.",
        "the aim is to use the sessions for psychotherapy, over several weeks.",
    ),
    "method": (
        "we give it in the way that we have done most often, and explain the others when you ask.",
        "we chose a way in which the dose can be changed while we watch.",
    ),
    "fit": (
        "we ask about your history first, and for some people we advise against ketamine.",
        "it depends on whether you want an inward experience or would rather avoid one.",
    ),
    "protocol": (
        "we follow a published schedule of six sessions, and note where we depart from it.",
        "there is no standard for our way of working; ours follows published case series.",
    ),
    "outcomes": (
        "we count answers to a questionnaire before and after, and show the counts on request.",
        "we keep no figures that would allow a comparison.",
    ),
    "unknowns": (
        "how long the effect lasts, and what years of boosters do, is not well known.",
        "whether psychotherapy prolongs the effect has not been settled.",
    ),
    "dissociation": (
        "it may come and is not needed; a lower dose makes it milder.",
        "we expect it and prepare for it; tell us if you would rather avoid it.",
    ),
    "trauma": (
        "memories can come up; somebody trained stays with you, and we plan for it beforehand.",
        "we start low and slow down or stop when it becomes too much.",
    ),
    "medicines": (
        "do not stop anything on your own; we go through your list with who prescribed it.",
        "some medicines weaken the effect or add to sedation; we ask about each of them.",
    ),
    "worse": (
        "call our number at any hour; we see you the next working day.",
        "we agree beforehand whom you call, and in an emergency that is 911 or 988.",
    ),
    "after": (
        "no driving and no decisions until you have slept; plan a quiet evening.",
        "somebody should be with you until the next morning.",
    ),
    "benefit": (
        "some notice a change within a day, some after several sessions and some not at all.",
        "we look at it together after the third session and stop if nothing has changed.",
    ),
    "conditions": (
        "mostly depression; for other conditions we say how few people we have treated.",
        "we treat what is listed here, and the record is thin for some of it.",
    ),
    "legal": (
        "use for mood or pain is off-label, apart from the approved nasal spray.",
        "we prescribe only in the states where our prescribers are licensed.",
    ),
}

OWNERSHIP = (
    "the practice belongs to the clinicians who work in it.",
    "the practice belongs to a company that runs several of its kind.",
    "a non-profit organization runs the practice.",
)
INTERESTS = (
    "none disclosed beyond the fees for treatment.",
    "the practice sells the compounded medicine that it prescribes.",
    "the practice earns from the training courses that it gives.",
)
TRAINING = (
    "all clinical staff renew a course in advanced life support every two years.",
    "therapists have taken a course in ketamine-assisted work; nurses are trained on site.",
)
AFTER_HOURS = (
    "a clinician on call answers the practice's number at night.",
    "messages are answered on the next working day.",
)
REFUNDS = (
    "sessions that were paid for and not used are refunded.",
    "packages are not refunded after the first session.",
)
ACCESSIBILITY = ("step-free from the car park.", "first floor with an elevator.")
HOURS = (
    "Monday to Friday, 9 a.m. to 5 p.m.",
    "Tuesday to Saturday, 10 a.m. to 7 p.m.",
    "Monday to Thursday, 8 a.m. to 6 p.m.",
    "By appointment.",
)
