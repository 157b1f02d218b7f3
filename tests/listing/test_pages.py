"""The pages on which a team fills in its listing."""

import re

import pytest
from django.contrib.auth.models import Permission

from directory.listing.overview import Overview
from directory.listing.steps import STEPS, STEPS_BY_KEY, steps_of
from providers.listing import drafts
from providers.listing.dates import facts_mark
from providers.models import Provider, Submission
from providers.moderation import decisions
from tests.factories import listing, moderator, treatment

from .forms import address, mark


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


def test_moderator_sees_the_preview_and_nothing_else(returned, client_of):
    staff = moderator()
    root = f"/listing/{returned.team_id}/"
    assert client_of(staff).get(f"{root}preview/").status_code == 404
    staff.is_staff = True
    staff.save()
    assert client_of(staff).get(f"{root}preview/").status_code == 404
    staff.user_permissions.add(Permission.objects.get(codename="view_submission"))
    for way, status in (("preview/", 200), ("preview/comparison/", 200), ("", 404)):
        page = client_of(staff).get(root + way)
        assert (page.status_code, "Back to your listing" in page.text) == (status, False)


def test_version_that_was_never_submitted_is_its_teams_alone(draft, olive, client_of):
    staff = moderator()
    staff.is_staff = True
    staff.save()
    staff.user_permissions.add(Permission.objects.get(codename="view_submission"))
    for way in ("preview/", "preview/comparison/"):
        address = f"/listing/{draft.team_id}/{way}"
        assert client_of(staff).get(address).status_code == 404
        assert client_of(olive).get(address).status_code == 302  # it is not whole yet


@pytest.mark.parametrize(("number", "told"), [(4, ""), (5, "1 is not shown"), (6, "2 are not")])
def test_comparison_says_how_many_treatments_it_has_no_room_for(
    number, told, draft, olive, client_of
):
    document = listing(*(treatment("iv", key=f"t{n}") for n in range(number)), name="Acme")
    Submission.objects.update(document=document)
    page = client_of(olive).get(f"/listing/{draft.team_id}/preview/comparison/").text
    assert ("A comparison has room for 4 treatments." in page) is bool(told)
    assert told in page


def test_each_row_is_copied_from_an_old_page_and_one_that_is_gone_is_told(draft, olive, client_of):
    drafts.add_row(draft, "treatments", "two", {"route": "im"}, by=olive)
    client, root = client_of(olive), f"/listing/{draft.team_id}/"
    shown = client.get(root).context["page"].treatments
    for row in (*shown, *shown):  # all from one page, and each twice
        sent = {"do": "copy", "key": row.key, "new": row.new_key}
        told = client.post(f"{root}rows/treatments/", sent, follow=True)
        assert "Copied." in told.text
    rows = Submission.objects.get().document["treatments"]
    assert [row.get("route") for row in rows] == [None, None, "im", "im"]
    gone = {"do": "copy", "key": "gone", "new": "another"}
    told = client.post(f"{root}rows/treatments/", gone, follow=True)
    assert ("Copied." in told.text, "This has been removed" in told.text) == (False, True)


def test_preview_of_what_cannot_be_submitted_leads_back(draft, olive, client_of):
    response = client_of(olive).get(f"/listing/{draft.team_id}/preview/")
    assert response.headers["Location"] == f"/listing/{draft.team_id}/"


def test_saving_a_list_can_stay_on_its_page(draft, olive, client_of):
    client, fees = client_of(olive), address(draft, STEPS_BY_KEY["fees"])
    sent = lines_of(draft, ["medical_evaluation", "250"], ["dosing_session", "450"])
    response = client.post(fees, sent | {"form-1-count": "6", "go": "stay"})
    assert response.headers["Location"] == f"{fees}#sums-h"
    page = client.get(fees)
    _before, _between, sums = page.text.partition('id="sums-h"')
    assert re.findall(r'<p class="sum">(.*)</p>', sums)[0] == "$2,950"  # 250 + 6 × 450
    assert ("form-1-DELETE" in page.text, "form-2-DELETE" in page.text) == (True, False)


