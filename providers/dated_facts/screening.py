"""What to raise with a clinician beforehand, and who says so (facts.md, sections 2 and 4).

For MAOIs, stimulants and medicines that calm the fact sheet knows no source, so none stands here.
"""

from django.utils.translation import gettext_noop as _

from .first_text import PRIMARY, SECONDARY, FirstText

TEXTS = (
    FirstText(
        "screening.text",
        _(
            "The psychotherapy text lists eleven reasons against ketamine: uncontrolled blood "
            "pressure, unstable heart disease, an aneurysm in the brain, bladder or kidney "
            "disease, obstructive sleep apnea, pregnancy or breastfeeding, active psychosis, "
            "active mania, a severe dissociative disorder, a recent brain injury and current "
            "misuse of substances."
        ),
        _("The psychotherapy text, a blog post"),
        "",
        SECONDARY,
    ),
    FirstText(
        "screening.label",
        _(
            "The label of Spravato names three reasons not to use it: an aneurysm or a malformed "
            "blood vessel, a bleed in the brain, and an allergy to it."
        ),
        _("The Spravato label; no address known"),
        "",
        PRIMARY,
    ),
    FirstText(
        "screening.consensus",
        _(
            "Three societies that wrote on ketamine for pain advise against it with poorly "
            "controlled heart disease, psychosis, severe liver disease, raised pressure in the "
            "skull or the eye, and active misuse of substances."
        ),
        _("Consensus of ASRA, AAPM and ASA, 2018, read in a summary"),
        "https://www.asra.com/news-publications/asra-updates/blog-landing/guidelines/2018/07/01/consensus-guidelines-on-the-use-of-intravenous-ketamine-infusions-for-chronic-pain-management",
        SECONDARY,
    ),
    FirstText(
        "screening.clinic",
        _(
            "A clinic adds an overactive thyroid that is not under control, bladder trouble, "
            "mania, pregnancy and breastfeeding."
        ),
        _("A clinic, carolinascenter.com, undated"),
        "",
        SECONDARY,
    ),
    FirstText(
        "screening.interactions",
        _(
            "A 2021 review reports that benzodiazepines shorten or lessen the effect of ketamine, "
            "and that lamotrigine probably does too."
        ),
        _("Veraart and others, 2021"),
        "https://research.rug.nl/en/publications/pharmacodynamic-interactions-between-ketamine-and-psychiatric-med",
        PRIMARY,
    ),
    FirstText(
        "screening.antidepressants",
        _(
            "A 2017 review reports that antidepressants of the SSRI kind generally need not be "
            "stopped for ketamine."
        ),
        _("Andrade, 2017"),
        "https://www.psychiatrist.com/JCP/article/Pages/2017/v78n07/17f11802.aspx",
        PRIMARY,
    ),
)
