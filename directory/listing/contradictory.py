"""What a listing says in one place and denies in another, said beside both.

A contradiction between two pages is found on whichever is saved last, and on the other too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.listing.document import Document
from providers.vocabulary import (
    REMOTE_SETTINGS,
    Component,
    CoverageStatus,
    Emergency,
    FeeItem,
    Intent,
    Monitoring,
    Payer,
    Psychotherapy,
    Role,
    Route,
    Setting,
    TherapyMethod,
)

from .doubt import Doubt

THERAPY_ITEMS = (FeeItem.THERAPY_EVALUATION, FeeItem.PREPARATION, FeeItem.INTEGRATION)
THERAPY_INTENTS = (Intent.PSYCHOTHERAPEUTIC, Intent.BOTH)
THEIRS = (Role.SUPPORT_PERSON,)  # in the room, and not of the provider


class Sign(NamedTuple):
    """Where a treatment with no psychotherapy says something of psychotherapy, and what."""

    step: str
    field: str
    words: str | Promise
    line: int = 0


def therapy(step: str, row: Document) -> Iterator[Doubt]:
    """Yield what a step of a treatment says of psychotherapy that other answers deny."""
    if row.get("psychotherapy") == Psychotherapy.NONE:
        signs = list(_signs(row))
        if step == "therapy" and signs:
            said = ", ".join(dict.fromkeys(str(sign.words) for sign in signs))
            words = _("You state that there is none, and also: %(said)s.") % {"said": said}
            yield Doubt("psychotherapy", words)
        elif step != "therapy":
            words = _("On the page “Psychotherapy” you state that this treatment has none.")
            yield from (Doubt(one.field, words, one.line) for one in signs if one.step == step)
    elif _lacks_therapist(row):
        if step == "therapy":
            words = _("On the page “Safety and staff” you name no psychotherapist in the room.")
            yield Doubt("psychotherapy", words)
        if step == "safety":
            words = _("On the page “Psychotherapy” you state that a therapist is present.")
            yield Doubt("present", words)


def _signs(row: Document) -> Iterator[Sign]:
    if row.get("therapy_methods"):
        yield Sign("therapy", "therapy_methods", gettext_lazy("methods of psychotherapy"))
    if row.get("therapy_led_by"):
        yield Sign("therapy", "therapy_led_by", gettext_lazy("who leads psychotherapy"))
    if Role.THERAPIST in (row.get("present") or ()):
        yield Sign("safety", "present", gettext_lazy("a psychotherapist in the room"))
    if row.get("intent") in THERAPY_INTENTS:
        yield Sign("what", "intent", gettext_lazy("psychotherapy as the intent"))
    for number, fee in enumerate(row.get("fees") or ()):
        if fee.get("item") in THERAPY_ITEMS:
            yield Sign("fees", "item", gettext_lazy("fees for psychotherapy"), number)
    for number, line in enumerate(row.get("coverage") or ()):
        is_paid = line.get("status") != CoverageStatus.NOT_COVERED
        if line.get("component") == Component.PSYCHOTHERAPY and is_paid:
            words = gettext_lazy("insurance for psychotherapy")
            yield Sign("coverage", "component", words, number)


def _lacks_therapist(row: Document) -> bool:
    """Whether a therapist is present, and nobody who is one; at home that may be by video."""
    if row.get("psychotherapy") != Psychotherapy.PRESENT or row.get("setting") in REMOTE_SETTINGS:
        return False
    present, leads = row.get("present"), row.get("therapy_led_by") or ()
    return present is not None and not {Role.THERAPIST, *leads} & set(present)


def at_home(step: str, row: Document) -> Iterator[Doubt]:
    """Yield what a step of a treatment says of a treatment at home that cannot be so."""
    setting = row.get("setting")
    if step == "what" and row.get("route") == Route.SPRAVATO and setting in REMOTE_SETTINGS:
        words = _("Spravato is given in certified settings only, and so not at home.")
        yield Doubt("setting", words)
    if setting == Setting.HOME_UNSUPERVISED:
        yield from _unsupervised(step, row)
    is_elsewhere = bool(setting) and setting not in REMOTE_SETTINGS
    if (
        step == "safety"
        and is_elsewhere
        and Emergency.LOCAL_CONTACT in (row.get("emergency") or ())
    ):
        words = _("A named local contact is for treatment at home, and this one is not.")
        yield Doubt("emergency", words)


def _unsupervised(step: str, row: Document) -> Iterator[Doubt]:
    present = set(row.get("present") or ()) - set(THEIRS)
    is_watched = Monitoring.VIDEO in (row.get("monitoring") or ())
    if step == "what" and (present or is_watched):
        words = _("On the page “Safety and staff” you name people of yours who are there or watch.")
        yield Doubt("setting", words)
    words = _("On the page “What it is” you state that nobody of yours is there or on live video.")
    if step == "safety" and present:
        yield Doubt("present", words)
    if step == "safety" and is_watched:
        yield Doubt("monitoring", words)


def sessions(step: str, row: Document) -> Iterator[Doubt]:
    """Yield where the schedule and the fees count different numbers of dosing sessions."""
    stated = row.get("course_sessions")
    lines = [
        (number, fee.get("count"))
        for number, fee in enumerate(row.get("fees") or ())
        if fee.get("item") == FeeItem.DOSING_SESSION and fee.get("is_required", True)
    ]
    counted = [(number, count) for number, count in lines if count is not None]
    total = sum(count for _number, count in counted)
    is_whole = len(counted) == len(lines)  # else a line without a count stands for the rest
    if not stated or not counted or total == stated or (total < stated and not is_whole):
        return
    told = {"fees": total, "schedule": stated}
    if step == "course":
        words = _("Sessions counted by the fees: %(fees)s. By this page: %(schedule)s.")
        yield Doubt("course_sessions", words % told)
    if step == "fees":
        words = _(
            "Sessions counted by these lines: %(fees)s. By the page “Sessions”: %(schedule)s."
        )
        yield Doubt("count", words % told, counted[-1][0])


def insurers(lines: list[Document]) -> Iterator[Doubt]:
    """Yield lines of coverage that deny one for any insurer, or that help with what is not paid."""
    for_any = {one["component"]: one["status"] for one in lines if one["payer"] == Payer.ANY}
    for number, line in enumerate(lines):
        if for_any.get(line["component"], line["status"]) != line["status"]:
            words = _("Another line states something else of any insurer, and so of this one.")
            yield Doubt("payer", words, number)
        is_unpaid = line["status"] == CoverageStatus.NOT_COVERED
        if is_unpaid and line.get("helps_with_authorization"):
            words = _("What is not covered needs no prior authorization.")
            yield Doubt("helps_with_authorization", words, number)


def kap(step: str, row: Document, document: Document) -> Iterator[Doubt]:
    """Yield where practice and treatments differ in whether there is KAP at all.

    ``row`` is the treatment of the step, or what is said of the practice.
    """
    offers, rows = document["provider"].get("offers_kap"), document.get("treatments") or ()
    if step == "people" and offers is False and any(map(_uses_kap, rows)):
        yield Doubt("offers_kap", _("A treatment of yours names it among its methods."))
    if step == "therapy" and offers is False and _uses_kap(row):
        words = _("On the page “People and experience” you state that you do not offer KAP.")
        yield Doubt("therapy_methods", words)
    if offers and rows and all(one.get("psychotherapy") == Psychotherapy.NONE for one in rows):
        if step == "people":
            words = _("All your treatments state that they have no psychotherapy.")
            yield Doubt("offers_kap", words)
        if step == "therapy":
            words = _("On the page “People and experience” you state that you offer KAP.")
            yield Doubt("psychotherapy", words)


def _uses_kap(row: Document) -> bool:
    return TherapyMethod.KAP in (row.get("therapy_methods") or ())