@pytest.fixture
def returned(draft, olive):
    """The listing, for which a moderator has asked for changes of several parts."""
    drafts.write(
        drafts.add_row(draft, "treatments", "one", {}, by=olive),
        STEPS_BY_KEY["what"].part("one"),
        {"route": "iv"},
        seen=mark(draft, "what"),
        by=olive,
    )
    drafts.write(
        draft,
        STEPS_BY_KEY["location"].part("one"),
        {"city": "Denver", "state": "CO"},
        seen=mark(draft, "location"),
        by=olive,
    )
    decisions.submit(draft, by=olive)
    remarks = {
        "provider/website": "Is it spelled so?",
        "provider": "Who are you?",
        "locations/one": "Which street?",
        "treatments/one/route": "Into a vein?",
        "treatments/one/fees": "Each session?",
    }
    return decisions.request_changes(draft, by=moderator(), reason="See below.", remarks=remarks)


def test_remark_stands_once_beside_what_it_concerns(returned, olive, client_of):
    client = client_of(olive)
    page = Overview(returned.team, returned)
    found = {task.step.key: task.remarks for task in page.tasks if task.remarks}
    (place,), (offer,) = page.locations, page.treatments
    found |= {task.step.key: task.remarks for task in offer.tasks if task.remarks}
    assert found == {
        "practice": ("Website: Is it spelled so?",),
        "what": ("Route: Into a vein?",),
        "fees": ("Each session?",),
    }
    assert (page.remark, place.remark, offer.remark) == ("Who are you?", "Which street?", "")
    shown = client.get(f"/listing/{returned.team_id}/").text
    for words in returned.remarks.values():
        assert shown.count(words) == 1, words
    practice = client.get(address(returned, STEPS_BY_KEY["practice"])).text
    label = practice.index('for="id_website"')
    assert label < practice.index("Is it spelled so?") < practice.index('id="id_website"')


def test_remark_on_a_line_stands_beside_that_line(returned, olive, client_of):
    lines = [{"item": "dosing_session"}, {"item": "booster"}]
    part = STEPS_BY_KEY["fees"].part("one")
    drafts.write(returned, part, lines, seen=part.mark(returned.document), by=olive)
    answers = STEPS_BY_KEY["answers"].part("")
    said = [{"question": "who", "text": "Us."}]
    drafts.write(returned, answers, said, seen=answers.mark(returned.document), by=olive)
    decisions.submit(returned, by=olive)
    remarks = {
        "treatments/one/fees/1": "Each time?",
        "answers/who": "All of you?",
        "locations": "Only one place?",
        "treatments/one/availability/wait_days": "So long?",
    }
    row = decisions.request_changes(returned, by=moderator(), reason="See.", remarks=remarks)
    client = client_of(olive)

    shown = client.get(address(row, STEPS_BY_KEY["fees"])).context["page"]
    assert [line.remark for line in shown.lines][:3] == ["", "Each time?", ""]
    page = client.get(address(row, STEPS_BY_KEY["answers"])).text
    label = page.index('for="id_who"')
    assert label < page.index("All of you?") < page.index('id="id_who"')
    overview = client.get(f"/listing/{row.team_id}/")
    for words in remarks.values():
        assert overview.text.count(words) == 1, words
    (offer,) = overview.context["page"].treatments
    found = {task.step.key: task.remarks for task in offer.tasks if task.remarks}
    assert found == {
        "fees": ("Line 2: Each time?",),
        "availability": ("Days until a first visit: So long?",),
    }

    # What is sent with a mistake keeps the words where they are.
    wrong = lines_of(row, ["dosing_session", ""], ["booster", "much"])
    shown = client.post(address(row, STEPS_BY_KEY["fees"]), wrong).context["page"]
    assert [line.remark for line in shown.lines] == ["", "Each time?"]


