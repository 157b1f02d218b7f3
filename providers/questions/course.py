"""Questions about psychotherapy, the course of treatment, and what it is for."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="psychotherapy",
        group="psychotherapy",
        text=_("Is psychotherapy part of it, and how closely?"),
        why=_(
            "Practices range from none at all to a therapist in the room, and whether "
            "psychotherapy adds to the effect is an open question."
        ),
        evidence=("evidence.psychotherapy",),
        therapy_side=_(
            "The psychotherapy text sees it as part of the treatment. Without later work on the "
            "experience, it says, a chance for emotional growth is lost."
        ),
        infusion_side=_(
            "The infusion text recommends continuing psychotherapy to support the progress. In "
            "its view the medicine does not work through a guided inner journey."
        ),
        good_answer=_(
            "Which of these are included, offered or required: preparation, a therapist in the "
            "session, integration afterwards. How many hours, at what price, and whether your own "
            "therapist can take part."
        ),
        red_flags=_(
            "“Therapy included” with no hours and nobody who gives it. Or there is none, and they "
            "do not say so plainly."
        ),
    ),
    Question(
        key="therapist",
        group="psychotherapy",
        text=_("Who leads the psychotherapy, and with which method?"),
        why=_(
            "Therapists differ in their license, their training and their way of working. If none "
            "is offered, ask whom they work with."
        ),
        therapy_side=_(
            "The psychotherapy text favors Internal Family Systems, which works with the "
            "different parts of a person."
        ),
        infusion_side=_(
            "The infusion text recommends psychotherapy, but names neither a method nor who "
            "should lead it."
        ),
        good_answer=_(
            "The therapist's license and years of practice, training in this work, the method in "
            "plain words, and whether the same person prepares you, sits with you and follows up."
        ),
        red_flags=_(
            "No license, or a method named with no training in it. The one who sits with you is "
            "not the one you were told of, and nobody says why."
        ),
    ),
    Question(
        key="course",
        group="course",
        text=_("How many sessions would I have, and how often?"),
        why=_(
            "Schedules differ between routes and providers. They decide how much time it takes, "
            "and most of the cost."
        ),
        evidence=("iv.course", "spravato.course", "sc.course", "psychotherapy.course"),
        therapy_side=_(
            "The psychotherapy text says that weekly sessions over four to six weeks appear to be "
            "best."
        ),
        infusion_side="",
        good_answer=_(
            "A number or a range, the days between sessions, when progress is reviewed, and when "
            "they would stop early or go on."
        ),
        red_flags=_(
            "A large package has to be paid before anybody knows whether it helps. Nobody reviews "
            "progress before more sessions are added."
        ),
    ),
    Question(
        key="boosters",
        group="course",
        text=_("Will I need further sessions after the first course?"),
        why=_(
            "Later sessions add visits and cost, and are easily left out of a price. Whatever the "
            "route, a provider should say whether its patients need them."
        ),
        therapy_side=_(
            "The psychotherapy text says that infusions help for a time only and so must be "
            "repeated. It does not say how long the effect of its own approach lasts."
        ),
        infusion_side="",
        good_answer=_(
            "How many of their patients come back, how often and for how long. What decides it, "
            "what each visit costs, and how and when it would end."
        ),
        red_flags=_(
            "“One course and you are done”, or sessions without an end, decided by nobody in "
            "particular. Later visits are in no price."
        ),
    ),
    Question(
        key="benefit",
        group="course",
        text=_("When might I notice a benefit, and how long does it last?"),
        why=_(
            "How long a benefit holds differs between people, and long-term data are limited. "
            "What studies found does not tell how you would fare, nor whether another route lasts "
            "longer."
        ),
        evidence=("evidence.durability",),
        therapy_side=_(
            "The psychotherapy text says that the brain is most open to change for seven to ten "
            "days after a session, and that infusions bring no lasting effect."
        ),
        infusion_side=_(
            "The infusion text says that the repair often starts only some eight to ten hours "
            "later. It does not say how long it lasts."
        ),
        good_answer=_(
            "When most of their patients noticed a change, and how many did not. How long it "
            "held, from their own figures or a named study. What they do if nothing has changed "
            "by an agreed session."
        ),
        red_flags=_(
            "A day is promised on which you will feel better, or that it will last. They name no "
            "time after which they would stop and think again."
        ),
    ),
    Question(
        key="conditions",
        group="indications",
        text=_("Which conditions do you treat, and with what record?"),
        why=_(
            "Evidence differs from one condition to the next, also among those that have much in "
            "common."
        ),
        evidence=(
            *("guidance.place", "guidance.not_first", "guidance.long_term"),
            *("law.ketamine", "spravato.approved", "evidence.durability", "evidence.pain"),
        ),
        therapy_side=_(
            "The psychotherapy text names many: depression, PTSD, OCD, addiction, eating "
            "disorders, pain, end-of-life distress and more, and also inner growth. It cites no "
            "study."
        ),
        infusion_side=_(
            "The infusion text names depression, PTSD, other mood disorders, anxiety and "
            "chronic nerve pain, and considers infusion the best treatment for most of these. It "
            "cites no study."
        ),
        good_answer=_(
            "Their own numbers for your condition, how strong the evidence is and where it comes "
            "from, and a plain word where it is thin. What else is known to help."
        ),
        red_flags=_(
            "It helps with everything. The same assurance is given for a condition that has been "
            "studied well and one that has hardly been studied."
        ),
    ),
    Question(
        key="legal",
        group="indications",
        text=_("Is this FDA-approved or off-label, and legal in my state, also remotely?"),
        why=_(
            "It bears on what insurers pay, on what has been tested, and on whether treatment at "
            "a distance can go on. Rules differ by state, and change."
        ),
        evidence=("law.ketamine", "spravato.approved", "law.telehealth", "law.states"),
        therapy_side=_(
            "The psychotherapy text says that ketamine may be prescribed in Massachusetts, that "
            "infusions are off-label, and that Spravato alone is approved, for depression that "
            "resisted treatment."
        ),
        infusion_side=_(
            "The infusion text says that MDMA and psilocybin may not be prescribed. It does not "
            "mention whether infusions are FDA-approved."
        ),
        good_answer=_(
            "For each product: FDA-approved for your condition, off-label, or compounded by a "
            "pharmacy. The prescriber's license in your state, and the rule that allows a remote "
            "prescription today."
        ),
        red_flags=_(
            "An off-label or compounded product is called FDA-approved. Nobody can name the "
            "prescriber's license in your state."
        ),
    ),
)
