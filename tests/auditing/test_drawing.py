"""The sample: uniform, the same by the same seed, of what is live, and of nothing invented."""

import csv
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from providers.auditing.drawing import NotDrawnError, draw, sample
from providers.demonstration.removal import remove_demonstration
from providers.models import Audit, AuditedListing, Provider
from tests.factories import LOCATION, availability, coverage, fee, listing, publish_listing
from tests.factories import treatment as offered

KEYS = st.sets(st.integers(1, 10_000), min_size=1)


@given(KEYS, st.integers(), st.data())
def test_sample_is_of_the_keys_by_the_seed_alone(keys, seed, data):
    number = data.draw(st.integers(1, len(keys)))
    shuffled = data.draw(st.permutations(sorted(keys)))

    found = sample(shuffled, number, seed)

    assert len(found) == len(set(found)) == number
    assert set(found) <= keys
    assert found == sample(sorted(keys), number, seed)
    assert found == sample(keys, len(keys), seed)[:number]


def test_every_key_is_drawn_about_as_often_as_any_other():
    drawn = Counter(key for seed in range(4000) for key in sample(range(10), 3, seed))
    first = Counter(sample(range(10), 3, seed)[0] for seed in range(4000))

    # 1200 and 400 are expected; five standard deviations are 145 and 95.
    assert [key for key in range(10) if abs(drawn[key] - 1200) > 145] == []
    assert [key for key in range(10) if abs(first[key] - 400) > 95] == []


@pytest.mark.django_db
def test_audit_keeps_what_each_live_listing_states_when_it_is_drawn():
    room = availability(True)
    oak = publish_listing(
        listing(
            offered(
                "iv",
                fees=[fee("dosing_session", 400, 450)],
                coverage=[coverage("any", "dosing", "superbill")],
                availability=room,
            ),
            offered("im", availability=availability(False)),
            name="Oak",
            phone="303-555-0100",
            locations=[LOCATION | {"phone": "303-555-0199", "street": "1 Main St"}],
        )
    )
    hidden = publish_listing(listing(name="Hidden"))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    audit = draw(1, seed=7)

    (one,) = audit.listings.all()
    assert (one.provider, one.place, audit.live, audit.is_invented) == (oak, 1, 1, False)
    assert one.stated == {
        "practice": "Oak",
        "address": "1 Main St, Denver, CO 80203",
        "routes": "IV infusion; IM injection",
        "accepting": "IV infusion: accepting; IM injection: not accepting",
        "price": "IV infusion: $400 to $450",
        "insurance": "IV infusion: Dosing visit: Out of network, with superbill (Any insurer)",
        "phone": "303-555-0100; 303-555-0199",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, -1, 3])
def test_audit_of_more_than_are_live_or_of_none_is_refused(number):
    publish_listing(listing())
    publish_listing(listing())

    with pytest.raises(NotDrawnError):
        draw(number, seed=1)
    assert Audit.objects.count() == 0


@pytest.mark.django_db
def test_invented_listings_are_refused_unless_meant_and_go_with_the_demonstration():
    publish_listing(listing(is_invented=True))

    with pytest.raises(NotDrawnError):
        draw(1, seed=1)
    assert draw(1, seed=1, of_invented=True).is_invented

    remove_demonstration()

    assert (Audit.objects.count(), AuditedListing.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_command_writes_a_worksheet_of_the_sample(tmp_path, capsys, kind):
    publish_listing(listing(name='=HYPERLINK("x")', phone="303-555-0100"))
    publish_listing(listing(offered(None), name="Without a route"))
    file = tmp_path / f"calls.{kind}"

    call_command("audit_sample", "2", seed=5, worksheet=file)

    audit = Audit.objects.get()
    assert audit.seed == 5
    rows = read(file)
    assert len(rows) == 2
    by_name = {row["Practice: the listing says"]: row for row in rows}
    assert {name.lstrip("'") for name in by_name} == {'=HYPERLINK("x")', "Without a route"}
    assert by_name["Without a route"]["Routes: the listing says"] == "not stated"
    assert by_name["Without a route"]["Telephone"] == "none listed: not reached"
    assert f"Audit {audit.pk}: 2 of 2 live listings, drawn with the seed 5." in (
        capsys.readouterr().out
    )


def read(file: Path):
    if file.suffix == ".csv":
        return list(csv.DictReader(StringIO(file.read_text("utf-8-sig"))))
    page = load_workbook(BytesIO(file.read_bytes()))["Calls"]
    head, *rows = page.iter_rows(values_only=True)
    assert all(cell.data_type == "s" for row in page.iter_rows() for cell in row if cell.value)
    return [{name: value or "" for name, value in zip(head, row, strict=True)} for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["1", "--worksheet", "calls.pdf"], "A worksheet ends with .xlsx or .csv."),
        (["2"], "2 listings cannot be drawn: 1 are live."),
        (["1"], "invented, so nobody can telephone them. --demonstration draws them anyway."),
        (["1", "--demonstration", "--seed", "9" * 30], "A seed has at most 18 digits."),
    ],
)
def test_command_names_what_it_refuses(arguments, refusal):
    publish_listing(listing(is_invented=True))

    with pytest.raises(CommandError, match=refusal.replace(".", r"\.")):
        call_command("audit_sample", *arguments)
    assert Audit.objects.count() == 0
