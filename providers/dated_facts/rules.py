"""Law, payers and warnings (facts.md, sections 2, 5, 6 and 10)."""

from datetime import date

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

TEXTS = (
    FirstText(
        "law.ketamine",
        _(
            "The FDA approved ketamine in 1970 as an anesthetic, into a vein or a muscle. Use for "
            "mood or pain is off-label."
        ),
        _("American Association of Nurse Anesthesiology (AANA)"),
        "https://aana.com/practice/clinical-practice-resources/ketamine-infusion-therapy",
        SECONDARY,
    ),
    FirstText(
        "law.schedule",
        _("Ketamine is a controlled medicine (Schedule III, since 1999)."),
        _("A law firm, harrisbricken.com, undated"),
        "https://harrisbricken.com/psychedelics-glossary",
        SECONDARY,
    ),
    FirstText(
        "law.states",
        _(
            "State law varies. Most states have no license for ketamine clinics: the prescriber's "
            "license and registration with the DEA are all there is."
        ),
        _("iwilliamslaw.com; licensedpsychedelics.com; undated"),
        "",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "law.telehealth",
        _(
            "Prescribing controlled medicines without a visit in person rests on a federal rule "
            "that was set to end on December 31, 2026. Ask whether it has been extended, and what "
            "happens to your treatment if not."
        ),
        _("HHS, January 2, 2026"),
        "https://www.hhs.gov/press-room/dea-telemedicine-extension-2026.html",
        PRIMARY,
        review_by=date(2026, 12, 31),
    ),
    FirstText(
        "caution.rems",
        _(
            "The safety program for Spravato (REMS) allows it only in certified settings, never to "
            "take home. You are watched for at least two hours each time, and do not drive until "
            "the next day, after a restful sleep."
        ),
        _("spravatorems.com and the label"),
        "https://spravatorems.com",
        PRIMARY,
    ),
    FirstText(
        "caution.not_spravato",
        _(
            "This is not Spravato. A pharmacy mixes it to order. In February 2022 the FDA warned "
            "that compounded nasal ketamine has no approved dosing, and reported harm."
        ),
        _("Washington State Department of Health, on the FDA's alert of 2022"),
        "https://doh.wa.gov/newsroom/potential-risks-compounded-ketamine-nasal-spray",
        PRIMARY,
    ),
    FirstText(
        "caution.compounded",
        _(
            "In October 2023 the FDA warned about compounded ketamine, also by mouth and at home: "
            "it knew of no evidence that it is safer, works better or works faster than approved "
            "medicines."
        ),
        _("FDA warning of October 10, 2023, as reported"),
        "https://simhcottumwa.org/fda-warns-of-dangers-of-compounded-ketamine-for-psychiatric-use-2",
        SECONDARY,
    ),
    FirstText(
        "caution.deferred_interest",
        _(
            "Ask whether a loan has deferred interest: if anything is still unpaid at the end of a "
            "promotional period, all the interest since the beginning falls due. Ask for the rate, "
            "and for that date."
        ),
        _("What the term means, in our own words; no lender is meant"),
        "",
        SECONDARY,
    ),
    FirstText(
        "money.good_faith",
        _(
            "Without insurance, or if you do not use it, you have a right to a good-faith estimate "
            "before treatment. If the bill is $400 or more above it, you can dispute the bill "
            "within 120 days, for a fee of $25."
        ),
        _("No Surprises Act: text of cms.gov, read on clinics' pages"),
        "",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "money.not_covered",
        _(
            "For mental health, insurers typically call infusions, injections and lozenges "
            "investigational and do not cover them."
        ),
        _("QualChoice, policy BI641; so did Medica in 2014"),
        "https://documents.qualchoice.com/area/shared/MedicalPolicies.aspx?alpha=O&sop=BI641%3A00",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "money.veterans",
        _("Some VA sites, and some care in the community that the VA arranges, pay for ketamine."),
        _("avestaketaminewellness.com, 2025; rsds.org"),
        "http://avestaketaminewellness.com/blog/how-much-is-ketamine-therapy/",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "money.tricare",
        _(
            "TRICARE covers Spravato. On other ketamine sources conflict: one says generally no, "
            "another plainly yes. Ask TRICARE."
        ),
        _("legalclarity.org; healingmaps.com; undated"),
        "",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "money.psychotherapy",
        _(
            "Where psychotherapy belongs to it, those hours and the medical visits may be in "
            "network even though the medicine is not covered."
        ),
        _("A practice, 8phasescounseling.com, undated"),
        "",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "psychotherapy.course",
        _("With psychotherapy there is no standard protocol."),
        _("Psychiatric Times, undated"),
        "https://psychiatrictimes.com/view/learning-to-use-psychedelic-agents-with-undefined-protocols",
        SECONDARY,
    ),
)