def test_words_that_promise_much_are_pointed_out_where_they_stand(draft, olive, client_of):
    client, practice = client_of(olive), address(draft, STEPS_BY_KEY["practice"])
    sent = {"name": "Quiet Harbor", "summary": "We cure it.", "seen": mark(draft, "practice")}

    saved = client.post(practice, sent | {"go": "next"})

    assert saved.headers["Location"] == practice  # it stays, to say so
    page = client.get(practice)
    assert "Some words here promise a lot." in page.text
    assert pointed(page) == {"summary": ["cure"]}
    assert 'aria-describedby="id_summary_helptext id_summary_promise"' in page.text
    assert 'id="id_summary_promise"' in page.text
    # They may be left as they are: the next save goes on.
    again = sent | {"seen": page.context["page"].mark, "phone": "(303) 555-0142", "go": "next"}
    assert client.post(practice, again).headers["Location"] != practice
    overview = client.get(f"/listing/{draft.team_id}/").text
    assert f'<a href="{practice}#id_summary">' in overview
    # Even where something else is wrong, what was just typed is looked at.
    wrong = again | {"summary": "No side effects.", "phone": "12"}
    assert pointed(client.post(practice, wrong)) == {"summary": ["No side effects"]}


def test_every_way_to_words_that_promise_much_leads_to_their_field(draft, olive, client_of):
    client = client_of(olive)
    fees = STEPS_BY_KEY["fees"].part("one")
    line = {"item": "other", "label": "The cure"}
    drafts.write(draft, fees, [{"item": "booster"}, line], seen=mark(draft, "fees"), by=olive)
    place = STEPS_BY_KEY["location"].part("one")
    where = {"city": "Denver", "state": "CO", "hours": "Cures daily"}
    drafts.write(draft, place, where, seen=mark(draft, "location"), by=olive)
    answers = STEPS_BY_KEY["answers"].part("")
    said = [{"question": "who", "text": "Guaranteed."}]
    drafts.write(draft, answers, said, seen=mark(draft, "answers"), by=olive)
    root = f"/listing/{draft.team_id}"
    found = Overview(draft.team, Submission.objects.get()).pointed_out
    assert [(one.words, one.url) for one in found] == [
        ("Cures", f"{root}/locations/one/location/#id_hours"),
        ("cure", f"{root}/treatments/one/fees/#id_form-1-label"),
        ("Guaranteed", f"{root}/answers/#id_who"),
    ]
    for one in found:
        url, _hash, field = one.url.partition("#")
        assert f'id="{field}"' in client.get(url).text
        assert f'id="{field}_promise"' in client.get(url).text


def test_moderator_sees_what_promises_much_in_the_preview(returned, olive, client_of):
    part = STEPS_BY_KEY["practice"].part("")
    values = {"name": "Quiet Harbor", "summary": "Guaranteed."}
    drafts.write(returned, part, values, seen=part.mark(returned.document), by=olive)
    staff = moderator()
    staff.is_staff = True
    staff.save()
    staff.user_permissions.add(Permission.objects.get(codename="view_submission"))
    root = f"/listing/{returned.team_id}/"
    for page in ("preview/", "preview/comparison/"):
        shown = client_of(staff).get(root + page).text
        assert "<q>Guaranteed</q>" in shown
        assert "practice/#id_summary" not in shown
        assert "practice/#id_summary" in client_of(olive).get(root + page).text


def pointed(response):
    """Return {field: words that promise much} of the page of a step."""
    form = response.context["page"].form
    return {bound.name: [one.words for one in bound.phrases] for bound in form if bound.phrases}


@pytest.mark.parametrize(
    ("step", "name", "typed", "said"),
    [
        ("people", "npi", "1234567890", None),
        ("people", "npi", "1234567893", "1234567893"),
        ("people", "npi", "123", None),
        ("location", "zip_code", "90210", None),
        ("location", "zip_code", "80203", "80203"),
        ("practice", "phone", "+1 303 555 0142", "(303) 555-0142"),
        ("practice", "phone", "303.555.0142 x12", "(303) 555-0142 ext. 12"),
        ("practice", "phone", "+44 20 7946 0958", None),
        ("practice", "phone", "303 555 0142 ext 12345678901234567890", None),
        ("practice", "phone", "555-0142", None),
    ],
)
def test_what_is_checked_is_refused_beside_its_field_or_kept(
    step, name, typed, said, draft, olive, client_of
):
    others = {"location": {"city": "Denver", "state": "CO"}, "practice": {"name": "Quiet Harbor"}}
    sent = others.get(step, {}) | {name: typed, "seen": mark(draft, step)}
    response = client_of(olive).post(address(draft, STEPS_BY_KEY[step]), sent)
    saved = STEPS_BY_KEY[step].part("one").read(Submission.objects.get().document)
    assert (response.status_code, saved.get(name)) == (302 if said else 422, said)
    if not said:
        assert set(response.context["page"].form.errors) == {name}
        assert response.context["page"].form[name].value() == typed
    if typed == "90210":
        assert "This ZIP code is in Beverly Hills, CA" in response.text


