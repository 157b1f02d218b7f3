"""What a changed spreadsheet would do, told cell by cell, and what is wrong with it."""

import pytest

from providers.listing import bulk
from providers.models import Submission
from providers.moderation.decisions import submit
from tests.factories import listing, publish_listing
from tests.listing.bulk.files import add, dry_run, kept, put, table, tables_of

pytestmark = pytest.mark.django_db


def told(report):
    """Return problems without what every one has."""
    names = ("sheet", "row", "column", "written", "message")
    return [tuple(one[name] for name in names) for one in report.problems]


def changes(report):
    names = ("sheet", "row", "listing", "column", "was", "becomes")
    return [tuple(line[name] for name in names) for line in report.lines]


def written(submission):
    return Submission.objects.get(pk=submission.pk).document


def test_words_that_promise_much_are_pointed_out_line_by_line(olive, harbor):
    tables = tables_of(olive)
    put(table(tables, "Practices"), 0, "Telephone", "303.555.0199")
    put(table(tables, "Practices"), 0, "In short, for people who do not know you", "We cure.")
    put(table(tables, "Fees"), 0, "In your words", "Guaranteed session")
    put(table(tables, "Answers"), 0, "Answer", "Everybody. No side effects.")
    _plans, report = dry_run(olive, tables)
    assert report.problems == []
    assert [
        (line["sheet"], line["column"], [words for words, _reason in line.get("promises", ())])
        for line in report.lines
    ] == [
        ("Practices", "In short, for people who do not know you", ["cure"]),
        ("Practices", "Telephone", []),
        ("Fees", "In your words", ["Guaranteed"]),
        ("Answers", "Answer", ["No side effects"]),
    ]


def test_changed_cells_are_told_as_they_will_be_written(olive, harbor):
    tables = tables_of(olive)
    put(table(tables, "Practices"), 0, "Telephone", "303.555.0199")
    put(table(tables, "Treatments"), 0, "Offered for", "ptsd; OCD; PTSD")
    put(table(tables, "Treatments"), 0, "Days until a first visit", "")
    put(table(tables, "Fees"), 0, "From", "475")
    put(table(tables, "Insurance"), 0, "What the insurer does", "in NETWORK")
    put(table(tables, "Answers"), 0, "Answer", "Nobody is turned away.")
    plans, report = dry_run(olive, tables)
    assert report.problems == []
    assert changes(report) == [
        ("Practices", 2, "Quiet Harbor", "Telephone", "(303) 555-0100", "(303) 555-0199"),
        ("Treatments", 2, "Quiet Harbor", "Offered for", "Depression; PTSD", "PTSD; OCD"),
        ("Treatments", 2, "Quiet Harbor", "Days until a first visit", "7", ""),
        ("Fees", 2, "Quiet Harbor", "From", "450", "475"),
        (
            *("Insurance", 2, "Quiet Harbor", "What the insurer does"),
            *("Out of network, with superbill", "In network"),
        ),
        (
            *("Answers", 2, "Quiet Harbor", "Answer"),
            *("Everybody who asks.", "Nobody is turned away."),
        ),
    ]
    before = written(harbor)
    bulk.apply(bulk.keep(plans, vars(report), by=olive), by=olive)
    after = written(harbor)
    treatment = after["treatments"][0]
    assert after["provider"]["phone"] == "(303) 555-0199"
    assert treatment["conditions"] == ["ptsd", "ocd"]
    assert "wait_days" not in treatment["availability"]
    assert treatment["availability"]["accepting"] is True
    assert treatment["fees"][0]["amount_low"] == treatment["fees"][0]["amount_high"] == "475"
    assert treatment["fees"][1] == before["treatments"][0]["fees"][1]
    assert treatment["coverage"][0]["status"] == "in_network"
    assert [row["text"] for row in after["answers"]] == ["Nobody is turned away."]
    assert after["locations"] == before["locations"]


