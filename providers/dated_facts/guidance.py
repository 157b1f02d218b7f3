"""What professional societies ask for (facts.md, section 3)."""

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

TEXTS = (
    FirstText(
        "guidance.long_term",
        _(
            "A task force of the American Psychiatric Association asked in 2017 to weigh that "
            "there are few data on long-term use."
        ),
        _("Sanacora and others, JAMA Psychiatry, 2017, read in its abstract"),
        "http://jamanetwork.com/journals/jamapsychiatry/article-abstract/2605202",
        PRIMARY,
    ),
    FirstText(
        "guidance.place",
        _(
            "An international group of experts wrote in 2021 that the place of ketamine in the "
            "order of treatments is not known."
        ),
        _("McIntyre and others, American Journal of Psychiatry, 2021"),
        "https://psychiatryonline.org/doi/10.1176/appi.ajp.2020.20081251",
        PRIMARY,
    ),
    FirstText(
        "guidance.not_first",
        _(
            "Two nurses' associations hold together that ketamine infusions are not a first "
            "treatment, and that a psychiatric clinician and whoever gives the infusion should "
            "work together."
        ),
        _("American Psychiatric Nurses Association, joint position with the AANA, undated"),
        "https://www.apna.org/news/ketamine-infusion-therapy/",
        PRIMARY,
    ),
    FirstText(
        "guidance.standards",
        _(
            "The American Society of Anesthesiologists asked in February 2025 for the same "
            "standards as with other anesthetics, and for visits face to face from time to time."
        ),
        _("American Society of Anesthesiologists, February 11, 2025"),
        "https://asahq.org/advocating-for-you/guidance/ketamine-safe-use",
        PRIMARY,
    ),
    FirstText(
        "guidance.staff",
        _(
            "The task force of the American Psychiatric Association is reported to have named, in "
            "2017, staff trained in advanced cardiac life support, and breathing, heart and state "
            "of mind watched throughout."
        ),
        _("A clinic, lopezpsychiatry.com, in its own words, undated"),
        "",
        SECONDARY,
    ),
    FirstText(
        "guidance.observed",
        _(
            "ASKP3, a society of ketamine clinicians, tells people to ask how they are observed, "
            "what happens in an emergency, and whether a support person may be there."
        ),
        _("ASKP3, what to look for in a clinic, undated"),
        "https://www.askp.org/patients/what-to-look-for-in-a-clinic/",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
)
