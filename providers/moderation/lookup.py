"""Looking cases up by what a moderator knows of them: a name, a place, a number, an address."""

from __future__ import annotations

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from ..models import Location, Member
from ..querysets import CaseQuerySet

MOST = 8  # words that are looked for
LONGEST = 15  # digits of a number


def look_up(cases: CaseQuerySet, words: str) -> CaseQuerySet:
    """Return those of the cases about which each of the words says something.

    A word is part of the name, as it is live or proposed, of the listing's address or of a city;
    of the e-mail address of somebody who asks or is of the team; or it is the number of the case
    or the submission.
    """
    cases = cases.annotate(proposed_name=_proposed("$.provider.name"))
    cases = cases.annotate(proposed_cities=_proposed("$.locations[*].city"))
    for word in words.split()[:MOST]:
        cases = cases.filter(_said_by(word.lstrip("#")))
    return cases


def _said_by(word: str) -> Q:
    about = Q(proposed_name__icontains=word) | Q(proposed_cities__icontains=word)
    about |= Q(provider__name__icontains=word) | Q(provider__slug__icontains=word)
    places = Location.objects.filter(provider=OuterRef("provider"), city__icontains=word)
    about |= Q(Exists(places))
    if "@" in word:
        about |= _asked_by(word)
    if word.isdecimal() and len(word) <= LONGEST:
        about |= Q(pk=int(word)) | Q(submission=int(word))
    return about


def _asked_by(address: str) -> Q:
    of = Q(team__provider=OuterRef("provider")) | Q(team__submissions=OuterRef("submission"))
    about = Q(Exists(Member.objects.filter(of, user__email__icontains=address)))
    for person in ("submission__submitted_by", "claim__by", "removal_request__by"):
        about |= Q(**{f"{person}__email__icontains": address})
    return about | Q(removal_request__email__icontains=address)


def _proposed(path: str) -> Cast:
    """Return what a proposed document says along a path as text: '["Denver", "Boulder"]'."""
    found = Func(
        F("submission__document"),
        Value(path),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=TextField(),
    )
    return Cast(found, TextField())
