"""Questions about cost and payment, and about practical matters."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="cost",
        group="money",
        text=_("What will the whole course cost, item by item?"),
        why=_(
            "A price per session can leave out evaluations, therapy and later sessions. Only all "
            "items together can be compared."
        ),
        evidence=("evidence.price", "spravato.price", "lozenge.price", "money.good_faith"),
        therapy_side=_(
            "The psychotherapy text says that the cost keeps many people from psychotherapy with "
            "ketamine, and that Spravato is expensive."
        ),
        infusion_side="",
        good_answer=_(
            "A price for each item: evaluation, preparation, dosing session, medicine, "
            "monitoring, integration, booster. The total for a first course and for a first year, "
            "what could change it, and its date."
        ),
        red_flags=_(
            "A price per session only, or a total that cannot be had in writing. An offer that "
            "ends today."
        ),
    ),
    Question(
        key="coverage",
        group="money",
        text=_("What does insurance pay, and for which part of the treatment?"),
        why=_(
            "An insurer may pay for one part and not for another: psychotherapy hours or a "
            "medical visit, for instance, but not the medicine. A superbill is a bill to claim "
            "with; it promises nothing."
        ),
        evidence=("evidence.insurance", "money.veterans", "money.tricare"),
        therapy_side=_(
            "The psychotherapy text says that insurers sometimes pay for Spravato, but not for "
            "generic ketamine or for psychotherapy with it."
        ),
        infusion_side="",
        good_answer=_(
            "Part by part and insurer by insurer: in network, superbill, case by case, or not "
            "covered. Who asks for prior authorization, and what you owe if it is refused."
        ),
        red_flags=_(
            "“Insurance pays” with no word on which part and which insurer. A superbill is spoken "
            "of as if it were money back."
        ),
    ),
    Question(
        key="payment",
        group="money",
        text=_("How can I pay, and what if I prepay and then stop?"),
        why=_(
            "Paying ahead can tie you to a course, and a loan can cost more than it seems to at "
            "first."
        ),
        evidence=("caution.deferred_interest",),
        therapy_side="",
        infusion_side=_(
            "The infusion text points to financing by a medical credit company. It does not give "
            "the terms."
        ),
        good_answer=_(
            "Every way to pay, with its terms in writing. What is refunded, and when, if you stop "
            "or are turned down. For a loan: who lends, the rate, the last date, and what happens "
            "if you miss it."
        ),
        red_flags=_(
            "You are pressed to prepay or to borrow before the evaluation. Refunds are decided "
            "“case by case” and stand nowhere in writing."
        ),
    ),
    Question(
        key="where",
        group="practical",
        text=_("Where do you treat people, and which states do you serve remotely?"),
        why=_(
            "You may have to come often, and you may not be able to drive home. For remote "
            "treatment, the states they serve decide whether they can treat you."
        ),
        therapy_side="",
        infusion_side="",
        good_answer=_(
            "The street address of each place and what is done there, parking and public "
            "transport, and a list of the states they serve remotely."
        ),
        red_flags=_(
            "They treat people on site and give no street address. They treat people in your state "
            "and cannot say under which license."
        ),
    ),
    Question(
        key="access",
        group="practical",
        text=_("Is the place accessible, and can I be treated in my language?"),
        why=_(
            "You should be able to get in, lie or sit in comfort, and say how you feel in the "
            "language in which you find the words."
        ),
        therapy_side="",
        infusion_side="",
        good_answer=_(
            "Step-free entry, restroom and treatment chair; help for low vision or hearing; quiet "
            "and light in the room; languages spoken by staff, and interpreters."
        ),
        red_flags=_(
            "“That has never been a problem” instead of an answer. They expect a relative to "
            "interpret or to lift you."
        ),
    ),
    Question(
        key="availability",
        group="practical",
        text=_("Do you accept new patients, and how soon could I be seen?"),
        why=_(
            "A long wait or hours you cannot keep can rule a provider out. It is better to know "
            "before you tell your whole story."
        ),
        therapy_side="",
        infusion_side="",
        good_answer=_(
            "Yes or no, as of a date. The wait for a first visit and for a first session, opening "
            "hours, and whether evenings or weekends are possible."
        ),
        red_flags=_(
            "A place is free only if you pay today. The date keeps moving and nobody says why."
        ),
    ),
    Question(
        key="contact",
        group="practical",
        text=_("How do I reach somebody between sessions and after hours?"),
        why=_(
            "Questions and worries do not keep office hours. An answering machine is different "
            "from a clinician on call."
        ),
        therapy_side="",
        infusion_side="",
        good_answer=_(
            "A telephone number, who answers it at which hours and how soon, who is on call at "
            "night and on weekends, and what to do if nobody answers."
        ),
        red_flags=_(
            "No telephone number at all, or nobody who answers it after you have paid. You are "
            "told to call 911 for everything."
        ),
    ),
)
