"""Two versions of a listing that differ in one field, and what each of them means."""

from copy import deepcopy

from hypothesis import strategies as st

from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Answer, Availability, Fee, Location, Provider, Treatment
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


def one_change(data, model, name):
    """Draw a listing, and the same with one field as it is in another listing, or not stated."""
    having = listings().filter(lambda one: rows_of(model, one))
    old, other = data.draw(having), data.draw(having)
    new = deepcopy(old)
    row = data.draw(st.sampled_from(rows_of(model, new)))
    values = [row[name] for row in rows_of(model, other) if name in row]
    field = DOCUMENT_FIELDS[model][name]
    if values and data.draw(st.booleans()):
        row[name] = data.draw(st.sampled_from(values))
    elif field.null or field.has_default():
        row.pop(name, None)
    return old, new
