"""A listing's page at the desk: its status, and merging it."""

import pytest

from providers.models import Provider
from providers.moderation.decisions import submit
from tests.factories import draft, listing, publish_listing, treatment

pytestmark = pytest.mark.django_db


def two_versions():
    """Return a listing that said something else before."""
    provider = publish_listing(listing(treatment("iv"), name="Acme", phone="(303) 555-0100"))
    second = listing(treatment("iv"), name="Acme", phone="(303) 555-0199")
    return publish_listing(second, provider=provider)


def test_status_is_changed_with_a_reason_for_the_public_log(desk, mo):
    provider = two_versions()
    url = f"/admin/desk/listings/{provider.pk}/status/"

    refused = desk.post(url, {"status": "closed", "note": "They called."})
    done = desk.post(url, {"status": "closed", "reason": "closed", "note": "They called."})

    assert (refused.status_code, done.status_code) == (422, 302)
    provider.refresh_from_db()
    assert provider.status == "closed"
    event = provider.events.get(kind="status_changed")
    assert (event.by, event.reason, event.note) == (mo, "closed", "They called.")
    assert desk.post(url, {"status": "merged", "reason": "closed"}).status_code == 422


def test_duplicate_is_merged_and_leads_to_the_other(desk, client):
    duplicate = publish_listing(listing(name="Acme Two"))
    other = publish_listing(listing(name="Acme"))
    url = f"/admin/desk/listings/{duplicate.pk}/merge/"

    unknown = desk.post(url, {"into": "nowhere", "reason": "The same door."})
    itself = desk.post(url, {"into": duplicate.slug, "reason": "The same door."})
    done = desk.post(url, {"into": other.slug, "reason": "The same door."})

    assert (unknown.status_code, itself.status_code, done.status_code) == (422, 422, 302)
    assert "There is no listing with this address." in unknown.text
    assert "cannot be merged into itself" in itself.text
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.merged_into) == ("merged", other)
    assert (
        client.get(f"/providers/{duplicate.slug}/")
        .headers["Location"]
        .endswith(f"/providers/{other.slug}/")
    )


def test_listings_of_every_status_are_found_by_name(desk):
    hidden = two_versions()
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")
    publish_listing(listing(name="Zen"))
    shown = desk.get("/admin/desk/listings/?q=acm").text
    assert f"/admin/desk/listings/{hidden.pk}/" in shown
    assert "Zen" not in shown


def test_merging_stands_beside_the_finding_and_leads_to_what_stays(desk, mo):
    """The newer listing is looked at, so the older one is merged into it, or it is rejected."""
    known = {"website": "https://harbor.example/", "phone": "(303) 555-0142"}
    twin = publish_listing(listing(name="Harbor Clinic", **known))
    here = publish_listing(listing(name="Quiet Harbor", website="https://else.example/"))
    row = draft(listing(name="Quiet Harbor", **known), here)
    case = submit(row, by=None).cases.get()

    page = desk.get(f"/admin/desk/{case.pk}/").text
    link = f"/admin/desk/listings/{twin.pk}/?merge={here.slug}#merge"
    assert link in page
    form = desk.get(link.split("#")[0]).text
    assert f'name="into" value="{here.slug}"' in form
    said = {"into": here.slug, "reason": "The same telephone."}
    done = desk.post(f"/admin/desk/listings/{twin.pk}/merge/", said)

    assert done.headers["Location"] == f"/admin/desk/listings/{here.pk}/"
    twin.refresh_from_db()
    assert (twin.status, twin.merged_into) == ("merged", here)
    assert f"/admin/desk/{case.pk}/" in desk.get(f"/admin/desk/listings/{here.pk}/").text
    assert link not in desk.get(f"/admin/desk/{case.pk}/").text


def test_new_listing_of_a_known_practice_is_rejected_from_beside_the_finding(desk):
    known = {"website": "https://harbor.example/", "phone": "(303) 555-0142"}
    publish_listing(listing(name="Harbor Clinic", **known))
    case = submit(draft(listing(name="Quiet Harbor", **known)), by=None).cases.get()

    page = desk.get(f"/admin/desk/{case.pk}/").text
    asked = desk.get(f"/admin/desk/{case.pk}/?refusal=duplicate").text

    assert ('href="?refusal=duplicate#id_refusal"' in page, "?merge=" in page) == (True, False)
    chosen = '<option value="duplicate" selected>'
    assert (chosen in asked, chosen in page) == (True, False)
