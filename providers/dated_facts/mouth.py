"""Ketamine in the mouth and swallowed (facts.md, sections 1 and 5)."""

from django.utils.translation import gettext_noop as _

from .first_text import NEXT_HALF_YEAR, PRIMARY, SECONDARY, FirstText

ROLAN = "https://pmc.ncbi.nlm.nih.gov/articles/PMC4093926"
CHONG = "https://www.ketamine.com/bioavailability.html"

TEXTS = (
    FirstText(
        "lozenge.absorbed",
        _("About 29 percent of a wafer under the tongue."),
        _("Rolan and others, 2013"),
        ROLAN,
        PRIMARY,
    ),
    FirstText(
        "lozenge.absorbed_earlier",
        _("An earlier study found 32 percent, with a wide spread (plus or minus 17)."),
        _("Chong and others, 2006"),
        CHONG,
        PRIMARY,
    ),
    FirstText(
        "lozenge.onset",
        _("With a wafer the level in the blood is highest after about 45 minutes (15 to 60)."),
        _("Rolan and others, 2013"),
        ROLAN,
        PRIMARY,
    ),
    FirstText(
        "lozenge.session",
        _("Practices put the effects of a lozenge at about 45 to 60 minutes."),
        _("Practices that work with Journey Clinical, undated; no address known"),
        "",
        SECONDARY,
    ),
    FirstText(
        "lozenge.price",
        _("Lozenges for a month are put at about $75 to $200. Visits come on top."),
        _("ketaminetherapyfordepression.org, undated"),
        "https://ketaminetherapyfordepression.org/?p=2707",
        SECONDARY,
        review_by=NEXT_HALF_YEAR,
    ),
    FirstText(
        "oral.absorbed",
        _("About 23 percent, plus or minus 9."),
        _("Chong and others, 2006"),
        CHONG,
        PRIMARY,
    ),
)
