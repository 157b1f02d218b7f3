"""Two versions of a listing that differ in one field, and what each of them means."""

from copy import deepcopy
from functools import cache
from random import Random

from django.core.exceptions import ValidationError
from hypothesis import Phase, given, settings

from providers.listing.document import DOCUMENT_FIELDS, check
from providers.models import Answer, Availability, Fee, Location, Provider, Treatment
from tests.factories import TODAY
from tests.live import plain
from tests.strategies import listings

# Who says so and since when, and what nobody types: the desk shows these.
ASIDE = ("as_of", "source", "source_url", "consent", "latitude", "longitude", "precision")
KEPT = ("is_invented", "import_key")  # as they are, whatever a version says


def meant(document, aside=ASIDE):
    """Return what a version says, in the one way to say it, but for what is set aside.

    Written without the code under test: the rows that publishing would write.
    """
    said = plain(document)
    rows = [said["provider"], *said["locations"], *said["answers"]]
    for row in said["treatments"]:
        rows += [row, *row.get("fees", []), *row.get("coverage", []), row.get("availability", {})]
    for row in rows:
        for name in (*aside, *KEPT):
            row.pop(name, None)
    for row in said["treatments"]:
        if not row.get("availability"):
            row.pop("availability", None)
    said["answers"].sort(key=lambda row: row["question"])  # shown in the order of the questions
    return said


def differ(old, new, aside=ASIDE):
    """Say whether two versions mean different things."""
    return meant(old, aside) != meant(new, aside)


def rows_of(model, document):
    """Return every row of a version that holds the facts of a model."""
    if model is Provider:
        return [document["provider"]]
    if model in (Location, Answer):
        return document["locations" if model is Location else "answers"]
    offers = document["treatments"]
    if model is Treatment:
        return offers
    if model is Availability:
        return [row["availability"] for row in offers if row.get("availability")]
    return [one for row in offers for one in row.get("fees" if model is Fee else "coverage", [])]


FIELDS = [
    (model, name)
    for model, fields in DOCUMENT_FIELDS.items()
    for name in fields
    if name not in KEPT
    and (model, name) not in ((Location, "key"), (Treatment, "key"), (Answer, "question"))
]
NAMES = [f"{model.__name__} {name}" for model, name in FIELDS]


@cache
def drawn(how_many=60):
    """Return random listings, the same in every run: to draw some for each field takes minutes."""
    found = []

    @settings(max_examples=how_many, derandomize=True, database=None, phases=[Phase.generate])
    @given(listings())
    def draw(document):
        found.append(document)

    draw()
    return found


def one_change(random, model, name):
    """Draw a listing, and the same with one field as it is in another listing, or not stated."""
    having = [one for one in drawn() if rows_of(model, one)]
    field = DOCUMENT_FIELDS[model][name]
    while True:
        old, other = random.choices(having, k=2)
        new = deepcopy(old)
        row = random.choice(rows_of(model, new))
        values = [one[name] for one in rows_of(model, other) if name in one]
        if values and random.random() < 0.5:
            row[name] = random.choice(values)
        elif field.null or field.has_default():
            row.pop(name, None)
        if is_whole(new):
            return old, new


def changes_of_one(model, name, how_many=20):
    """Return pairs of versions that differ in nothing but a field, some of them not even there."""
    random = Random(f"{model.__name__} {name}")
    return [one_change(random, model, name) for _number in range(how_many)]


def is_whole(document):
    try:
        check(document, today=TODAY)
    except ValidationError:
        return False
    return True
