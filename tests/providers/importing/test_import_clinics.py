import csv
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from providers.importing.clinics import import_key, read_clinics
from providers.importing.intake import BATCH, Intake, Outcome, rule_for_lists, take_in
from providers.management.commands.import_clinics import summary
from providers.models import Case, CatalogueVersion, Event, Provider, Submission, Team
from providers.models.submission import Rule
from providers.moderation.decisions import approve, reject
from providers.moderation.listing_status import change_status
from providers.moderation.written_rules import switch, switch_of
from providers.places import distance_miles, resolve_city
from tests.factories import draft, listing, moderator, publish_listing, treatment
from tests.threads import at_once

REAL_LIST = Path(__file__).resolve().parents[4] / "shared" / "data" / "clinics_us_2026.csv"
COLUMNS = ["name", "city", "state", "website", "routes", "route_unspecified", "kap"]
COLUMNS += ["lead_discipline_hint", "tags", "city_lat_approx", "city_lon_approx"]


def row(name="Example Clinic", city="Denver", state="CO", **cells):
    return [{"name": name, "city": city, "state": state, **cells}.get(c, "") for c in COLUMNS]


@pytest.fixture
def save(tmp_path):
    """Return a function that writes rows under the list's header and returns the file."""

    def write(*rows, header=COLUMNS):
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


def run(path, *options):
    out, err = StringIO(), StringIO()
    call_command("import_clinics", str(path), *options, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def everything():
    """Return every row of every table of the catalogue."""
    models = apps.get_app_config("providers").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def totals(**counts):
    """Return the summary that an import ends with; what is not told is nought."""
    lines = {
        "created": "Created",
        "changed": "Changed",
        "unchanged": "Unchanged",
        "claimed": "Claimed, left alone",
        "corrected": "Corrected by a moderator, left alone",
        "removed": "Removed for good, left alone",
        "merged": "Merged into another listing, left alone",
        "waiting": "Waiting for a moderator already",
        "rejected": "Rejected by a moderator, left alone",
        "bad": "Bad rows",
        "unresolved": "Without coordinates",
        "directories": "Pages of other directories not stored",
    }
    return [f"{text}: {counts.get(name, 0)}" for name, text in lines.items()]


def only(path):
    """Return the one clinic of a file without bad rows."""
    found = read_clinics(path)
    (clinic,) = found.clinics
    assert found.bad == {}
    return clinic


# --- A row becomes a document -------------------------------------------------------------------


def test_row_full(save):
    cells = {"website": "https://example.com/ketamine", "routes": "spr;iv", "kap": "1"}
    cells |= {"lead_discipline_hint": "CRNA;psychiatry", "tags": "pain", "city_lat_approx": "39.7"}
    stated = {"source": "public_list", "as_of": "2026-01-01"}
    saint_paul = resolve_city("Saint Paul", "MN")

    clinic = only(save(row("Mind/Body — O'Neil [Iv]", "St. Paul", "mn", **cells)))

    assert clinic.document == {
        "provider": {
            **stated,
            "name": "Mind/Body — O'Neil [Iv]",
            "consent": "public_record",
            "import_key": "clinics:mind-body-o-neil-iv:st-paul:mn",
            "website": "https://example.com/ketamine",
            "offers_kap": True,
            "lead_disciplines": ["psychiatry", "nurse_anesthesia"],
        },
        "locations": [
            {
                "key": "main",
                "city": "St. Paul",
                "state": "MN",
                "latitude": saint_paul.latitude,
                "longitude": saint_paul.longitude,
                "precision": "city",
            }
        ],
        "treatments": [
            {**stated, "key": "iv", "route": "iv"},
            {**stated, "key": "spravato", "route": "spravato"},
        ],
    }
    assert (clinic.line, clinic.notes, clinic.unresolved_city, clinic.directory) == (2, (), "", "")


def test_row_empty_states_nothing(save):
    clinic = only(save(row("Rewired", "South Florida", "FL", route_unspecified="1")))

    stated = {"source": "public_list", "as_of": "2026-01-01"}
    assert clinic.document == {
        "provider": {
            **stated,
            "name": "Rewired",
            "consent": "public_record",
            "import_key": "clinics:rewired:south-florida:fl",
        },
        "locations": [{"key": "main", "city": "South Florida", "state": "FL"}],
        "treatments": [{**stated, "key": "unstated"}],
    }
    assert clinic.unresolved_city == "South Florida, FL"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("iv", ["iv"]),
        ("im; IV", ["iv", "im"]),
        ("spr", ["spravato"]),
        ("in", ["nasal"]),
        ("sl;lozenge;troche", ["lozenge"]),
        ("sc;oral;neb;", ["sc", "oral", "other"]),
        (" ; ", [None]),
    ],
)
def test_routes(save, codes, expected):
    clinic = only(save(row(routes=codes)))

    assert [treatment.get("route") for treatment in clinic.document["treatments"]] == expected


