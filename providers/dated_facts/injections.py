"""Ketamine into a vein, into a muscle and under the skin (facts.md, sections 1, 2 and 5)."""

from django.utils.translation import gettext_noop as _

from .first_text import PRIMARY, SECONDARY, FirstText

RESOURCE = "https://ketamineresource.com/blog/bioavailability"
IV_VS_IM = "https://insightketamine.com/iv-vs-im"

TEXTS = (
    FirstText(
        "iv.given",
        _("Almost all studies of depression gave 0.5 mg per kilogram over 40 minutes."),
        _("Fava and others, Molecular Psychiatry, 2018"),
        "https://www.nature.com/articles/s41380-018-0256-5",
        PRIMARY,
    ),
    FirstText(
        "iv.absorbed",
        _("All of it, by definition: it goes straight into the blood."),
        _("ketamineresource.com, undated"),
        RESOURCE,
        SECONDARY,
    ),
    FirstText(
        "iv.session",
        _(
            "For an infusion, clinics describe 40 to 60 minutes at the pump, then 30 to 60 minutes "
            "of recovery."
        ),
        _("Two clinics, ketamine-infusion.com and altasano.com, undated"),
        "",
        SECONDARY,
    ),
    FirstText(
        "iv.session_pain",
        _(
            "For pain an infusion can last hours. For complex regional pain syndrome one protocol "
            "takes four hours a day for ten days, another runs for four days on end."
        ),
        _("A summary of the ASRA consensus of 2018, at doctoryg.blogspot.com, 2019"),
        "",
        SECONDARY,
    ),
    FirstText(
        "iv.control",
        _(
            "An infusion's dose and speed can be raised or lowered while it runs, and it can be "
            "stopped."
        ),
        _("A clinic, insightketamine.com, undated"),
        IV_VS_IM,
        SECONDARY,
    ),
    FirstText(
        "iv.course",
        _("Often six infusions in two to three weeks, then maintenance."),
        _("Psychiatric Times, undated"),
        "https://psychiatrictimes.com/view/learning-to-use-psychedelic-agents-with-undefined-protocols",
        SECONDARY,
    ),
    FirstText(
        "im.absorbed",
        _("About 93 percent."),
        _("ketamineresource.com, undated"),
        RESOURCE,
        SECONDARY,
    ),
    FirstText(
        "im.session",
        _("An injection into a muscle is felt for about 45 to 90 minutes."),
        _("ketamineresource.com, undated"),
        RESOURCE,
        SECONDARY,
    ),
    FirstText(
        "im.control",
        _("An injection cannot be taken back once it is given."),
        _("A clinic, altasano.com, undated"),
        "",
        SECONDARY,
    ),
    FirstText(
        "im.control_split",
        _("A dose can be split into two injections."),
        _("A clinic, insightketamine.com, undated"),
        IV_VS_IM,
        SECONDARY,
    ),
    FirstText(
        "sc.course",
        _(
            "In a randomized trial of about 183 people ketamine was given under the skin twice a "
            "week for four weeks, at a fixed dose or at one that was raised by how people "
            "responded."
        ),
        _("Loo and others (KADS), British Journal of Psychiatry, December 2023"),
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC10727911/",
        PRIMARY,
    ),
    FirstText(
        "sc.home",
        _(
            "It is also sold by telehealth, to inject at home. A study of 3,870 people treated by "
            "one such service in 38 states only observed them."
        ),
        _("Journal of Medical Internet Research, as shown by moreblossom.com"),
        "https://www.moreblossom.com/papers/at-home-telehealth-supported-subcutaneous-ketamine-therapy-in-adults-with-moderate-to-severe",
        PRIMARY,
    ),
)