def test_new_rows_get_keys_and_uploading_them_again_adds_nothing(olive, harbor):
    tables = tables_of(olive)
    number = str(harbor.team_id)
    add(table(tables, "Locations"), Listing=number, City="Boulder", State="CO", ZIP_code="80302")
    add(table(tables, "Treatments"), Listing=number, Key="im", Route="IM injection")
    fee = {"Listing": number, "Treatment_key": "im", "What_is_charged": "Dosing session"}
    add(table(tables, "Fees"), **fee, From="300", How_many_in_a_first_course="4")
    change = kept(olive, tables)
    assert change.report["problems"] == []
    lines = change.report["lines"]
    assert [(line["sheet"], line["column"], line["becomes"]) for line in lines] == [
        ("Locations", "", "A new row"),
        ("Locations", "City", "Boulder"),
        ("Locations", "State", "Colorado"),
        ("Locations", "ZIP code", "80302"),
        ("Treatments", "", "A new row"),
        ("Treatments", "Route", "IM injection"),
        ("Fees", "", "A new row"),
        ("Fees", "What is charged", "Dosing session"),
        ("Fees", "From", "300"),
        ("Fees", "How many in a first course", "4"),
        ("Fees", "What it costs", "An amount"),
    ]
    bulk.apply(change, by=olive)
    after = written(harbor)
    main, boulder = after["locations"]
    assert main["key"] == "main"
    assert len(boulder["key"]) == 12
    assert (boulder["latitude"], boulder["precision"]) != (None, "")
    assert after["treatments"][1]["route"] == "im"
    assert [row["amount_low"] for row in after["treatments"][1]["fees"]] == ["300"]
    assert kept(olive, tables).plans == []


def test_rows_left_out_stay_and_rows_marked_go(olive, harbor):
    before = written(harbor)
    tables = tables_of(olive)
    for found in tables:
        if found.title != "Fees":
            found.rows.clear()
    put(table(tables, "Fees"), 1, "Remove", "Yes")
    change = kept(olive, tables)
    (line,) = change.report["lines"]
    assert line["was"].startswith("Medical evaluation")
    bulk.apply(change, by=olive)
    after = written(harbor)
    expected = dict(before["treatments"][0], fees=before["treatments"][0]["fees"][:1])
    assert after == before | {"treatments": [expected]}
    assert kept(olive, tables).plans == []  # it is gone already


def test_column_that_the_file_lacks_is_left_as_it_is(olive, harbor):
    tables = tables_of(olive)
    found = table(tables, "Practices")
    place = found.headings.index("Telephone")
    for cells in (found.headings, found.rows[0][1]):
        del cells[place]
    assert kept(olive, tables).plans == []


def test_treatment_that_goes_takes_its_lines_with_it(olive, harbor):
    tables = tables_of(olive)
    put(table(tables, "Treatments"), 0, "Remove", "x")
    bulk.apply(kept(olive, tables), by=olive)
    assert written(harbor)["treatments"] == []


def test_what_is_wrong_is_told_beside_its_cell_and_nothing_can_be_applied(olive, harbor):
    before = written(harbor)
    tables = tables_of(olive)
    put(table(tables, "Practices"), 0, "Name of the practice", "")
    put(table(tables, "Practices"), 0, "Telephone", "12")
    put(table(tables, "Locations"), 0, "ZIP code", "10001")
    put(table(tables, "Treatments"), 0, "Route", "IV drip")
    put(table(tables, "Treatments"), 0, "Minutes of the whole visit", "20")
    put(table(tables, "Fees"), 0, "From", "a lot")
    put(table(tables, "Insurance"), 0, "Remove", "perhaps")
    change = kept(olive, tables)

    class Found:
        problems = change.report["problems"]

    assert [one[:4] for one in told(Found)] == [
        ("Practices", 2, "Name of the practice", ""),
        ("Practices", 2, "Telephone", "12"),
        ("Locations", 2, "ZIP code", "10001"),
        ("Treatments", 2, "Route", "IV drip"),
        ("Treatments", 2, "Minutes of the whole visit", "20"),
        ("Fees", 2, "From", "a lot"),
        ("Insurance", 2, "Remove", "perhaps"),
    ]
    assert [one[4] for one in told(Found)][1:6] == [
        "Write a telephone number with its area code, such as (303) 555-0142.",
        "This ZIP code is in New York, NY 10001.",
        "“IV drip” is none of the words of this column.",
        "The whole visit is shorter than the session in it.",
        "Write an amount in dollars, such as 450 or 1,250.50.",
    ]
    with pytest.raises(bulk.UnreadyError):
        bulk.apply(change, by=olive)
    assert written(harbor) == before