@pytest.mark.parametrize(
    "website",
    [
        "https://example.com",
        "http://www.example.com/ketamine?a=1",
        "https://sites.google.com/view/example",
        "https://notyelp.com/",
        "https://example.com/yelp.com",
    ],
)
def test_website_of_clinic_is_stored(save, website):
    clinic = only(save(row(website=website)))

    assert (clinic.document["provider"]["website"], clinic.notes) == (website, ())


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://healingmaps.com/listing/dc-ketamine-clinic/", "healingmaps.com"),
        ("https://mddcare.com/clinic/delaware/dover/a-peaceful-place/", "mddcare.com"),
        ("http://WWW.Yelp.com/biz/example", "www.yelp.com"),
        ("https://m.facebook.com/example", "m.facebook.com"),
        ("https://maps.google.com/?cid=1", "maps.google.com"),
        ("https://www.psychologytoday.com/us/1", "www.psychologytoday.com"),
    ],
)
def test_website_of_directory_is_not_stored(save, website, host):
    clinic = only(save(row(website=website)))

    note = f"website is a page of {host}, another directory, and was not stored"
    assert (clinic.directory, clinic.notes) == (host, (note,))
    assert "website" not in clinic.document["provider"]
    assert website not in str(clinic.document)  # Nor as a source, nor anywhere.


@pytest.mark.parametrize(
    "website", ["example.com", "javascript:alert(1)", "ftp://example.com", "https://[x", "n/a"]
)
def test_website_that_is_no_address_is_not_stored(save, website):
    clinic = only(save(row(website=website)))

    assert clinic.notes == (f"website “{website}” is not a web address and was not stored",)
    assert "website" not in clinic.document["provider"]


def test_lead_discipline_unknown_is_noted_and_not_stored(save):
    hint = "anesthesiologist;physician;barber"

    clinic = only(save(row(lead_discipline_hint=hint)))

    assert clinic.document["provider"]["lead_disciplines"] == ["anesthesiology", "physician"]
    assert clinic.notes == ("lead discipline “barber” is not known",)


def test_city_found_through_alias(save):
    clinic = only(save(row(city="Highlands Ranch", state="CO")))

    (location,) = clinic.document["locations"]
    assert (location["city"], location["precision"]) == ("Highlands Ranch", "city")
    assert (round(location["latitude"], 1), round(location["longitude"], 1)) == (39.5, -105.0)


def test_city_far_from_where_the_list_shows_it_is_noted(save):
    miami = {"city_lat_approx": "25.769", "city_lon_approx": "-80.2586"}
    near = {"city_lat_approx": "39.7", "city_lon_approx": "-104.9"}
    broken = {"city_lat_approx": "inf", "city_lon_approx": "nan"}

    denver = resolve_city("Denver", "CO")
    miles = round(distance_miles(denver.latitude, denver.longitude, 25.769, -80.2586))

    found = read_clinics(save(row("A", **miami), row("B", **near), row("C", **broken)))

    note = f"the list shows the city {miles} miles from Denver, CO"
    assert [clinic.notes for clinic in found.clinics] == [(note,), (), ()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mind/Body Institute", "MIND-BODY  institute"),
        ("Ketwell Alaska — Fairbanks", "Ketwell Alaska - Fairbanks"),
        ("Harmony (GRW Health)", "Harmony [GRW Health]"),
        ("Clínica Añil", "Clinica Anil"),
    ],
)
def test_import_key_same_for_other_spellings(one, other):
    assert import_key(one, "Denver", "CO") == import_key(other, "denver", "CO")


