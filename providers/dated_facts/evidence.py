"""What studies and societies have found, and what is open (facts.md, sections 1, 3, 5, 8 and 9).

One source to a fact, so that each sentence has its own address, grade and date.
"""

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

KEW = "https://www.cambridge.org/core/journals/bjpsych-open/article/ketamine-and-psychotherapy-for-the-treatment-of-psychiatric-disorders-systematic-review/97614770DE6BC7846763FE19801D412D"
DORE = "https://www.researchgate.net/publication/332040175"
PAPERS = "https://moreblossom.com/papers/"

TEXTS = (
    FirstText(
        "evidence.route",
        _(
            "We found no finished randomized trial of infusions against Spravato. One with 400 "
            "people is under way at Yale (NCT06713616)."
        ),
        _("arctuva.com, on the trial at Yale"),
        "",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "evidence.route_society",
        _("ASKP3, a society of ketamine clinicians, endorses no route."),
        _("ASKP3"),
        "https://www.askp.org/",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "evidence.dissociation",
        _(
            "It is not settled whether dissociation is needed. A 2020 review found a link between "
            "what people felt and benefit in 3 of 8 studies."
        ),
        _("Mathai and others, 2020, as shown by moreblossom.com"),
        f"{PAPERS}the-relationship-between-subjective-effects-induced-by-a-single-dose-of-ketamine",
        PRIMARY,
    ),
    FirstText(
        "evidence.dissociation_esketamine",
        _(
            "An analysis of 576 people given esketamine found no link between dissociation and "
            "benefit."
        ),
        _("A later analysis of esketamine trials, as shown by moreblossom.com"),
        f"{PAPERS}reconsidering-dissociation-as-a-predictor-of-antidepressant-efficacy-for-esketam",
        PRIMARY,
    ),
    FirstText(
        "evidence.dissociation_depersonalization",
        _(
            "A study of 126 people found a link between benefit and one part of dissociation, "
            "depersonalization."
        ),
        _("A study of ketamine in depression, as shown by moreblossom.com"),
        f"{PAPERS}features-of-dissociation-differentially-predict-antidepressant-response-to-ketam",
        PRIMARY,
    ),
    FirstText(
        "evidence.psychotherapy",
        _("It is an open question whether psychotherapy improves or prolongs the effect."),
        _("Kew and others, 2023, a review"),
        KEW,
        PRIMARY,
    ),
    FirstText(
        "evidence.psychotherapy_report",
        _("A 2019 report on 235 people given ketamine with psychotherapy had no comparison group."),
        _("Dore and others, 2019"),
        DORE,
        PRIMARY,
    ),
    FirstText(
        "evidence.home",
        _(
            "In a 2022 study of ketamine under the tongue at home, written by its sponsor, 62.8 "
            "percent of 1,247 people had their depression score at least halved. There was no "
            "comparison group."
        ),
        _("Hull and others, 2022, as shown by moreblossom.com"),
        f"{PAPERS}at-home-sublingual-ketamine-telehealth-is-a-safe-and-effective-treatment-for-mod",
        PRIMARY,
    ),
    FirstText(
        "evidence.home_authors",
        _(
            "The authors of a 2019 report on 235 people, with no comparison group, call supervised "
            "use at home ideal, beside that in an office."
        ),
        _("Dore and others, 2019"),
        DORE,
        PRIMARY,
    ),
    FirstText(
        "evidence.home_anesthesiologists",
        _(
            "The American Society of Anesthesiologists voiced concern in February 2025 about use "
            "at home and in places without accreditation."
        ),
        _("American Society of Anesthesiologists, February 11, 2025"),
        "https://asahq.org/advocating-for-you/guidance/ketamine-safe-use",
        PRIMARY,
    ),
    FirstText(
        "evidence.pain",
        _(
            "Three societies found moderate evidence in 2018 for complex regional pain syndrome, "
            "for up to 12 weeks, and weak short-term evidence after spinal cord injury. For "
            "fibromyalgia, migraine, back pain, cancer pain and other nerve pain it was weak or "
            "there was none."
        ),
        _("Consensus of ASRA, AAPM and ASA, 2018, read in part in a summary"),
        "https://www.asra.com/news-publications/asra-updates/blog-landing/guidelines/2018/07/01/consensus-guidelines-on-the-use-of-intravenous-ketamine-infusions-for-chronic-pain-management",
        SECONDARY,
    ),
    FirstText(
        "evidence.durability",
        _(
            "After a course of six infusions the median time to relapse was 18 days in a study of "
            "treatment-resistant depression, and 41 days in one of PTSD."
        ),
        _("Kew and others, 2023, citing Murrough and Albott"),
        KEW,
        PRIMARY,
    ),
    FirstText(
        "evidence.price",
        _("A guide puts an infusion at $400 to $800 if you pay yourself."),
        _("A clinic, rejuvenate-az.com, November 2025"),
        "https://rejuvenate-az.com/insights/ketamine-therapy-cost-guide-2025-pricing-insurance-how-to-afford-treatment",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "evidence.price_medians",
        _(
            "One site gives a median of about $590 for an infusion and about $425 for an injection "
            "into a muscle; an older page of it says $338."
        ),
        _("ketaminetherapyfordepression.org, undated"),
        "https://ketaminetherapyfordepression.org/?p=2707",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
)
