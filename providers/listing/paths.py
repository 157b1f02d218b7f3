"""The paths of a document: how a moderator's remark, or a wording, says what it is about.

A path is written with slashes, from the outside in:

    provider                      the practice as a whole      provider/<field>
    locations                     the list of locations        locations/<key>[/<field>]
    treatments                    the list of treatments       treatments/<key>[/<field>]
    treatments/<key>/fees         all its fees                 treatments/<key>/fees/<line>
    treatments/<key>/coverage     all its insurance            treatments/<key>/coverage/<line>
    treatments/<key>/availability room for new patients        treatments/<key>/availability/<field>
    answers                       all answers in own words     answers/<question>

<key> is the key of a row, <field> the name of a fact that its form asks for, <line> the place of a
line in its list, counted from nought, and <question> the key of a question that is, or can be,
answered in own words. A field that says nothing has a path too: it may be the very thing that is
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..facts import FACTS, FACTS_BY_KEY
from ..models import Availability, Coverage, Fee, Location, Provider, Treatment
from ..questions import QUESTIONS
from . import parts
from .dates import TITLES, titles_of, treatment_titles
from .document import DOCUMENT_FIELDS, Document

OF_PROVIDER = (*parts.PRACTICE, *parts.PEOPLE, *parts.PAYMENT, *parts.REMOTE)
OF_TREATMENT = (*parts.TREATMENT, *parts.COURSE, *parts.THERAPY, *parts.SAFETY)
ANSWERABLE = frozenset(fact.question for fact in FACTS if fact.home == "answers")


def paths(document: Document) -> dict[str, str]:
    """Return every path of a document with what it leads to, in words: {path: words}.

    The words name the row too, as in "IV infusion: Fees, line 2: Booster session".
    """
    found = [("provider", str(TITLES["provider"]))]
    found += _fields("provider", "", Provider, OF_PROVIDER)
    found.append(("locations", _("Locations")))
    for key, title in location_titles(document).items():
        found.append((f"locations/{key}", title))
        found += _fields(f"locations/{key}", title, Location, parts.LOCATION_ASKED)
    found.append(("treatments", _("Treatments")))
    titles = treatment_titles(document)
    for row in document.get("treatments", []):
        found += _of_treatment(row, titles[row["key"]])
    found.append(("answers", str(TITLES["answers"])))
    answered = {row["question"] for row in document.get("answers", [])}
    asked = [one for one in QUESTIONS if one.key in ANSWERABLE | answered]
    return dict(found) | {f"answers/{one.key}": str(one.text) for one in asked}


def location_titles(document: Document) -> dict[str, str]:
    """Return what each location is called, by key: those called alike are numbered."""
    return titles_of(document.get("locations", []), location_title)


def location_title(row: Document) -> str:
    """Return what a location is called, as in "Denver, CO"."""
    place = ", ".join(filter(None, [row.get("city"), row.get("state")]))
    return place or _("A place without a name")


def _of_treatment(row: Document, title: str) -> Iterator[tuple[str, str]]:
    path = f"treatments/{row['key']}"
    yield path, title
    yield from _fields(path, title, Treatment, OF_TREATMENT)
    for name, called in (("fees", _fee), ("coverage", _coverage)):
        words = f"{title}: {TITLES[name]}"
        yield f"{path}/{name}", words
        for number, line in enumerate(row.get(name) or ()):
            place = _("line %s") % (number + 1)
            yield f"{path}/{name}/{number}", f"{words}, {place}: {called(line)}"
    words = f"{title}: {TITLES['availability']}"
    yield f"{path}/availability", words
    yield from _fields(f"{path}/availability", title, Availability, parts.AVAILABILITY)


def _fields(
    path: str, title: str, model: type[models.Model], names: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for name in names:
        fact = FACTS_BY_KEY.get(name)
        label = str(fact.label if fact else capfirst(DOCUMENT_FIELDS[model][name].verbose_name))
        yield f"{path}/{name}", f"{title}: {label}" if title else label


def _fee(line: Document) -> str:
    return str(Fee(item=line["item"], label=line.get("label", "")))


def _coverage(line: Document) -> str:
    row = Coverage(**{name: line[name] for name in ("component", "payer", "status")})
    return f"{row} ({row.get_payer_display()})"