def test_import_key_differs_by_name_city_and_state():
    places = [("Denver", "CO"), ("Boulder", "CO"), ("Denver", "NC")]

    keys = {import_key(name, *place) for name in ("A B", "AB", "诊所") for place in places}

    assert len(keys) == 9


# --- Bad rows ---------------------------------------------------------------------------------


def test_bad_rows_are_named_and_the_others_stay(save):
    path = save(
        row("Good"),
        row(""),
        row(" — "),
        row(city=""),
        row(state="Colorado"),
        row(routes="iv;xyz"),
        row(kap="yes"),
        row("Hidden\u202eNote"),
        row("N" * 201),
        row(city="C" * 101),
        row("good", "DENVER", "co"),
        ["Short", "Denver", "CO"],
        [*row("Long"), "more"],
        row("Last"),
    )

    found = read_clinics(path)

    assert [clinic.document["provider"]["name"] for clinic in found.clinics] == ["Good", "Last"]
    assert found.bad == {
        3: "name is missing",
        4: "name is missing",
        5: "city is missing",
        6: "state is “COLORADO”, not the code of a state",
        7: "route “xyz” is not known",
        8: "kap is “yes”, neither 1 nor empty",
        9: "name holds a control or invisible character",
        10: "provider.name: Ensure this value has at most 200 characters (it has 201).",
        11: "locations.0.city: Ensure this value has at most 100 characters (it has 101).",
        12: "the same name, city and state as line 2",
        13: "3 cells under a header of 11",
        14: "12 cells under a header of 11",
    }


def test_bad_row_does_not_take_its_name(save):
    found = read_clinics(save(row(routes="xyz"), row(routes="iv")))

    assert (list(found.bad), [clinic.line for clinic in found.clinics]) == ([2], [3])


def test_bad_quotation_marks_are_named_with_the_lines_they_swallow(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "name,city,state,website,routes,kap\n"
        '"A" B,Denver,CO,,,\n'
        "\n"
        'C "D" E,Denver,CO,,,\n'
        '"F,Denver,CO,,,\n'
        'G,Denver,CO,,,"\n'
        "H,Denver,CO,,,\n"
        '"I,Denver,CO,,,\n'
        "J,Denver,CO,,,\n"
    )

    found = read_clinics(path)

    assert [clinic.document["provider"]["name"] for clinic in found.clinics] == ['C "D" E', "H"]
    assert found.bad == {
        2: "is not CSV (',' expected after '\"')",
        5: "runs on to line 6, as if a quotation mark were left open",
        8: "runs on to line 9, as if a quotation mark were left open",
    }


# --- Files that are not such a list -------------------------------------------------------------

