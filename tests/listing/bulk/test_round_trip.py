"""What goes out comes back: unchanged it changes nothing, and moved elsewhere it says the same."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory.listing.bulk.rows import rows_of
from directory.listing.bulk.sheets import SHEETS
from providers.listing import bulk, drafts
from providers.models import Submission, User
from tests.listing.bulk.files import WAYS, dry_run, kept, put, table, tables_of
from tests.strategies import listings

pytestmark = pytest.mark.django_db
# A failure is told as it was found: to shrink a workbook takes minutes.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
OFTEN = settings(
    max_examples=15,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Texts that a spreadsheet would take for something else.
ODD = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", "'", "#REF!", "TRUE", "007", "1e5", "a\r\nb; c")
ODDITIES = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def owner():
    return User.objects.create(email=f"{uuid4().hex}@practice.example")


def give(user, document):
    submission = drafts.begin(uuid4(), name="New", by=user)
    submission.document = document
    submission.save()
    return submission


@st.composite
def odd_listings(draw):
    """Listings whose texts begin like formulas, or hold what no cell can."""
    document = draw(listings())
    provider = document["provider"]
    for name in ("summary", "training", "ownership"):
        provider[name] = draw(ODDITIES).replace("\0", "")
    provider["name"] = draw(ODDITIES).replace("\0", "").strip() or "Acme"
    for row in document["locations"]:
        row["hours"] = draw(ODDITIES).replace("\0", "")
    return document


@pytest.mark.parametrize("way", WAYS)
@OFTEN
@given(documents=st.lists(odd_listings(), min_size=1, max_size=2))
def test_spreadsheet_unchanged_changes_nothing(way, documents):
    user = owner()
    submissions = [give(user, document) for document in documents]
    before = [Submission.objects.get(pk=one.pk).document for one in submissions]
    change = kept(user, tables_of(user, way))
    assert change.plans == []
    assert change.report == {"lines": [], "problems": [], "notes": []}
    assert bulk.apply(change, by=user) is True
    assert [Submission.objects.get(pk=one.pk).document for one in submissions] == before


def facts(document):
    """Return what every sheet shows of a document, but for what the forms write one way."""
    found = []
    for sheet in SHEETS:
        for row in rows_of(sheet, document):
            cells = sheet.cells(row.said)
            if "phone" in cells:
                cells["phone"] = "".join(one for one in cells["phone"] if one.isdigit())
            for name in ("amount_low", "amount_high"):
                if cells.get(name):
                    cells[name] = Decimal(cells[name])
            for column in sheet.columns:
                if column.holds_several:
                    cells[column.name] = sorted(cells[column.name].split("; "))
            key = "" if sheet.key in ("fees", "coverage") else row.key
            found.append((sheet.key, row.of, key, cells))
    return found


@pytest.mark.parametrize("way", WAYS)
@OFTEN
@given(document=listings())
def test_rows_of_one_listing_under_the_number_of_another_say_the_same_there(way, document):
    user = owner()
    give(user, document)
    tables = tables_of(user, way)
    other = owner()
    empty = drafts.begin(uuid4(), name="New", by=other)
    for found in tables:
        for number in range(len(found.rows)):
            put(found, number, "Listing", str(empty.team_id))
            if found.title in ("Fees", "Insurance"):
                put(found, number, "Key", "")
    plans, report = dry_run(other, tables)
    assert report.problems == []
    bulk.apply(bulk.keep(plans, vars(report), by=other), by=other)
    written = Submission.objects.get(pk=empty.pk).document

    def ordered(facts):
        return sorted(facts, key=repr)

    assert ordered(facts(written)) == ordered(facts(document))
    # Uploaded once more, it is all there already.
    assert dry_run(other, tables)[0] == []


@OFTEN
@given(document=listings(), words=ODDITIES.filter(lambda words: "\0" not in words))
def test_one_changed_cell_changes_one_fact(document, words):
    user = owner()
    submission = give(user, document)
    tables = tables_of(user, "csv")
    put(table(tables, "Practices"), 0, "Training of the staff", words)
    bulk.apply(kept(user, tables), by=user)
    written = Submission.objects.get(pk=submission.pk).document
    training = words.replace("\r\n", "\n").replace("\r", "\n").strip()

    def rest(document):
        apart = ("training", "source", "source_url", "as_of")
        own = {name: said for name, said in document["provider"].items() if name not in apart}
        own = {name: said for name, said in own.items() if said not in (None, "")}
        return document | {"provider": own}

    assert rest(written) == rest(document)
    assert written["provider"].get("training", "") in (training, words.strip())
