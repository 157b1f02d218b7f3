"""The five questions that lead: who, how it works, what for, by which way, and whether it fits."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="who",
        group="urged",
        text=_("Who are you, and why should I choose you?"),
        why=_(
            "During a session you rely on the people around you. Every provider has an interest "
            "in the treatment that it offers."
        ),
        therapy_side=_(
            "The psychotherapy text comes from a psychiatrist who offers this treatment. It does "
            "not say how to choose a provider."
        ),
        infusion_side=_(
            "The infusion text comes from a clinic that offers infusions. It asks people to take "
            "care in choosing a provider."
        ),
        good_answer=_(
            "Who owns and runs the practice, who would treat you, and their license and "
            "specialty, so that you can look them up. What they gain from the treatment, and when "
            "they would send you elsewhere."
        ),
        red_flags=_(
            "Nobody is named as the person who would treat you, or a license cannot be looked up. "
            "Nothing is said of what they earn from the treatment."
        ),
    ),
    Question(
        key="mechanism",
        group="urged",
        text=_("How do you think ketamine works?"),
        why=_(
            "What a provider believes about the effect guides the dose, the session and what "
            "follows it."
        ),
        therapy_side=_(
            "The psychotherapy text says that ketamine acts through glutamate, calms a strained "
            "nervous system, and makes the brain readier to change, above all in the following "
            "week or so."
        ),
        infusion_side=_(
            "The infusion text says that ketamine grows new links between nerve cells. In its "
            "view this repair starts hours later and has nothing to do with what a person feels "
            "in the session."
        ),
        good_answer=_(
            "A plain account that tells apart what studies have shown and what is still theory, "
            "and says what follows from it for your own treatment."
        ),
        red_flags=_(
            "One theory is told as settled fact, or there is no answer but a slogan. What they "
            "believe has no bearing on how they treat you."
        ),
    ),
    Question(
        key="intent",
        group="urged",
        text=_("What is the treatment meant to do for me?"),
        why=_(
            "Relief of symptoms, work in psychotherapy and relief of pain are different aims. "
            "They can call for different sessions and different measures of success."
        ),
        therapy_side=_(
            "The psychotherapy text aims at relief from suffering, and also at emotional and "
            "spiritual growth."
        ),
        infusion_side=_(
            "The infusion text aims at relief of symptoms through a physical repair. In its "
            "view the inner journey is not the point."
        ),
        good_answer=_(
            "An aim that is agreed with you, how both of you will know whether it is reached, by "
            "when, and what happens if it is not."
        ),
        red_flags=_(
            "The aim is the same for everybody, or is given as a cure. Nobody says how you would "
            "both know that it has failed."
        ),
    ),
    Question(
        key="method",
        group="urged",
        text=_("How will you give the ketamine, and why that way?"),
        why=_(
            "Routes differ in how much is absorbed, how long a visit takes and what can be "
            "adjusted. That one is better than another is not settled."
        ),
        evidence=("evidence.route",),
        therapy_side=_(
            "The psychotherapy text finds a lozenge the most useful in a therapist's office, and "
            "an injection into a muscle possible. It is critical of strong infusions with no "
            "therapy afterwards."
        ),
        infusion_side=_(
            "The infusion text favors infusion into a vein, because dose and speed can be "
            "adjusted. It is critical of giving ketamine by mouth, nose or muscle."
        ),
        good_answer=_(
            "The route and the exact product, the usual dose and who decides on it, the reasons "
            "for this route in your case, and the other routes they give or could refer you to."
        ),
        red_flags=_(
            "Every other route is called useless or dangerous, with no source. They give one "
            "route only and do not say so."
        ),
    ),
    Question(
        key="fit",
        group="urged",
        text=_("Which experience would be the most fitting and the safest for me?"),
        why=_(
            "People differ in their health, their history and what they wish to feel. A plan made "
            "for everybody can leave that out."
        ),
        therapy_side=_(
            "The psychotherapy text names conditions that speak against ketamine. It also passes "
            "on a teacher's speculation that strong doses close together can overwhelm a person."
        ),
        infusion_side=_(
            "The infusion text says that a session should be adjusted to the person. In its "
            "view psychotherapy with ketamine does not suit many people."
        ),
        good_answer=_(
            "Questions about your health, your history and your wishes before there is a plan. A "
            "reason for each choice, what else was considered, and when they would advise against "
            "treatment."
        ),
        red_flags=_(
            "A plan and a price come before anybody has asked about your health. You are told "
            "that it suits everyone."
        ),
    ),
)
