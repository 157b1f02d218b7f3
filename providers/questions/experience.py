"""Questions about experience and training, and about evidence and results."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="years",
        group="experience",
        text=_("How long have you offered ketamine treatment?"),
        why=_(
            "A new practice can be careful and an old one careless. Still, it helps to know how "
            "much time they have had to learn."
        ),
        therapy_side=_(
            "The psychotherapy text says openly that its writer had only just been trained, and "
            "that this was an early stage."
        ),
        infusion_side=_(
            "The infusion text says that its clinic has nine years of practice, and that many "
            "clinics which use other routes have less."
        ),
        good_answer=_(
            "The year they began with ketamine, and with the route and the form of treatment they "
            "propose to you. Whether the same clinicians are still there."
        ),
        red_flags=_(
            "The answer adds up the years of all the staff, or counts time before they gave "
            "ketamine. They will not say when they began with your route."
        ),
    ),
    Question(
        key="numbers",
        group="experience",
        text=_("How many patients have you treated this way, and in how many sessions?"),
        why=_("Numbers show how much a team has seen. They do not show how well its patients did."),
        therapy_side=_(
            "The psychotherapy text says that its writer was treating two people with this method "
            "at the time."
        ),
        infusion_side=_(
            "The infusion text says that its clinic has treated more than 4,000 people, with "
            "infusions in the tens of thousands."
        ),
        good_answer=_(
            "Numbers for this route and this form of treatment, the date up to which they count, "
            "and how many people had a condition like yours."
        ),
        red_flags=_(
            "A large number with no date and no word on what it counts. Numbers take the place of "
            "an answer on how people fared."
        ),
    ),
    Question(
        key="training",
        group="experience",
        text=_("What training do you and your staff have for this?"),
        why=_(
            "Giving an anesthetic and giving psychotherapy are different skills, and a license "
            "need not show either. So ask for training by name."
        ),
        evidence=("law.states",),
        therapy_side=_(
            "The psychotherapy text describes a recent course that joined ketamine and Internal "
            "Family Systems, and praises it."
        ),
        infusion_side=_(
            "The infusion text calls many clinics which use other routes less experienced. It "
            "names no training."
        ),
        good_answer=_(
            "Licenses and board certifications. The name, length and year of any ketamine course. "
            "Who on the team is trained in life support, and who in psychotherapy."
        ),
        red_flags=_(
            "Only “certified” or “trained”, with no course, length or year. Nobody on the team "
            "can name who is trained for an emergency."
        ),
    ),
    Question(
        key="protocol",
        group="evidence",
        text=_(
            "Which protocol and evidence do you follow, from trials of ketamine or other drugs?"
        ),
        why=_(
            "A result for one drug, dose or route may not hold for another. So ask what was "
            "tested, and how far it is what you would get."
        ),
        evidence=("iv.given", "spravato.course", "psychotherapy.course"),
        therapy_side=_(
            "The psychotherapy text describes a usual schedule and says that it appears to help "
            "most. It cites no trial."
        ),
        infusion_side=_(
            "The infusion text says that infusions rest on protocols proved over 20 years, and "
            "that new psychotherapy clinics borrow theirs from early trials of MDMA and "
            "psilocybin. It cites no trial of infusions."
        ),
        good_answer=_(
            "The guideline or published study by name, the drug and the route it tested, where "
            "their own practice departs from it, and why."
        ),
        red_flags=_(
            "“Proven” or “our own protocol”, with nothing that you could look up. A study of "
            "another drug, dose or route is offered as proof."
        ),
    ),
    Question(
        key="outcomes",
        group="evidence",
        text=_("How many of your patients get better, and how do you measure it?"),
        why=_(
            "Getting better can mean many things, and people who leave early are easily left out "
            "of the count. No figure can promise you a result."
        ),
        therapy_side=_(
            "The psychotherapy text speaks of deep and moving experiences of its writer's first "
            "patients. It gives no success rate."
        ),
        infusion_side=_(
            "The infusion text says that its clinic's patients do equally well whatever they feel "
            "in the session. It gives no success rate."
        ),
        good_answer=_(
            "The share of patients who improved, by which questionnaire, after how long, and out "
            "of how many. What became of those who stopped. No talk of a guarantee or a cure."
        ),
        red_flags=_(
            "“Guaranteed”, “cure”, or a success rate with no questionnaire and no number of "
            "patients. Only praise from chosen patients is offered."
        ),
    ),
    Question(
        key="unknowns",
        group="evidence",
        text=_("What is not known about this treatment?"),
        why=_(
            "Knowing the limits of the evidence lets you weigh it. Whoever knows a treatment well "
            "knows what is still open about it."
        ),
        evidence=("guidance.long_term",),
        therapy_side=_(
            "The psychotherapy text says that much about psychotherapy with ketamine is still "
            "open, because nobody stands to gain by paying for trials."
        ),
        infusion_side=_(
            "The infusion text calls the protocols of new psychotherapy clinics untested. It "
            "names no open question about infusions."
        ),
        good_answer=_(
            "Open questions named plainly: effects over years, how long a benefit lasts, who does "
            "not respond, what repeated use may do. How they keep up with new findings."
        ),
        red_flags=_(
            "They say that nothing is unknown, or that doubts come from people with an interest. "
            "The question is brushed aside."
        ),
    ),
)
