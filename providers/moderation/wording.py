"""The words under which a live listing is found: weighted for full text, and plain for typos."""

import unicodedata
from collections.abc import Sequence

from django.db import connection

from ..listing.document import Draft
from ..places import STATES
from ..vocabulary import Condition, Psychotherapy, Route, Setting

CONFIG = "english"

# Words that people add to any search here; they must not exclude a listing that lacks them.
EVERYWHERE = "ketamine treatment therapy clinic provider center doctor"

SYNONYMS = {
    Route.IV: "IV intravenous infusion infusions drip",
    Route.IM: "IM intramuscular injection shot",
    Route.SUBCUTANEOUS: "subcutaneous injection",
    Route.LOZENGE: "lozenge troche sublingual RDT",
    Route.ORAL: "oral",
    Route.SPRAVATO: "Spravato esketamine nasal spray",
    Route.NASAL: "compounded intranasal nasal spray",
}
KAP = "KAP ketamine-assisted psychotherapy assisted"


def fold(text: str) -> str:
    """Return text without accents, as both the listing and the query are compared."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def weighted_words(draft: Draft) -> dict[str, str]:
    """Return a listing's words by weight: A name, B place, C treatments, D summary and the rest."""
    provider = draft.provider
    places = [
        f"{place.city} {place.state} {STATES.get(place.state, '')} {place.zip_code}"
        for place in draft.locations
    ]
    served = [STATES.get(state, "") for state in provider.states_served or ()]
    return {
        "A": fold(provider.name),
        "B": fold(" ".join(places)),
        "C": fold(" ".join(_treatment_words(draft))),
        "D": fold(" ".join([provider.summary, *served, EVERYWHERE])),
    }


def search_vectors(listings: Sequence[dict[str, str]]) -> list[str]:
    """Return the weighted vectors of many listings' words, as PostgreSQL writes them."""
    vector = " || ".join(f"setweight(to_tsvector(%s, {weight}), '{weight}')" for weight in "ABCD")
    columns = [[words[weight] for words in listings] for weight in "ABCD"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({vector})::text FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
            " WITH ORDINALITY AS words (a, b, c, d, place) ORDER BY place",
            [*[CONFIG] * 4, *columns],
        )
        return [vector for (vector,) in cursor.fetchall()]


def _treatment_words(draft: Draft) -> list[str]:
    found = []
    for offer in draft.offers:
        treatment = offer.treatment
        found.append(SYNONYMS.get(treatment.route, ""))
        if treatment.setting:
            found.append(str(Setting(treatment.setting).label))
        found += [str(Condition(value).label) for value in treatment.conditions or ()]
        if treatment.psychotherapy in (Psychotherapy.INCLUDED, Psychotherapy.PRESENT):
            found.append(KAP)
    if draft.provider.offers_kap:
        found.append(KAP)
    return list(dict.fromkeys(found))
