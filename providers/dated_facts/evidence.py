"""What studies and societies have found, and what is open (facts.md, sections 1, 3, 5, 6, 8, 9)."""

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

KEW = "https://www.cambridge.org/core/journals/bjpsych-open/article/ketamine-and-psychotherapy-for-the-treatment-of-psychiatric-disorders-systematic-review/97614770DE6BC7846763FE19801D412D"

TEXTS = (
    FirstText(
        "evidence.route",
        _(
            "We found no finished randomized trial of infusions against Spravato; one with 400 "
            "people is under way at Yale (NCT06713616). ASKP3, a society of ketamine clinicians, "
            "endorses no route."
        ),
        _("ASKP3; arctuva.com, on the trial"),
        "https://www.askp.org/",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "evidence.dissociation",
        _(
            "It is not settled whether dissociation is needed. A 2020 review found a link between "
            "what people felt and benefit in 3 of 8 studies. An analysis of 576 people given "
            "esketamine found none; one of 126 people found one for depersonalization."
        ),
        _("Mathai and others, 2020, and two analyses shown by moreblossom.com"),
        "https://moreblossom.com/papers/the-relationship-between-subjective-effects-induced-by-a-single-dose-of-ketamine",
        PRIMARY,
    ),
    FirstText(
        "evidence.psychotherapy",
        _(
            "A 2023 review calls it an open question whether psychotherapy improves or prolongs "
            "the effect. A 2019 report on 235 people who had both had no comparison group."
        ),
        _("Kew and others, 2023; Dore and others, 2019"),
        KEW,
        PRIMARY,
    ),
    FirstText(
        "evidence.home",
        _(
            "In a 2022 study by a seller of home treatment, 62.8 percent of 1,247 people had their "
            "depression score at least halved; there was no comparison group. The FDA warned about "
            "compounded ketamine at home in October 2023, and the American Society of "
            "Anesthesiologists voiced concern in February 2025."
        ),
        _("Hull and others, 2022; FDA, October 10, 2023, as reported; ASA, February 11, 2025"),
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
        _("Consensus of ASRA, AAPM and ASA, 2018, partly from a summary"),
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
        _(
            "A clinic's guide of November 2025 puts an infusion at $400 to $800 if you pay "
            "yourself. An undated site gives a median of about $590 for an infusion and about $425 "
            "for an injection into a muscle; an older page of it says $338."
        ),
        _("rejuvenate-az.com, November 2025; ketaminetherapyfordepression.org, undated"),
        "https://rejuvenate-az.com/insights/ketamine-therapy-cost-guide-2025-pricing-insurance-how-to-afford-treatment",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "evidence.insurance",
        _(
            "Infusions for mental health, and ketamine given with psychotherapy, are typically not "
            "covered; the hours of psychotherapy and the medical visits may be in network. For "
            "Spravato, insurers nearly always ask for prior authorization."
        ),
        _("Medica, 2014; QualChoice; Highmark, 2024; 8phasescounseling.com"),
        "https://documents.qualchoice.com/area/shared/MedicalPolicies.aspx?alpha=O&sop=BI641%3A00",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
)