def test_remarks_are_gone_once_they_are_answered(returned, olive, client_of):
    decisions.submit(returned, by=olive)
    decisions.approve([returned], by=moderator())
    for way in ("", "practice/"):
        shown = client_of(olive).get(f"/listing/{returned.team_id}/{way}").text
        assert [words for words in returned.remarks.values() if words in shown] == []


def test_version_that_waits_can_be_read_and_not_written(returned, olive, client_of):
    decisions.submit(returned, by=olive)
    client, practice = client_of(olive), address(returned, STEPS_BY_KEY["practice"])
    shown = client.get(practice)
    assert all(field.field.disabled for field in shown.context["page"].form)
    assert 'name="go"' not in shown.text
    response = client.post(
        practice, {"name": "", "summary": "Words.", "seen": shown.context["page"].mark}
    )
    assert response.status_code == 409
    assert response.context["page"].written == [
        ("In short, for people who do not know you", "Words.")
    ]
    assert "cannot be changed" in response.text


def test_words_for_a_treatment_that_somebody_has_removed_are_shown_again(draft, olive, client_of):
    sent = lines_of(draft, ["dosing_session", "400"], ["booster", "much"])
    gone = draft.document["treatments"][0]
    drafts.remove_row(draft, "treatments", "one", seen=facts_mark(gone), by=olive)
    response = client_of(olive).post(address(draft, STEPS_BY_KEY["fees"]), sent)
    assert response.status_code == 409
    assert response.context["page"].written == [
        ("Line 1", "dosing_session; amount; 400"),
        ("Line 2", "booster; amount; much"),
    ]


def test_fewer_lines_than_somebody_else_has_saved_are_told_of_theirs(draft, olive, client_of):
    client, fees = client_of(olive), address(draft, STEPS_BY_KEY["fees"])
    mine = lines_of(draft, ["booster", "300"], ["", ""])
    client.post(fees, lines_of(draft, ["dosing_session", "400"], ["medicine", "50"]))
    response = client.post(fees, mine)
    assert response.status_code == 409
    assert [words for _what, words in response.context["page"].theirs] == [
        "Dosing session: $400",
        "Medicine: $50",
    ]
    assert response.context["page"].problems == []
    again = mine | {"seen": response.context["page"].mark}
    assert client.post(fees, again).status_code == 302
    (saved,) = Submission.objects.get().document["treatments"][0]["fees"]
    assert (saved["item"], saved["amount_low"]) == ("booster", "300")


def lines_of(draft, *rows):
    """Return what the page of fees sends: (item, amount) a line, from what is saved now."""
    sent = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for number, (item, amount) in enumerate(rows):
        costs = "amount" if amount else ""
        own = {"item": item, "costs": costs, "amount_low": amount}
        sent |= {f"form-{number}-{name}": value for name, value in own.items()}
    return sent | {"seen": mark(draft, "fees"), "go": "back"}


def test_treatments_that_are_called_alike_are_numbered(draft, olive, client_of):
    drafts.copy_row(draft, "treatments", "one", "two", by=olive)
    titles = [row.title for row in Overview(draft.team, Submission.objects.get()).treatments]
    assert titles == ["Ketamine, route not stated 1", "Ketamine, route not stated 2"]


def test_error_of_a_group_describes_it(draft, olive, client_of):
    sent = {"seen": mark(draft, "safety"), "present": ["none", "physician"]}
    page = client_of(olive).post(address(draft, STEPS_BY_KEY["safety"]), sent)
    assert page.status_code == 422
    assert 'id="id_present" tabindex="-1" aria-describedby="id_present_error"' in page.text
    assert '<p class="error" id="id_present_error">' in page.text


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_nothing_at_all_is_bad_input_and_no_fault_of_ours(draft, olive, client_of, step):
    response = client_of(olive).post(address(draft, step))
    assert response.status_code in (302, 409, 422)
