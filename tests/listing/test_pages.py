"""The pages on which a team fills in its listing."""

from uuid import uuid4

import pytest

from directory.listing.overview import Overview
from directory.listing.steps import STEPS, STEPS_BY_KEY, steps_of
from providers.listing import drafts
from providers.models import Provider, Submission


@pytest.fixture
def draft(olive):
    """A listing with one location and one treatment, both empty."""
    submission = drafts.begin(uuid4(), name="Quiet Harbor", by=olive)
    for part in drafts.KEYED:
        submission = drafts.add_row(submission, part, "one", {}, by=olive)
    return submission


def address(draft, step):
    way = f"{step.of}/one/" if step.of else ""
    return f"/listing/{draft.team_id}/{way}{step.key}/"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_step_shows_and_saves_nothing_as_nothing(draft, olive, client_of, step):
    client = client_of(olive)
    page = client.get(address(draft, step))
    assert page.status_code == 200
    form = page.context["page"].form
    data = {"seen": page.context["page"].mark, "go": "next"}
    if step.is_list:
        data |= {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    else:
        data |= {name: form.initial[name] for name in form.fields if name in form.initial}
    if step.key == "location":
        data |= {"city": "Denver", "state": "CO"}
    before = Submission.objects.get().document
    response = client.post(address(draft, step), data)
    assert response.status_code == 302, response.content.decode()
    after = Submission.objects.get().document
    if step.key != "location":
        assert after == before


def test_beginning_twice_begins_one(olive, client_of):
    client = client_of(olive)
    key = str(uuid4())
    for _time in range(2):
        response = client.post("/listing/new/", {"key": key, "name": "Quiet Harbor"})
        assert response.headers["Location"] == f"/listing/{key}/"
    (submission,) = Submission.objects.all()
    assert submission.document["provider"]["name"] == "Quiet Harbor"
    assert client.get(f"/listing/{key}/").status_code == 200
    assert client.get("/listing/").status_code == 200


def test_every_list_of_a_document_has_steps():
    assert [bool(steps_of(part)) for part in ("", *drafts.KEYED)] == [True, True, True]


def test_preview_shows_what_people_would_see_and_saves_nothing(draft, olive, client_of):
    client = client_of(olive)
    client.post(address(draft, STEPS_BY_KEY["what"]), {"route": "im", "seen": mark(draft, "what")})
    client.post(
        address(draft, STEPS_BY_KEY["location"]),
        {"city": "Denver", "state": "CO", "zip_code": "80203", "seen": mark(draft, "location")},
    )
    assert Overview(draft.team, Submission.objects.get()).faults == ()
    for page in ("preview/", "preview/comparison/"):
        response = client.get(f"/listing/{draft.team_id}/{page}")
        assert response.status_code == 200
        assert "Quiet Harbor" in response.content.decode()
        assert "IM injection" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
    assert Provider.objects.count() == 0


def test_preview_of_what_cannot_be_submitted_leads_back(draft, olive, client_of):
    response = client_of(olive).get(f"/listing/{draft.team_id}/preview/")
    assert response.headers["Location"] == f"/listing/{draft.team_id}/"


def mark(draft, step):
    found = STEPS_BY_KEY[step]
    return found.part("one").mark(draft.document)
