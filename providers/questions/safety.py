"""Questions about safety before, during and after a session."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="present",
        group="safety",
        text=_("Who will be in the room with me, and for how long?"),
        why=_(
            "Somebody should notice in time if you need help. It matters what that person is "
            "trained to do, and who else they are looking after."
        ),
        evidence=("guidance.staff", "guidance.standards", "guidance.observed"),
        therapy_side=_(
            "The psychotherapy text feels that it is unsafe to take ketamine alone at home with a "
            "clinician on video."
        ),
        infusion_side=_(
            "The infusion text wants a physician to be able to step in, and says that only "
            "infusions allow that."
        ),
        good_answer=_(
            "The role and license of each person, whether they stay throughout, how many patients "
            "they look after at once, where the prescriber is, and whether you may bring "
            "somebody."
        ),
        red_flags=_(
            "“Our team” with nobody named, or a person who comes and goes between rooms. Nobody "
            "says who would act if you needed help."
        ),
    ),
    Question(
        key="safety",
        group="safety",
        text=_("What do you monitor, and what happens if something goes wrong?"),
        why=_("If something goes wrong, somebody has to notice it and know what to do."),
        evidence=("guidance.standards", "spravato.boxed", "caution.rems"),
        therapy_side=_(
            "The psychotherapy text calls ketamine safe, and points to its long use in emergency "
            "medicine."
        ),
        infusion_side=_(
            "The infusion text says that infusions have proved safe over 20 years, and that "
            "only they leave room to adjust and so to stay safe."
        ),
        good_answer=_(
            "Which of blood pressure, pulse, oxygen and breathing are measured, and how often. "
            "Who is certified in life support. What equipment is in the room. A written plan for "
            "getting you to a hospital. At home: who does what, step by step."
        ),
        red_flags=_(
            "“It is completely safe” instead of an answer. Nothing is measured, or nobody can "
            "describe the plan for an emergency."
        ),
    ),
    Question(
        key="screening",
        group="safety",
        text=_("What do you check beforehand, and for whom is it not suitable?"),
        why=_(
            "Some conditions speak against ketamine, so a clinician has to ask about them. "
            "Nothing on this site can tell you whether it is suitable for you."
        ),
        evidence=("screening.label", "screening.consensus", "screening.clinic"),
        therapy_side=_(
            "The psychotherapy text lists eleven reasons against ketamine. Among them are heart "
            "disease, psychosis, uncontrolled blood pressure, pregnancy and misuse of substances."
        ),
        infusion_side=_(
            "The infusion text says that psychotherapy with ketamine does not suit many "
            "patients. It lists no conditions."
        ),
        good_answer=_(
            "A medical and psychiatric history taken by a licensed clinician, blood pressure, "
            "tests where needed, and a list of what makes them say no or wait. Who decides, and "
            "whether they speak with your own doctors."
        ),
        red_flags=_(
            "You could book and pay without a medical history, or a form is read by nobody "
            "licensed. They cannot name anyone whom they would turn away."
        ),
    ),
    Question(
        key="medicines",
        group="safety",
        text=_("Must I change or stop any of my medicines?"),
        why=_(
            "Some medicines may change what ketamine does. Do not stop or change a medicine "
            "without the clinician who prescribes it."
        ),
        evidence=("screening.interactions", "screening.antidepressants"),
        therapy_side=_(
            "The psychotherapy text says that SSRI antidepressants need not be tapered first, and "
            "that MDMA and psilocybin differ in this."
        ),
        infusion_side="",
        good_answer=_(
            "They ask about everything you take, with or without a prescription, and about "
            "alcohol. They say which medicines matter, such as benzodiazepines, lamotrigine, "
            "MAOIs, stimulants and opioids, and agree on any change with your prescriber."
        ),
        red_flags=_(
            "Nobody asks what you take. You are told to stop a medicine without the clinician who "
            "prescribes it."
        ),
    ),
    Question(
        key="worse",
        group="safety",
        text=_("What if I feel worse, or very unsettled, afterwards?"),
        why=_(
            "A hard time can come when you are already home, so ask this whatever the route. In a "
            "crisis you can call or text 988 at any hour; in an emergency, call 911."
        ),
        therapy_side=_(
            "The psychotherapy text passes on a teacher's speculation about strong infusions in "
            "quick succession: some people were distressed because change came faster than the "
            "therapy that it needs."
        ),
        infusion_side="",
        good_answer=_(
            "A name and a number, the hours in which somebody answers, and how soon. A check on "
            "you in the first days. What they do about thoughts of suicide, and when they would "
            "pause or end treatment."
        ),
        red_flags=_(
            "Feeling worse is always called part of healing. There is only a mailbox, and no "
            "answer on thoughts of suicide."
        ),
    ),
    Question(
        key="after",
        group="safety",
        text=_("What may I do, and not do, in the hours and days afterwards?"),
        why=_(
            "You may need to plan work, children and the way home. Ask every provider for its own "
            "rule on driving."
        ),
        evidence=("caution.rems",),
        therapy_side=_(
            "The psychotherapy text suggests quiet, creative and bodily activities for the week "
            "or so in which it says the brain is readiest to change. It does not mention driving."
        ),
        infusion_side=_(
            "The infusion text recommends that psychotherapy go on, to hold on to the progress. "
            "It does not mention driving."
        ),
        good_answer=_(
            "Written instructions: how long not to drive, use machines or decide anything "
            "important; whether somebody must take you home; food, alcohol and medicines; and "
            "what they suggest for the days after."
        ),
        red_flags=_(
            "Nothing in writing, or you may drive whenever you feel ready. Nobody asks how you "
            "will get home."
        ),
    ),
)