GOOD_HEADER = b"name,city,state,website,routes,kap\n"
REFUSALS = {
    "empty": (b"", "it has no column name, city, state, website, routes, kap."),
    "blank": (b"\n \n", "it has no column name, city, state, website, routes, kap."),
    "other columns": (b"name,town,state\nA,Denver,CO\n", "column city, website, routes, kap."),
    "semicolons": (GOOD_HEADER.replace(b",", b";"), "column name, city,"),
    "column twice": (b"kap," + GOOD_HEADER + b",A,Denver,CO,,,\n", "two columns are called kap."),
    "open quotation mark": (b'"' + GOOD_HEADER + b"A,Denver,CO,,,\n", "its header runs on to"),
    "no rows": (GOOD_HEADER + b"\n\n", "has a header and no rows."),
    "NUL": (GOOD_HEADER + b"A\0,Denver,CO,,,\n", "is not text: it holds NUL bytes."),
    "latin-1": (GOOD_HEADER + "Cliníc,Denver,CO,,,\n".encode("latin-1"), "not text in UTF-8."),
    "utf-16": ("name,city".encode("utf-16"), "is not text: it holds NUL bytes."),
    "picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "is not text in UTF-8."),
    "only bad rows": (GOOD_HEADER + b"A,Denver,XX,,,\n", "Not one row of"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_file_refused_before_anything_is_written(tmp_path, content, reason):
    publish_listing(listing(is_invented=True))
    before = everything()
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"^[^\n]*\.$") as refusal:
        run(path)

    assert reason in str(refusal.value)
    assert everything() == before


@pytest.mark.django_db
def test_file_missing_or_folder_is_refused(tmp_path):
    with pytest.raises(CommandError) as missing:
        run(tmp_path / "none.csv")
    with pytest.raises(CommandError) as folder:
        run(tmp_path)

    assert str(missing.value) == f"{tmp_path}/none.csv cannot be read: No such file or directory."
    assert str(folder.value) == f"{tmp_path} cannot be read: Is a directory."


@pytest.mark.django_db
def test_file_with_bom_and_other_columns_is_read(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(
        b"\xef\xbb\xbfkap,extra,routes,website,state,city, name \r\n"
        b"1,\xe2\x80\xae,iv,,CO,Denver,A\r\n"
    )

    out, err = run(path)

    assert (out, err) == (totals(created=1), [])


# --- Into the catalogue ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_import_makes_unclaimed_live_listing(save):
    run(save(row(routes="iv", kap="1")))

    provider = Provider.objects.live().get()
    facts = (provider.slug, provider.consent, provider.source, provider.as_of, provider.offers_kap)
    assert facts == (
        "example-clinic-denver-co",
        "public_record",
        "public_list",
        date(2026, 1, 1),
        True,
    )
    assert (provider.source_url, provider.confirmed_on, provider.is_invented) == ("", None, False)
    assert (provider.summary, provider.phone, provider.languages) == ("", "", None)
    (location,), denver = provider.locations.all(), resolve_city("Denver", "CO")
    assert (location.latitude, location.longitude) == (denver.latitude, denver.longitude)
    assert (location.city, location.street, location.precision) == ("Denver", "", "city")
    (offer,) = provider.treatments.all()
    assert (offer.route, offer.setting, offer.psychotherapy, offer.source) == (
        "iv",
        None,
        None,
        "public_list",
    )
    (event,) = Event.objects.all()
    assert (event.provider, event.kind, event.by, event.under) == (
        provider,
        Event.Kind.PUBLISHED,
        None,
        Rule.PUBLIC_LIST,
    )
    (submission,) = Submission.objects.all()
    assert (submission.state, submission.decided_under) == ("approved", "public_list")
    assert (submission.submitted_by, submission.provider) == (None, provider)


@pytest.mark.django_db
def test_import_reports_rows_notes_and_totals(save, capsys):
    path = save(
        row("Brand", "Denver", website="https://brand.example/"),
        row("Brand", "Boulder", website="https://brand.example/"),
        row("Bad", state="XX"),
        row("Listed", website="https://www.yelp.com/biz/listed"),
        row("Listed too", website="https://www.yelp.com/biz/listed-too"),
        row("Rewired", "South Florida", "FL"),
    )

    out, err = run(path)

    page = "website is a page of www.yelp.com, another directory, and was not stored"
    assert err == [
        "line 4: state is “XX”, not the code of a state",
        f"line 5, note: {page}",
        f"line 6, note: {page}",
        "line 7, note: no coordinates are known for South Florida, FL",
    ]
    assert out == totals(
        created=5, bad=1, unresolved="1 (South Florida, FL)", directories="2 (www.yelp.com)"
    )
    assert "Clinics: 100%" in capsys.readouterr().err
    assert Provider.objects.live().count() == 5


@pytest.mark.django_db
def test_same_brand_in_several_cities_is_one_provider_a_city(save):
    places = [("Kansas City", "MO"), ("Kansas City", "KS"), ("Lehi", "UT")]

    run(save(*(row("Serenity", *place, website="https://s.example") for place in places)))

    slugs = Provider.objects.live().order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == [
        "serenity-kansas-city-ks",
        "serenity-kansas-city-mo",
        "serenity-lehi-ut",
    ]


@pytest.mark.django_db
def test_names_are_stored_as_written(save):
    names = [
        "Ketwell Alaska — Fairbanks",
        "Mind/Body Institute",
        "MindBody Institute",  # The same slug as the one before.
        "Women's Health & Wellness (SOMA)",
        "865 Wellness + Ketamine [TMS]",
        "David Raniere, PhD",
        'The "Good" Drop',
        "<b>Bold</b>",
        "氯胺酮诊所",
    ]

    out, _err = run(save(*(row(name) for name in names)))

    assert out == totals(created=9)
    assert list(Provider.objects.order_by("pk").values_list("name", flat=True)) == names


@pytest.mark.django_db
def test_second_run_writes_nothing(save):
    path = save(row(), row("Rewired", "South Florida", "FL", routes="iv;spr", kap="1"))
    run(path)
    before = everything()

    out, _err = run(path)

    assert out == totals(unchanged=2, unresolved="1 (South Florida, FL)")
    assert everything() == before


@pytest.mark.django_db
def test_other_order_of_rows_and_routes_writes_nothing(save):
    run(save(row("A", routes="iv;spr"), row("B")))
    before = everything()

    out, _err = run(save(row("B"), row("A", routes="spr;iv")))

    assert out == totals(unchanged=2)
    assert everything() == before


@pytest.mark.django_db
def test_changed_row_becomes_new_version_of_the_same_provider(save):
    run(save(row("A", routes="iv"), row("B", routes="iv")))
    first = Provider.objects.get(name="A")

    out, _err = run(save(row("A", routes="im", website="https://a.example"), row("B", routes="iv")))

    assert out == totals(changed=1, unchanged=1)
    now = Provider.objects.get(name="A")
    assert (now.pk, now.slug, now.website) == (first.pk, first.slug, "https://a.example")
    assert [offer.route for offer in now.treatments.all()] == ["im"]
    assert (now.submissions.count(), now.events.count(), Provider.objects.count()) == (2, 2, 2)


@pytest.mark.django_db
def test_row_missing_from_a_later_list_stays(save):
    run(save(row("A"), row("B")))

    run(save(row("B")))

    assert list(Provider.objects.live().values_list("name", flat=True)) == ["A", "B"]


@pytest.mark.django_db
@pytest.mark.parametrize("consent", ["claimed", "self_listed"])
def test_claimed_listing_is_left_alone(save, consent):
    path = save(row(routes="iv"))
    run(path)
    provider = Provider.objects.get()
    claimed = listing(treatment("oral"), consent=consent, import_key=provider.import_key)
    publish_listing(claimed, provider=provider)
    before = everything()

    out, _err = run(path)

    assert out == totals(claimed=1)
    assert everything() == before


@pytest.mark.django_db
def test_listing_corrected_by_moderator_is_left_alone(save):
    path = save(row(routes="iv"))
    run(path)
    provider = Provider.objects.get()
    document = provider.submissions.get().document
    publish_listing(document | {"treatments": [treatment("oral")]}, provider=provider)
    before = everything()

    out, _err = run(path)

    assert out == totals(corrected=1)
    assert everything() == before


@pytest.mark.django_db
def test_hidden_listing_stays_hidden(save):
    run(save(row(routes="iv")))
    change_status([Provider.objects.get()], Provider.Status.HIDDEN, by=moderator())

    out, _err = run(save(row(routes="im")))

    assert out == totals(changed=1)
    assert Provider.objects.get().status == Provider.Status.HIDDEN


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Acme Ketamine", "Acme Wellness"])
def test_removed_listing_does_not_come_back_even_under_another_name(save, name):
    site, elsewhere = "https://www.acme.example/", {"website": "https://acme.example/boise"}
    run(save(row("Acme Ketamine", routes="iv", website=site)))
    change_status([Provider.objects.get()], Provider.Status.REMOVED, by=moderator())
    before = everything()

    again = save(row(name, routes="im", website="http://acme.example/denver"))
    out, _err = run(again)
    unchanged = everything()
    further, _err = run(save(row(name, "Boise", "ID", routes="im", **elsewhere)))

    assert out == totals(removed=1)
    assert unchanged == before
    assert further == totals(created=1)


@pytest.mark.django_db
@pytest.mark.parametrize(("batch", "left"), [(1, ["A"]), (50, [])])
def test_crash_in_the_middle_leaves_the_batches_before_it(save, monkeypatch, batch, left):
    monkeypatch.setattr("providers.importing.intake.BATCH", batch)
    publish_listing(listing(is_invented=True))
    before = everything()
    with connection.cursor() as cursor:  # Providers are in by then; the test's end undoes this.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE providers_location ADD CHECK (city <> 'Boulder')")

    with pytest.raises(IntegrityError):
        run(save(row("A"), row("B", "Boulder"), row("C")))

    if left:
        assert list(Provider.objects.values_list("name", flat=True)) == left
    else:
        assert everything() == before
    again, _ = run(save(row("A"), row("B"), row("C")))
    assert again[-len(totals()) :] == totals(created=3 - len(left), unchanged=len(left))


@pytest.mark.django_db
@pytest.mark.parametrize(("dry_run", "live"), [(False, [3, 4, 5]), (True, [1, 1, 1])])
def test_progress_counts_what_is_published_by_then(save, monkeypatch, dry_run, live):
    monkeypatch.setattr("providers.importing.intake.BATCH", 2)
    run(save(row("D")))
    rows = [row(name) for name in "ABCDE"]
    documents = [clinic.document for clinic in read_clinics(save(*rows)).clinics]
    seen = []

    take_in(
        documents,
        under=lambda: switch_of(Rule.PUBLIC_LIST),
        dry_run=dry_run,
        advance=lambda count: seen.append((count, Provider.objects.live().count())),
    )

    assert seen == list(zip([2, 2, 1], live, strict=True))


@pytest.mark.django_db
def test_dry_run_reports_and_writes_nothing(save):
    run(save(row("A", routes="iv"), row("B")))
    publish_listing(listing(is_invented=True))
    before = everything()

    out, err = run(save(row("A"), row("B"), row("C"), row("")), "--dry-run")

    assert out == [
        "Invented providers would be removed: 1",
        *totals(created=1, changed=1, unchanged=1, bad=1),
        "Dry run: nothing was written.",
    ]
    assert err == ["line 5: name is missing"]
    assert everything() == before


@pytest.mark.django_db
def test_invented_listings_go_first(save):
    for name in ("Invented", "Invented too"):
        provider = publish_listing(listing(name=name, is_invented=True))
    draft(listing(name="Invented draft", is_invented=True), provider)
    draft(listing(name="Invented proposal", is_invented=True))
    kept = [draft(listing(name="Real proposal")).pk, publish_listing(listing(name="Real")).pk]

    out, _err = run(save(row("A")))

    assert out == ["Invented providers removed: 2", *totals(created=1)]
    assert list(Provider.objects.order_by("pk").values_list("name", flat=True)) == ["Real", "A"]
    said = Submission.objects.order_by("pk").values_list("document__provider__name", flat=True)
    assert list(said) == ["Real proposal", "Real", "A"]
    assert (Submission.objects.first().pk, Provider.objects.first().pk) == tuple(kept)


@pytest.mark.django_db
def test_invented_listings_going_alone_change_the_version(save):
    path = save(row("A"))
    run(path)
    publish_listing(listing(is_invented=True))
    before = CatalogueVersion.objects.get().number

    out, _err = run(path)

    assert out == ["Invented providers removed: 1", *totals(unchanged=1)]
    assert CatalogueVersion.objects.get().number == before + 1


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "batches"), [(1, 1), (BATCH, 1), (2 * BATCH + 1, 3)])
def test_what_was_brought_before_is_asked_once_a_batch(number, batches, django_assert_num_queries):
    documents = [
        listing(name=f"Acme {n}", import_key=f"acme-{n}", consent="public_record")
        for n in range(number)
    ]
    with django_assert_num_queries(1 + QUERIES * batches):
        intake = take_in(documents, dry_run=True)
    assert intake.outcomes == {Outcome.CREATED: number}


