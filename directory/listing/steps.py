"""The steps in which a listing is filled in: what each is called, and which part it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.listing import parts
from providers.listing.parts import Part
from providers.models import Team

from .forms import (
    AnswersForm,
    AvailabilityForm,
    LocationForm,
    PracticeForm,
    TreatmentForm,
    part_form,
)
from .lines import CoverageForm, CoverageFormSet, FeeForm, RowFormSet

type Text = str | Promise


@dataclass(frozen=True)
class Step:
    """One page of the form. ``part`` gives what it writes, from the key of a row if of one."""

    key: str
    title: Text
    lead: Text
    form: type[forms.BaseForm] | type[forms.BaseFormSet]
    part: Callable[[str], Part]
    of: str = ""  # the list of the document whose rows have this step each

    @property
    def is_list(self) -> bool:
        """Whether the page holds lines that can be added and removed."""
        return issubclass(self.form, forms.BaseFormSet)


def _of_practice(
    key: str, title: Text, lead: Text, names: tuple[str, ...], required: tuple[str, ...] = ()
) -> Step:
    form = part_form(PracticeForm, names, required)
    return Step(key, title, lead, form, lambda _key: parts.practice(names))


def _of_treatment(key: str, title: Text, lead: Text, names: tuple[str, ...]) -> Step:
    form = part_form(TreatmentForm, names)
    return Step(key, title, lead, form, lambda row: parts.treatment(row, names), "treatments")


def _lines(form: type[forms.BaseForm], base: type[RowFormSet]) -> type[forms.BaseFormSet]:
    return forms.formset_factory(
        form, base, extra=3, max_num=60, can_delete=True, can_delete_extra=False
    )


STEPS = (
    _of_practice(
        "practice",
        _("The practice"),
        _("Who you are and how people reach you. Only the name is required."),
        parts.PRACTICE,
        ("name",),
    ),
    _of_practice(
        "people",
        _("People and experience"),
        _("Who treats, what they have learned, and what a patient should know of your interests."),
        parts.PEOPLE,
    ),
    _of_practice(
        "payment",
        _("Paying and refunds"),
        _("Ways to pay besides insurance, and what happens to money paid ahead."),
        parts.PAYMENT,
    ),
    _of_practice(
        "remote",
        _("Treatment at home"),
        _("If you treat people at home, the states in which you do. Leave all empty if not."),
        parts.REMOTE,
    ),
    Step(
        "location",
        _("Location"),
        _("A place where people come to you. City and state are required."),
        part_form(LocationForm, parts.LOCATION_ASKED, LocationForm.required),
        parts.location,
        "locations",
    ),
    _of_treatment(
        "what",
        _("What it is"),
        _("A route in a setting. What you offer in two ways is two treatments."),
        parts.TREATMENT,
    ),
    _of_treatment(
        "course",
        _("Sessions"),
        _("How long a session and a visit take, and how many make a first course."),
        parts.COURSE,
    ),
    _of_treatment(
        "therapy",
        _("Psychotherapy"),
        _("How closely psychotherapy goes with it, and who gives it."),
        parts.THERAPY,
    ),
    _of_treatment(
        "safety",
        _("Safety and staff"),
        _("Who is in the room, what is watched, and what is ready if something goes wrong."),
        parts.SAFETY,
    ),
    Step(
        "fees",
        _("Fees"),
        _(
            "Every line that a patient pays, also those that are easily forgotten: evaluation, "
            "medicine, monitoring. People see the sum of a whole first course."
        ),
        _lines(FeeForm, RowFormSet),
        parts.fees,
        "treatments",
    ),
    Step(
        "coverage",
        _("Insurance"),
        _("What insurers do, part by part. One line for an insurer and a part of the treatment."),
        _lines(CoverageForm, CoverageFormSet),
        parts.coverage,
        "treatments",
    ),
    Step(
        "availability",
        _("Room for new patients"),
        _("The fact that goes stale first: after 60 days it no longer counts."),
        part_form(AvailabilityForm, parts.AVAILABILITY),
        parts.availability,
        "treatments",
    ),
    Step(
        "answers",
        _("Questions, in your own words"),
        _(
            "What a person should ask before treatment. Answer as you would on the telephone; "
            "leave out what you do not want to answer."
        ),
        AnswersForm,
        lambda _key: parts.ANSWERS,
    ),
)
STEPS_BY_KEY = {step.key: step for step in STEPS}


def steps_of(part: str) -> tuple[Step, ...]:
    """Return the steps of each row of a list of the document, or those of the whole ("")."""
    return tuple(step for step in STEPS if step.of == part)


def step_url(team: Team, step: Step, key: str = "") -> str:
    """Return the address of a step of a listing, or of one of its rows."""
    if step.of:
        return reverse("listing_row", args=[team.pk, step.of, key, step.key])
    return reverse("listing_step", args=[team.pk, step.key])


def field_url(team: Team, path: tuple[str, ...]) -> str:
    """Return the address of the field at a path (``listing.paths``), or of its page.

    A line has fields of its own, "treatments/iv/fees/0/count"; without one its wording is meant.
    """
    part, *rest = path
    if part == "answers":
        return f"{step_url(team, STEPS_BY_KEY['answers'])}#id_{rest[0]}"
    key, names = ("", rest) if part == "provider" else (rest[0], rest[1:])
    step = step_with("" if part == "provider" else part, names[0] if names else "")
    address = step_url(team, step, key)
    if step.is_list:
        line, field = [*names[1:], "label"][:2] if names[1:] else ("", "")
        return f"{address}#id_form-{line}-{field}" if field else address
    return f"{address}#id_{names[-1]}" if names else address


def step_with(part: str, name: str) -> Step:
    """Return the step on which a field of a row is asked, else the first of them."""
    first = name.partition(".")[0]
    for step in steps_of(part):
        found = step.part("")
        if first in found.names or first == found.path[-1]:
            return step
    return steps_of(part)[0]