def titles(rows):
    return [(one["sheet"], one["row"], one["title"], one["column"]) for one in rows]


def test_every_row_is_named_as_people_know_it(olive, harbor):
    """Of two treatments by one route, and of lines with the same fault, each by itself."""
    document = written(harbor)
    (iv,) = document["treatments"]
    document["treatments"].append({**iv, "key": "iv-2", "fees": [], "coverage": []})
    Submission.objects.update(document=document)
    tables, number = tables_of(olive), str(harbor.team_id)
    fees, insurance = table(tables, "Fees"), table(tables, "Insurance")
    put(table(tables, "Practices"), 0, "Telephone", "12")
    put(table(tables, "Locations"), 0, "ZIP code", "10001")
    add(table(tables, "Locations"), Listing=number, City="Boulder", State="CO", ZIP_code="9")
    add(table(tables, "Locations"), Listing=number, Key="a b", Hours="Daily")
    put(table(tables, "Treatments"), 1, "Days until a first visit", "soon")
    add(table(tables, "Treatments"), Listing=number, Key="new", Route="IM injection", Remove="?")
    put(fees, 0, "From", "a lot")
    put(fees, 1, "In your words", "First visit")
    put(fees, 1, "From", "5")
    add(fees, Listing=number, Treatment_key="iv-2", What_is_charged="Medicine", From="much")
    add(fees, Listing=number, Treatment_key="sc", What_is_charged="Medicine")
    aetna = {"Treatment_key": "iv-2", "Part_of_the_treatment": "Dosing visit", "Insurer": "Aetna"}
    for _time in range(2):
        add(insurance, Listing=number, **aetna, What_the_insurer_does="Not covered")
    add(insurance, Listing=number, **aetna, What_the_insurer_does="perhaps")
    add(table(tables, "Answers"), Listing=number, Question="Who am I?", Answer="You.")

    _plans, report = dry_run(olive, tables)

    assert titles(report.problems) == [
        ("Practices", 2, "", "Telephone"),
        ("Locations", 2, "Denver, CO", "ZIP code"),
        ("Locations", 3, "Boulder, CO", "ZIP code"),
        ("Locations", 4, "A place without a name", ""),
        ("Treatments", 4, "IM injection", "Remove"),
        ("Treatments", 3, "IV infusion 2", "Days until a first visit"),
        ("Fees", 2, "IV infusion 1, Dosing session", "From"),
        ("Fees", 3, "IV infusion 1, First visit", "From"),
        ("Fees", 4, "IV infusion 2, Medicine", "From"),
        ("Fees", 5, "sc, Medicine", ""),
        ("Insurance", 5, "IV infusion 2, Dosing visit, Aetna", "What the insurer does"),
        ("Insurance", "", "IV infusion 2", ""),
        ("Answers", 2 + len(table(tables, "Answers").rows) - 1, "Who am I?", "Question"),
    ]
    assert {one["listing"] for one in report.problems} == {"Quiet Harbor"}


def test_changes_are_named_as_people_know_their_rows(olive, harbor):
    tables, number = tables_of(olive), str(harbor.team_id)
    put(table(tables, "Practices"), 0, "Telephone", "303.555.0199")
    put(table(tables, "Treatments"), 0, "Route", "IM injection")
    put(table(tables, "Fees"), 0, "From", "475")
    put(table(tables, "Fees"), 1, "Remove", "Yes")
    add(table(tables, "Locations"), Listing=number, City="Boulder", State="CO")
    put(table(tables, "Answers"), 0, "Answer", "Nobody.")

    change = kept(olive, tables)

    assert titles(change.report["lines"]) == [
        ("Practices", 2, "", "Telephone"),
        ("Locations", 3, "Boulder, CO", ""),
        ("Locations", 3, "Boulder, CO", "City"),
        ("Locations", 3, "Boulder, CO", "State"),
        ("Treatments", 2, "IV infusion", "Route"),
        ("Fees", 2, "IV infusion, Dosing session", "From"),
        ("Fees", 3, "IV infusion, Medical evaluation", ""),
        ("Answers", 2, "Who are you, and why should I choose you?", "Answer"),
    ]


