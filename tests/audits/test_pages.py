"""The pages on which staff record calls: who may, what is kept, what is refused."""

import re
from html import unescape

import pytest

from providers.auditing.drawing import draw
from providers.auditing.items import ITEMS
from providers.auditing.recording import NotRecordedError, publish_audit, record
from providers.models import Audit, Event, Provider
from providers.moderation.roles import ADMINISTRATOR, EDITOR, MODERATOR
from tests.factories import listing, moderator, person, publish_listing, staff, treatment
from tests.threads import at_once

pytestmark = pytest.mark.django_db
RIGHT = {item.key: "right" for item in ITEMS}


@pytest.fixture
def audit():
    publish_listing(listing(treatment("iv"), name="Oak", phone="303-555-0100"))
    publish_listing(listing(treatment("iv"), name="Elm <b>"))
    return draw(2, seed=1)


@pytest.fixture
def mo(client):
    client.force_login(staff("mo", MODERATOR))
    return client


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.text))).strip()


def paths(audit):
    base = f"/admin/desk/audits/{audit.pk}/"
    return ["/admin/desk/audits/", base, f"{base}1/", f"{base}worksheet.xlsx"]


def test_only_moderators_see_audits(client, audit):
    def statuses():
        return {client.get(path).status_code for path in paths(audit)}

    assert statuses() == {302}
    client.force_login(person("olive"))
    assert statuses() == {302}
    client.force_login(staff("eddie", EDITOR))
    assert statuses() == {403}
    assert client.post(f"{paths(audit)[1]}publish/").status_code == 403
    client.force_login(staff("mo", MODERATOR))
    assert statuses() == {200}


def test_calls_are_recorded_one_after_another_and_published_together(mo, audit):
    first, second = (f"/admin/desk/audits/{audit.pk}/{place}/" for place in (1, 2))
    base = paths(audit)[1]
    too_early = mo.post(f"{base}publish/", follow=True)
    onward = mo.post(first, {"reached": "yes"} | RIGHT)
    done = mo.post(second, {"reached": "no"})

    assert "2 of its listings have not been called yet." in words(too_early)
    assert (onward.status_code, onward.headers["Location"]) == (302, second)
    assert done.headers["Location"] == base
    assert "Exact accuracy: all that was asked was right 1 of 2" in words(mo.get(base))
    assert Audit.objects.get().published_at is None
    assert "The rates are public now." in words(mo.post(f"{base}publish/", follow=True))
    assert Audit.objects.get().published_at is not None
    one = audit.listings.get(place=1)
    # What the listing does not state was sent, and is not kept.
    assert (one.practice, one.routes, one.price, one.insurance) == ("right", "right", "", "")


def test_what_is_missing_is_named_beside_its_field_and_nothing_is_lost(mo, audit):
    path = f"/admin/desk/audits/{audit.pk}/1/"

    response = mo.post(path, {"reached": "yes", "practice": "wrong"})

    assert response.status_code == 422
    assert words(response).count("Say what the call found out about this.") == 2  # address, routes
    assert 'value="wrong" id="id_practice_1" checked' in response.text
    assert audit.listings.get(place=1).reached == ""
    assert mo.post(path, {}).status_code == 422
    assert mo.post(path, {"reached": "maybe", "practice": "x"}).status_code == 422


def test_public_audit_stays_as_it_is(mo, audit):
    for one in audit.listings.all():
        record(one, "no", {}, by=moderator())
    publish_audit(audit, by=moderator())

    response = mo.post(f"/admin/desk/audits/{audit.pk}/1/", {"reached": "yes"} | RIGHT)

    assert response.status_code == 422
    assert "This audit is public, and stays as it is." in words(response)
    assert audit.listings.get(place=1).reached == "no"
    with pytest.raises(NotRecordedError):
        record(audit.listings.get(place=1), "yes", RIGHT, by=moderator())


@pytest.mark.parametrize("path", ["9/", "9/1/", "9/worksheet.csv", "1/99/", "1/worksheet.pdf"])
def test_what_is_not_there_is_not_found(mo, audit, path):
    assert mo.get(f"/admin/desk/audits/{path}").status_code == 404