QUERIES = 5  # both ends of the transaction, latest editions, removed, brought before


@pytest.mark.django_db
def test_as_of_dates_every_statement(save):
    run(save(row(routes="iv")), "--as-of=2026-03-04")

    provider = Provider.objects.get()
    assert (provider.as_of, provider.treatments.get().as_of) == (date(2026, 3, 4),) * 2


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2026-02-30"])
def test_as_of_that_cannot_be_is_refused(save, day):
    with pytest.raises(CommandError, match=day):
        run(save(row()), f"--as-of={day}")

    assert Provider.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_no_duplicates(save):
    path = save(row("A"), row("B"))

    def work():
        try:
            return run(path)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():  # Both have read the file and wait here, at the same point.
            CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1)
            imports = [pool.submit(work) for _ in range(2)]
            wait_for_lock(2)
        summaries = [each.result(timeout=30) for each in imports]

    assert sorted(summaries) == sorted([totals(created=2), totals(unchanged=2)])
    assert list(Provider.objects.order_by("pk").values_list("name", flat=True)) == ["A", "B"]


def wait_for_lock(waiting):
    """Return once so many connections of this database wait for a lock."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == waiting:
                return
        sleep(0.02)
    pytest.fail("The imports do not wait for each other.")


# --- The list itself ------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL_LIST.exists(), reason="the list of 2026 is not beside this checkout")
@pytest.mark.django_db
def test_real_list():
    out, err = run(REAL_LIST)
    before = everything()
    again, _err = run(REAL_LIST)

    nowhere = "1 (South Florida, FL)"
    pages = "3 (healingmaps.com; mddcare.com)"
    page = "website is a page of {}, another directory, and was not stored"
    assert out == totals(created=300, unresolved=nowhere, directories=pages)
    assert err == [
        f"line 48, note: {page.format('mddcare.com')}",
        f"line 49, note: {page.format('healingmaps.com')}",
        "line 57, note: no coordinates are known for South Florida, FL",
        f"line 238, note: {page.format('healingmaps.com')}",
    ]
    assert again == totals(unchanged=300, unresolved=nowhere, directories=pages)
    assert everything() == before
    live = Provider.objects.live()
    assert live.filter(consent="public_record", source="public_list").count() == 300
    assert live.filter(offers_kap=True).count() == 67
    assert live.filter(name="Serenity Mental Health Centers").count() == 5
    assert live.filter(treatments__route=None).count() == 54
    assert live.filter(locations__latitude=None).get().name == "Rewired Ketamine"


@pytest.mark.django_db
def test_listing_whose_claim_is_approved_is_left_alone_before_its_first_version(save):
    run(save(row()))
    Team.objects.create(provider=Provider.objects.get())
    run(save(row(routes="iv")))
    assert not Provider.objects.get().treatments.exclude(route=None).exists()


# --- Review: a moderator decides ------------------------------------------------------------------


REVIEWED = "What is new or changed waits for a moderator."


@pytest.mark.django_db
def test_reviewed_list_waits_and_is_not_brought_again(save):
    path = save(row("Ada"), row("Bea"))

    first, _ = run(path, "--review")
    again, _ = run(path, "--review")
    without, _ = run(path)

    assert first == [*totals(created=2), REVIEWED]
    assert again == totals(waiting=2)
    assert without == totals(waiting=2)
    assert not Provider.objects.exists()
    waiting = Case.objects.values_list("kind", "why", "submission__state", "closed_at")
    assert list(waiting) == [("import", "reviewed_import", "submitted", None)] * 2


@pytest.mark.django_db
def test_what_a_moderator_approved_is_the_lists_and_follows_it(save):
    run(save(row("Ada")), "--review")
    approve(Submission.objects.all(), by=moderator(), reason="Looked at the website.")

    unchanged, _ = run(save(row("Ada")), "--review")
    changed, _ = run(save(row("Ada", website="https://ada.example")), "--review")

    assert unchanged == totals(unchanged=1)
    assert changed == [*totals(changed=1), REVIEWED]
    assert Provider.objects.get().website == ""
    assert Case.objects.waiting().get().provider == Provider.objects.get()


@pytest.mark.django_db
def test_what_a_moderator_rejected_stays_away_until_the_list_says_otherwise(save):
    run(save(row("Ada")), "--review")
    reject(Submission.objects.get(), by=moderator(), reason="No clinic there.")

    same, _ = run(save(row("Ada")))
    other, _ = run(save(row("Ada", website="https://ada.example")), "--review")

    assert same == totals(rejected=1)
    assert other == [*totals(created=1), REVIEWED]


@pytest.mark.django_db
def test_dry_run_of_a_review_writes_nothing(save):
    before = everything()
    said, _ = run(save(row("Ada")), "--review", "--dry-run")
    assert said == [*totals(created=1), "Dry run: nothing was written."]
    assert everything() == before


# --- The written rule for public lists ------------------------------------------------------------


def switched(*, is_on, sampled=5):
    numbers = {"sampled": sampled}
    switch(Rule.PUBLIC_LIST, is_on=is_on, numbers=numbers, by=moderator(), note="A good list.")


@pytest.mark.django_db
def test_list_waits_for_a_moderator_once_they_have_switched_the_rule_off(save):
    switched(is_on=False)

    said, _ = run(save(row("Ada"), row("Bea")))

    assert said == [*totals(created=2), REVIEWED]
    assert not Provider.objects.exists()
    waiting = Case.objects.waiting().values_list("kind", "submission__state")
    assert list(waiting) == [("import", "submitted")] * 2


@pytest.mark.django_db
def test_list_is_live_at_once_while_its_rule_is_on(save):
    said, _ = run(save(row("Ada")))

    assert said == totals(created=1)
    assert Provider.objects.live().get().name == "Ada"
    assert Submission.objects.get().decided_under == Rule.PUBLIC_LIST


@pytest.mark.django_db
def test_review_is_stronger_than_the_rule(save):
    said, _ = run(save(row("Ada")), "--review")

    assert said == [*totals(created=1), REVIEWED]
    assert not Provider.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_switching_waits_for_one_batch_and_holds_from_the_next(save, monkeypatch):
    monkeypatch.setattr("providers.importing.intake.BATCH", 1)
    found = read_clinics(save(*(row(name) for name in "ABC"))).clinics
    raised = []

    def switch_off(_count):
        if not raised:
            raised.extend(at_once(switched_off_elsewhere))

    intake = take_in(
        [clinic.document for clinic in found], under=rule_for_lists, advance=switch_off
    )

    assert raised == [None]
    assert (intake.live, intake.waiting) == (1, 2)
    assert [one.name for one in Provider.objects.all()] == ["A"]
    assert Case.objects.waiting().filter(kind="import").count() == 2


def switched_off_elsewhere():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    switched(is_on=False)


def test_summary_says_what_is_live_and_what_waits(save):
    found = read_clinics(save(row("Ada"), row("Bea"), row("Cat")))
    intake = Intake(Counter({Outcome.CREATED: 3}), live=1, waiting=2)

    after = "Live at once: 1. Since then the rule has been switched, and 2 wait for a moderator."
    assert list(summary(found, intake, dry_run=False)) == [*totals(created=3), after]


@pytest.mark.django_db
def test_people_look_at_a_share_of_what_a_list_brings(save):
    switched(is_on=True, sampled=100)

    run(save(row("Ada"), row("Bea")))

    looks = Case.objects.waiting().values_list("kind", "why", "provider__name")
    assert set(looks) == {("audit", "public_list", "Ada"), ("audit", "public_list", "Bea")}
    assert Provider.objects.live().count() == 2