def test_line_that_has_changed_since_is_missed_and_not_mistaken_for_its_neighbor(olive, harbor):
    tables = tables_of(olive)
    document = written(harbor)
    del document["treatments"][0]["fees"][0]
    Submission.objects.update(document=document)
    put(table(tables, "Fees"), 0, "From", "500")
    plans, report = dry_run(olive, tables)
    assert plans == []
    ((sheet, row, column, _written, message),) = told(report)
    assert (sheet, row, column) == ("Fees", 2, "")
    assert message.startswith("This line has been changed or removed since the file was made.")


def test_row_twice_unknown_treatment_and_unknown_column_are_named(olive, harbor):
    tables = tables_of(olive)
    locations = table(tables, "Locations")
    locations.rows.append((9, list(locations.rows[0][1])))
    add(
        table(tables, "Insurance"),
        Listing=str(harbor.team_id),
        Treatment_key="nasal",
        Insurer="Aetna",
    )
    practices = table(tables, "Practices")
    practices.headings.append("Notes")
    practices.rows[0][1].append("ask Bob")
    _plans, report = dry_run(olive, tables)
    assert [(one[0], one[1], one[2]) for one in told(report)] == [
        ("Practices", 1, "Notes"),
        ("Locations", 9, ""),
        ("Insurance", 3, ""),
    ]


def test_one_insurer_twice_for_one_part_is_wrong(olive, harbor):
    tables = tables_of(olive)
    said = {"Part_of_the_treatment": "Dosing visit", "Insurer": "Aetna"}
    said["What_the_insurer_does"] = "Not covered"
    number = str(harbor.team_id)
    add(table(tables, "Insurance"), Listing=number, Treatment_key="iv", **said)
    _plans, report = dry_run(olive, tables)
    assert [one[4] for one in told(report)] == ["One insurer is stated twice for the same part."]


def test_listing_of_a_stranger_is_as_unknown_as_one_that_is_not(olive, stan, keep, harbor):
    theirs = keep(stan, listing(name="Secret Clinic"))
    tables = tables_of(olive)
    for number in (str(theirs.team_id), "1b8b5d3c-0000-4000-8000-000000000000", "", "no number"):
        add(table(tables, "Practices"), Listing=number, Name_of_the_practice="Taken over")
    plans, report = dry_run(olive, tables)
    assert plans == []
    assert {one[4] for one in told(report)} == {"You keep no listing with this number."}
    assert len(report.problems) == 4
    assert "Secret" not in repr(report)
    assert written(theirs)["provider"]["name"] == "Secret Clinic"


def test_listing_that_waits_is_named_and_left_out(olive, harbor, keep):
    other = keep(olive, listing(name="North Clinic"))
    submit(Submission.objects.get(pk=other.pk), by=olive)
    tables = tables_of(olive)
    practices = table(tables, "Practices")
    for number in range(2):
        put(practices, number, "Training of the staff", "All of them.")
    change = kept(olive, tables)
    assert change.report["problems"] == []
    assert change.report["notes"] == [
        "“North Clinic” is waiting for a decision. Nobody can change it now: it was left out."
    ]
    bulk.apply(change, by=olive)
    assert written(harbor)["provider"]["training"] == "All of them."
    assert "training" not in written(other)["provider"]


def test_live_listing_is_exported_and_a_change_begins_a_new_version_of_it(olive, keep, harbor):
    provider = publish_listing(listing(name="Live Clinic"))
    live = provider.submissions.get()
    other = keep(olive, {})
    Submission.objects.filter(pk=other.pk).delete()
    other.team.provider = provider
    other.team.save()
    tables = tables_of(olive)
    names = [cells[1] for _number, cells in table(tables, "Practices").rows]
    assert sorted(names) == ["Live Clinic", "Quiet Harbor"]
    assert Submission.objects.filter(team=other.team).count() == 0  # looking begins nothing
    put(table(tables, "Practices"), names.index("Live Clinic"), "Website", "live.example")
    bulk.apply(kept(olive, tables), by=olive)
    draft = Submission.objects.get(team=other.team)
    assert (draft.based_on, draft.state) == (live, "draft")
    assert draft.document["provider"]["website"] == "https://live.example"
    provider.refresh_from_db()
    assert provider.website == ""


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_listings(olive, keep, number, django_assert_num_queries):
    for _time in range(number):
        keep(olive, listing())
    with django_assert_num_queries(3):
        tables_of(olive)
