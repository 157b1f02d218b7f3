"""Questions about the session itself."""

from django.utils.translation import gettext_lazy as _

from .question import Question

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="setting",
        group="session",
        text=_("Where would I be, on site or at home, and who would watch over me?"),
        why=_(
            "It decides who can help you if you need it, and how soon. About treatment at home, "
            "authorities and the authors of studies differ."
        ),
        evidence=("evidence.home", "law.telehealth"),
        therapy_side=_(
            "The psychotherapy text does not favor home use with a clinician only on a screen. It "
            "also regrets strong infusions in a clinical room with no therapy afterwards."
        ),
        infusion_side=_(
            "The infusion text is wary of psychotherapy with ketamine, whether at home or in an "
            "office, and calls those protocols untested."
        ),
        good_answer=_(
            "The room, and whether it is private. Who is there in person or on live video, for "
            "how long, and how many patients they watch at once. At home: who else must be there, "
            "and what happens if the connection fails."
        ),
        red_flags=_(
            "Nobody can say who watches over you the whole time. At home: you would be alone, or "
            "the plan ends when the connection does."
        ),
    ),
    Question(
        key="dissociation",
        group="session",
        text=_("Do you aim at a dissociative state, and can I avoid it or make it milder?"),
        why=_(
            "Dissociation means feeling apart from your body or from what is around you. Some "
            "people seek that and others dread it, and whether it is needed is not settled."
        ),
        evidence=("evidence.dissociation",),
        therapy_side=_(
            "The psychotherapy text values the experience itself, and says that it can open "
            "people to compassion, also for themselves."
        ),
        infusion_side=_(
            "The infusion text says that dissociation is not needed. It reports that most of its "
            "clinic's patients like a mild floating feeling, and that others would rather not "
            "have it."
        ),
        good_answer=_(
            "What most of their patients feel, and how strongly. Whether they seek it, accept it "
            "or keep it low. What they would change if you wanted less, and how they prepare you."
        ),
        red_flags=_(
            "You are told what you must feel for it to work, or that your wish makes no "
            "difference. A strong experience is promised, or said to be impossible."
        ),
    ),
    Question(
        key="control",
        group="session",
        text=_("Can the dose or its speed be changed once begun, and can it be stopped?"),
        why=_(
            "If it becomes too much, it helps to know beforehand what can still be changed, and "
            "by whom. Routes differ in this."
        ),
        evidence=("iv.control", "im.control", "spravato.control"),
        therapy_side=_(
            "The psychotherapy text speaks for low doses and against many strong ones close "
            "together. It does not discuss changes during a session."
        ),
        infusion_side=_(
            "The infusion text says that only an infusion can be adjusted or halted while it "
            "runs, and that with other routes a physician cannot step in."
        ),
        good_answer=_(
            "What can be changed, by whom, how soon you would notice, and how to ask for it if "
            "speaking is hard. If it cannot be stopped: how the dose is chosen or divided, and "
            "what helps until it passes."
        ),
        red_flags=_(
            "“You will not need to stop” instead of an answer. Nobody can say what happens if you "
            "find it too much halfway."
        ),
    ),
    Question(
        key="length",
        group="session",
        text=_("How long is a session, and how long is the whole visit?"),
        why=_("It decides the time off work, the way home and often the price."),
        evidence=("iv.session", "im.session", "lozenge.session", "spravato.session"),
        therapy_side=_("The psychotherapy text puts a session at about three hours."),
        infusion_side=_(
            "The infusion text likens psychotherapy with ketamine to the four-hour experience "
            "with other drugs. It gives no length for an infusion."
        ),
        good_answer=_(
            "Minutes until the stronger effects have passed, minutes for the whole visit, and who "
            "decides when you may leave."
        ),
        red_flags=_(
            "You would be sent home at a fixed minute, however you feel. The time stated leaves "
            "out recovery, or changes when you ask again."
        ),
    ),
    Question(
        key="trauma",
        group="session",
        text=_("I have PTSD: could this bring on flashbacks, and what would you do then?"),
        why=_(
            "If you live with trauma, it helps to know beforehand what the team does when painful "
            "memories come up."
        ),
        therapy_side=_(
            "The psychotherapy text counts PTSD among the conditions that ketamine has helped "
            "with. It does not mention flashbacks."
        ),
        infusion_side=_(
            "The infusion text comes from a clinic that treats PTSD too. It says that some new "
            "patients fear that dissociation may bring back what they do not want to relive."
        ),
        good_answer=_(
            "How many people with PTSD they have treated. A plan made with you: what to avoid, a "
            "sign for help, who stays with you, and who calls you in the following days."
        ),
        red_flags=_(
            "They say that it never happens, or that reliving is always healing. No plan is made "
            "with you beforehand, and nobody calls afterwards."
        ),
    ),
)
