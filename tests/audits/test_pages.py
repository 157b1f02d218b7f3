"""The pages on which staff record calls: who may, what is kept, what is refused."""

import re
from html import unescape

import pytest

from providers.auditing.drawing import draw
from providers.auditing.items import ITEMS
from providers.auditing.recording import NotRecordedError, publish_audit, record
from providers.models import Audit
from providers.moderation.roles import EDITOR, MODERATOR
from tests.factories import listing, moderator, person, publish_listing, staff, treatment

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
    publish_audit(audit)

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
