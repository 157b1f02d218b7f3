"""What may be a slip: it is saved, and pointed out beside its field and on the listing's page."""

import pytest

from directory.listing.doubts import Doubt, doubts
from directory.listing.steps import STEPS, STEPS_BY_KEY
from providers.listing import drafts
from providers.listing.document import build
from providers.models import Submission
from providers.moderation.checks import places
from providers.moderation.checks.check import Proposal
from providers.vocabulary import Setting
from tests.factories import TODAY

from .forms import address, mark

DENVER = {"city": "Denver", "state": "CO", "zip_code": "80203"}
FAR = (
    "The ZIP code 80203 is in Denver, CO, 102 miles from the middle of Pueblo, CO. Is one mistyped?"
)
WHERE = "People look for treatment at home by their state"


def written(draft, step, values, by):
    """Return a draft of which one page says something."""
    part = STEPS_BY_KEY[step].part("one")
    return drafts.write(draft, part, values, seen=part.mark(draft.document), by=by)


def of(draft, step):
    return doubts(STEPS_BY_KEY[step], "one", draft.document)


def test_city_far_from_its_zip_code_is_saved_and_pointed_out(draft, olive, client_of):
    client, step = client_of(olive), STEPS_BY_KEY["location"]
    sent = DENVER | {"city": "Pueblo", "seen": mark(draft, "location"), "go": "back"}

    told = client.post(address(draft, step), sent)

    assert told.headers["Location"] == address(draft, step)  # and not back: it is to be seen
    page = client.get(address(draft, step))
    assert FAR in page.text
    assert "Something here may be a slip." in page.text
    described = page.context["page"].form["zip_code"].as_widget()
    assert 'aria-describedby="id_zip_code_helptext id_zip_code_doubt"' in described
    assert 'id="id_zip_code_doubt"' in page.text
    (row,) = Submission.objects.get().document["locations"]
    assert (row["city"], row["zip_code"]) == ("Pueblo", "80203")
    assert FAR in client.get(f"/listing/{draft.team_id}/").text
    sent |= {"seen": mark(Submission.objects.get(), "location")}
    assert client.post(address(draft, step), sent).headers["Location"] != address(draft, step)


@pytest.mark.parametrize(
    ("said", "is_doubted"),
    [
        (DENVER, False),
        (DENVER | {"city": "Lakewood"}, False),  # a town beside it: a ZIP code may serve several
        (DENVER | {"city": "Nowhere At All"}, False),  # no such city is known: nothing to compare
        (DENVER | {"city": "Pueblo"}, True),
        ({"city": "Pueblo", "state": "CO"}, False),
        ({"zip_code": "80203"}, False),
        ({}, False),
    ],
)
def test_form_doubts_what_the_moderators_check_finds(said, is_doubted, draft, olive):
    draft = written(draft, "location", said, olive)
    found = of(draft, "location")
    assert [doubt.field for doubt in found] == ["zip_code"] * is_doubted
    if {"city", "state"} <= said.keys():
        proposal = Proposal(draft.document, build(draft.document), draft, TODAY)
        assert len(list(places.find(proposal))) == len(found)


@pytest.mark.parametrize("setting", Setting)
@pytest.mark.parametrize("states", [None, ["CO"]])
def test_treatment_at_home_without_a_state_is_pointed_out_on_both_pages(
    setting, states, draft, olive
):
    draft = written(draft, "what", {"route": "lozenge", "setting": setting.value}, olive)
    draft = written(draft, "remote", {"states_served": states}, olive)
    is_doubted = setting.value.startswith("home") and states is None
    found = {step.key: of(draft, step.key) for step in STEPS}
    assert {key: [one.field for one in rows] for key, rows in found.items() if rows} == (
        {"what": ["setting"], "remote": ["states_served"]} if is_doubted else {}
    )


def test_states_page_names_the_treatments_that_are_given_at_home(draft, olive, client_of):
    draft = written(draft, "what", {"route": "lozenge", "setting": "home_supervised"}, olive)
    drafts.add_row(draft, "treatments", "two", {"route": "iv", "setting": "clinic"}, by=olive)
    (doubt,) = doubts(STEPS_BY_KEY["remote"], "", Submission.objects.get().document)
    assert doubt == Doubt(
        "states_served", "You give this at home, but no state is chosen here: Lozenge."
    )
    client = client_of(olive)
    assert doubt.words in client.get(f"/listing/{draft.team_id}/remote/").text
    page = client.get(address(draft, STEPS_BY_KEY["what"])).text
    assert WHERE in page
    assert page.count("id_setting_doubt") == 2  # the group is described by it, and not each choice
    assert client.get(f"/listing/{draft.team_id}/").text.count(WHERE) == 1


def test_nothing_is_doubted_beside_a_field_that_is_wrong(draft, olive, client_of):
    draft = written(draft, "location", DENVER | {"city": "Pueblo"}, olive)
    sent = DENVER | {"city": "Pueblo", "zip_code": "9", "seen": mark(draft, "location")}
    page = client_of(olive).post(address(draft, STEPS_BY_KEY["location"]), sent)
    assert (page.status_code, FAR in page.text) == (422, False)