def test_nothing_is_published_on_get(mo, audit):
    assert mo.get(f"/admin/desk/audits/{audit.pk}/publish/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_calls(mo, django_assert_num_queries, number):
    for place in range(number):
        publish_listing(listing(name=f"P{place}"))
    audit = draw(number, seed=1)
    mo.get(f"/admin/desk/audits/{audit.pk}/")

    with django_assert_num_queries(7):
        mo.get(f"/admin/desk/audits/{audit.pk}/")


def told():
    """Return what the history tells of audits."""
    rows = Event.objects.filter(kind__startswith="audit_").order_by("pk")
    return list(rows.values_list("kind", "by__email", "provider__name", "before", "after"))


def test_drawing_calls_and_publishing_are_recorded(mo):
    publish_listing(listing(treatment("iv"), name="Oak"))
    audit = draw(1, seed=7)
    call, known = f"/admin/desk/audits/{audit.pk}/1/", {"audit": audit.pk, "place": 1}

    mo.post(call, {"reached": "no"})
    mo.post(call, {"reached": "yes"} | RIGHT | {"routes": "wrong"})
    mo.post(call, {"reached": "yes"})  # refused: it does not say what was found
    for _ in range(2):
        mo.post(f"/admin/desk/audits/{audit.pk}/publish/")

    said = {"reached": "yes", "practice": "right", "address": "right", "routes": "wrong"}
    who, public = "mo@askfirst.example", {"audit": audit.pk, "is_public": True}
    assert told() == [
        ("audit_drawn", None, None, None, {"audit": audit.pk, "seed": 7, "number": 1, "live": 1}),
        ("audit_recorded", who, "Oak", None, known | {"reached": "no"}),
        ("audit_recorded", who, "Oak", known | {"reached": "no"}, known | said),
        ("audit_published", who, None, public | {"is_public": False}, public),
    ]


@pytest.fixture
def ada(client):
    client.force_login(staff("ada", ADMINISTRATOR))
    return client


def test_administrator_draws_by_a_button_and_moderators_do_not(ada, client):
    publish_listing(listing(treatment("iv"), name="Oak"))
    assert "Draw it" in words(ada.get("/admin/desk/audits/"))

    done = ada.post("/admin/desk/audits/draw/", {"number": "1"}, follow=True)

    audit = Audit.objects.get()
    assert f"Audit {audit.pk} is drawn." in words(done)
    assert [one.stated["practice"] for one in audit.listings.all()] == ["Oak"]
    drawn = {"audit": audit.pk, "seed": audit.seed, "number": 1, "live": 1}
    assert told() == [("audit_drawn", "ada@askfirst.example", None, None, drawn)]
    assert f"/admin/desk/audits/{audit.pk}/" not in done.text  # which is for moderators
    client.force_login(staff("mo", MODERATOR))
    assert "Draw it" not in words(client.get("/admin/desk/audits/"))
    assert client.post("/admin/desk/audits/draw/", {"number": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "This field is required."),
        ("0", "greater than or equal to 1"),
        ("x", "Enter a whole number."),
        ("2", "2 listings cannot be drawn: 1 are live."),
    ],
)
def test_sample_that_cannot_be_drawn_is_refused_beside_its_field(ada, number, said):
    publish_listing(listing(treatment("iv"), name="Oak"))
    response = ada.post("/admin/desk/audits/draw/", {"number": number})
    assert response.status_code == 422
    assert said in words(response)
    assert f'value="{number}"' in response.text or number == ""
    assert not Audit.objects.exists()


def test_invented_listings_are_drawn_only_if_that_is_meant(ada):
    publish_listing(listing(treatment("iv"), name="Oak"))
    assert "to try it out" not in words(ada.get("/admin/desk/audits/"))
    Provider.objects.update(is_invented=True)
    refused = ada.post("/admin/desk/audits/draw/", {"number": "1"})
    assert "nobody can telephone them" in words(refused)
    assert "to try it out" in words(refused)
    assert ada.post("/admin/desk/audits/draw/", {"number": "1", "of_invented": "on"}).url
    assert Audit.objects.get().is_invented


def test_button_pressed_twice_draws_one_audit_and_says_so(ada):
    publish_listing(listing(treatment("iv"), name="Oak"))
    audit = draw(1, seed=7)

    again = ada.post("/admin/desk/audits/draw/", {"number": "1"})

    assert again.status_code == 422
    assert (
        f"Audit {audit.pk} is drawn already, and nobody has been telephoned for it. Another one "
        "can be drawn once a call for it is recorded."
    ) in words(again)
    assert Audit.objects.get() == audit
    record(audit.listings.get(), "no", {}, by=moderator())
    assert ada.post("/admin/desk/audits/draw/", {"number": "1"}).status_code == 302
    assert Audit.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_draws_one_audit():
    publish_listing(listing(treatment("iv"), name="Oak"))
    by = staff("ada", ADMINISTRATOR)

    raised = at_once(*[lambda seed=seed: draw(1, seed=seed, by=by) for seed in range(4)])

    assert sorted(type(one).__name__ for one in raised) == ["NoneType"] + ["NotDrawnError"] * 3
    assert Audit.objects.count() == 1
