"""Spravato, and the compounded spray that is not Spravato (facts.md, sections 1, 2, 5 and 6)."""

from datetime import date

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

DOSING = "https://www.oncologynurseadvisor.com/drug/spravato/"
COSTS = "https://ketaminetherapyfordepression.org/?p=2707"
LABEL_SUMMARY = _("A summary of the label, at butalbitalapap.org, undated")
LABEL = _("The Spravato label, read in summaries, undated; no address known")

TEXTS = (
    FirstText(
        "spravato.absorbed",
        _("About 48 percent."),
        LABEL_SUMMARY,
        "",
        SECONDARY,
    ),
    FirstText(
        "spravato.onset",
        _("The level in the blood is highest 20 to 40 minutes after the spray."),
        LABEL_SUMMARY,
        "",
        SECONDARY,
    ),
    FirstText(
        "spravato.session",
        _("With Spravato, at least two hours on site, every time, with a provider watching."),
        _("The safety program for Spravato (REMS)"),
        "https://spravatorems.com",
        PRIMARY,
    ),
    FirstText(
        "spravato.visit",
        _("No food for two hours before Spravato, and no drink for half an hour."),
        _("Oncology Nurse Advisor, undated"),
        DOSING,
        SECONDARY,
    ),
    FirstText(
        "spravato.pressure",
        _("With Spravato, blood pressure is taken before a dose and about 40 minutes after it."),
        _("Oncology Nurse Advisor, undated"),
        DOSING,
        SECONDARY,
    ),
    FirstText(
        "spravato.control",
        _("Spravato comes in two set doses: 56 mg and 84 mg."),
        _("Oncology Nurse Advisor, undated"),
        DOSING,
        SECONDARY,
    ),
    FirstText(
        "spravato.course",
        _(
            "Spravato is given for treatment-resistant depression twice a week for four weeks, "
            "weekly for four more, then weekly or every two weeks; with acute suicidal thoughts or "
            "behavior twice a week for four weeks."
        ),
        _("Oncology Nurse Advisor, undated"),
        DOSING,
        SECONDARY,
    ),
    FirstText(
        "spravato.approved",
        _(
            "Spravato was approved in 2019 for treatment-resistant depression and in 2020 for "
            "depression with acute suicidal thoughts or behavior, both times with an "
            "antidepressant by mouth."
        ),
        _("Oncology Nurse Advisor, undated"),
        DOSING,
        SECONDARY,
    ),
    FirstText(
        "spravato.limits",
        _("Spravato has not been shown to prevent suicide, and is not for people under 18."),
        LABEL,
        "",
        SECONDARY,
    ),
    FirstText(
        "spravato.alone",
        _(
            "Since January 21, 2025 Spravato is approved for treatment-resistant depression on its "
            "own. In the trial 22.5 percent were in remission after four weeks, against 7.6 "
            "percent."
        ),
        _("Becker's Hospital Review, January 2025"),
        "https://www.beckershospitalreview.com/pharmacy/j-j-approves-1st-monotherapy-for-treatment-resistant-depression.html",
        SECONDARY,
    ),
    FirstText(
        "spravato.boxed",
        _(
            "The label of Spravato carries a boxed warning: sedation, dissociation, slowed "
            "breathing, misuse, and suicidal thoughts."
        ),
        LABEL,
        "",
        SECONDARY,
    ),
    FirstText(
        "spravato.insurers",
        _("Insurers that cover Spravato nearly always ask for prior authorization first."),
        _(
            "Policies of CarePartners of Connecticut (April 2022) and Highmark (2024); no address "
            "known"
        ),
        "",
        PRIMARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "spravato.billing",
        _(
            "Medicare and most insurers are billed one code for medicine, visit and two hours of "
            "watching: G2082 up to 56 mg, G2083 above."
        ),
        _("pabau.com, undated"),
        "https://pabau.com/procedure-codes/hcpcs-code-g2083/",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "spravato.billing_code",
        _("Since January 1, 2026 the code of the medicine alone is J0013, no longer S0013."),
        _("neolytix.com, 2026"),
        "https://neolytix.com/articles/spravato-cpt-code-2026-j0013-g2082-g2083/",
        SECONDARY,
        review_by=date(2027, 1, 1),
    ),
    FirstText(
        "spravato.price",
        _(
            "One site gives a median of $1,050 a Spravato session without insurance, $286 with it, "
            "and $135 with the maker's help."
        ),
        _("ketaminetherapyfordepression.org, undated"),
        COSTS,
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "spravato.help",
        _(
            "With commercial insurance the maker's program brings the medicine down to $10 a "
            "treatment, up to $8,150 a year."
        ),
        _("ketaminetherapyfordepression.org, undated"),
        "https://ketaminetherapyfordepression.org/?p=315",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "nasal.absorbed",
        _("Sources conflict: one says 25 to 50 percent, another 15 to 40."),
        _("Primidi; a clinic, keystoneadvancedtherapies.com; both undated"),
        "",
        SECONDARY,
    ),
)
