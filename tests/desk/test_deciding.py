"""The decisions: each does one thing, once, by somebody whose own it is not."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.listing.drafts import write
from providers.listing.parts import Part
from providers.models import Case, Event, Member, Provider, Submission, Team
from providers.moderation.decisions import withdraw
from providers.moderation.queue import take
from providers.moderation.roles import MODERATOR
from providers.work import forget
from tests.factories import person, staff
from tests.threads import at_once, until_one_waits

pytestmark = pytest.mark.django_db


def ended(case):
    case.refresh_from_db()
    return (case.outcome, case.closed_by, case.reason)


def mails():
    return DBTaskResult.objects.count()


def test_approved_edit_is_live_and_the_next_is_taken(desk, waiting, mo):
    case, following = waiting("team"), waiting("new", "Next", minutes=9)

    response = desk.post(f"/admin/desk/{case.pk}/approve/", {"words": "Thanks.", "go_on": "on"})

    assert response.headers["Location"] == f"/admin/desk/{following.pk}/"
    assert Provider.objects.get(name="Acme").website == "https://new.example/"
    assert ended(case) == ("approved", mo, "Thanks.")
    following.refresh_from_db()
    assert following.taken_by == mo


def test_decision_without_going_on_leads_to_the_queue_and_takes_nothing(desk, waiting):
    case, following = waiting("edit"), waiting("new", "Next")
    response = desk.post(f"/admin/desk/{case.pk}/approve/", {"words": ""})
    assert response.headers["Location"] == "/admin/desk/"
    following.refresh_from_db()
    assert following.taken_by is None
    assert "checked" not in desk.get(f"/admin/desk/{following.pk}/").text.split("go_on")[1][:40]


def test_changes_are_requested_with_words_beside_fields(desk, waiting, mo):
    case = waiting("team")
    words = {"at:provider/website": "This leads nowhere.", "at:treatments/iv": "Which dose?"}

    response = desk.post(f"/admin/desk/{case.pk}/request-changes/", words)

    assert response.status_code == 302
    case.submission.refresh_from_db()
    assert case.submission.state == "changes_requested"
    assert case.submission.remarks == {
        "provider/website": "This leads nowhere.",
        "treatments/iv": "Which dose?",
    }
    assert ended(case) == ("changes_requested", mo, "Please see what stands beside the fields.")


def test_author_reads_the_words_beside_the_fields(desk, waiting, client_of):
    case = waiting("team")
    desk.post(
        f"/admin/desk/{case.pk}/request-changes/", {"at:provider/website": "This leads nowhere."}
    )
    page = f"/listing/{case.submission.team_id}/practice/"
    assert "This leads nowhere." in client_of(person("olive")).get(page).text


@pytest.mark.parametrize(
    ("verb", "form", "said"),
    [
        ("request-changes", {}, "Say what is to be changed."),
        ("reject", {"words": "No."}, "Choose a reason to reject."),
        ("reject", {"refusal": "other"}, "the words are the reason"),
        ("reject", {"refusal": "invented"}, "Select a valid choice"),
        ("approve-corrected", {"words": "Fixed."}, "There is no correction of yours."),
    ],
)
def test_what_is_missing_is_said_and_nothing_written_is_lost(desk, waiting, verb, form, said):
    case = waiting("team")
    form = {"at:provider/website": "Keep this.", **form}
    if verb == "request-changes":
        form = {"words": "  "}

    response = desk.post(f"/admin/desk/{case.pk}/{verb}/", form)

    assert response.status_code == 422
    assert said in response.text
    if verb != "request-changes":
        assert "Keep this." in response.text
    assert form.get("words", "").strip() in response.text
    assert ended(case) == ("", None, "")


def test_rejected_with_a_reason_from_the_list_and_words(desk, waiting, mo):
    case = waiting("new")
    desk.post(
        f"/admin/desk/{case.pk}/reject/", {"refusal": "not_ketamine", "words": "It is a gym."}
    )
    said = "This is not a place where people are treated with ketamine. It is a gym."
    assert ended(case) == ("rejected", mo, said)
    case.submission.refresh_from_db()
    assert case.submission.reason == said


def test_second_press_says_so_and_changes_nothing(desk, waiting):
    case = waiting("team")
    first = desk.post(f"/admin/desk/{case.pk}/approve/", {"words": "Once."})
    before = (Event.objects.count(), mails(), ended(case))

    again = desk.post(f"/admin/desk/{case.pk}/reject/", {"refusal": "duplicate"})

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == f"/admin/desk/{case.pk}/"
    assert "a moment ago" in desk.get(again.headers["Location"]).text
    assert (Event.objects.count(), mails(), ended(case)) == before


def test_what_somebody_else_has_taken_is_theirs(desk, waiting):
    case = waiting("team")
    take(case, staff("cole", MODERATOR))
    response = desk.post(f"/admin/desk/{case.pk}/reject/", {"refusal": "duplicate", "words": "W."})
    assert response.status_code == 409
    assert "cole@askfirst.example has taken this" in response.text
    assert ended(case) == ("", None, "")


def test_outdated_edit_cannot_be_approved_and_says_why(desk, waiting):
    case = waiting("edit")
    other = Submission.objects.create(
        provider=case.provider, based_on=case.submission.based_on, document=case.submission.document
    )
    from providers.moderation.decisions import approve, submit

    approve([submit(other, by=None)], by=staff("cole", MODERATOR))

    assert "approving would undo that" in desk.get(f"/admin/desk/{case.pk}/").text
    response = desk.post(f"/admin/desk/{case.pk}/approve/", {"words": ""})
    assert response.status_code == 422
    assert "has changed since this was written" in response.text


def test_member_of_the_team_decides_nothing_of_it(client_of, waiting):
    case, double = waiting("team"), staff("double", MODERATOR)
    Member.objects.create(team=case.submission.team, user=double, role="editor")
    browser = client_of(double)

    assert "somebody else decides it" in browser.get(f"/admin/desk/{case.pk}/").text
    for verb in ("approve", "request-changes", "reject", "take"):
        form = {"words": "W.", "refusal": "duplicate"}
        assert browser.post(f"/admin/desk/{case.pk}/{verb}/", form).status_code == 403
    assert browser.post("/admin/desk/next/").headers["Location"] == "/admin/desk/"
    assert ended(case) == ("", None, "")


def test_claim_is_approved_with_the_facts_noted(desk, waiting, mo):
    case = waiting("claim")
    desk.post(f"/admin/desk/{case.pk}/claim/approve/", {"words": "Called; Ann knows them."})
    assert ended(case) == ("approved", mo, "Called; Ann knows them.")
    assert Team.objects.get(provider=case.provider).members.get().user == person("carl")
    assert Case.objects.get(pk=case.pk).claim.reason == ""


def test_claim_is_rejected_with_a_reason(desk, waiting, mo):
    case = waiting("claim")
    desk.post(f"/admin/desk/{case.pk}/claim/reject/", {"refusal": "not_theirs"})
    said = "We could not see that you may speak for this practice."
    assert ended(case) == ("rejected", mo, said)


def test_removal_is_granted(desk, waiting, mo):
    case = waiting("removal")
    desk.post(f"/admin/desk/{case.pk}/removal/grant/", {"words": ""})
    assert ended(case)[:2] == ("granted", mo)
    assert Provider.objects.get().status == "removed"


def test_removal_is_refused_with_words_alone(desk, waiting, mo):
    case = waiting("removal")
    assert desk.post(f"/admin/desk/{case.pk}/removal/refuse/", {"words": ""}).status_code == 422
    assert Provider.objects.get().status == "hidden"
    desk.post(f"/admin/desk/{case.pk}/removal/refuse/", {"words": "Asked by mistake."})
    assert ended(case) == ("refused", mo, "Asked by mistake.")
    assert Provider.objects.get().status == "live"


@pytest.mark.parametrize("kind", ["team", "claim", "removal"])
def test_decision_of_another_kind_does_nothing(desk, waiting, kind):
    case = waiting(kind)
    verbs = {
        "team": ("claim/approve", "claim/reject", "removal/grant", "removal/refuse"),
        "claim": ("approve", "reject", "request-changes", "removal/grant"),
        "removal": ("approve", "approve-corrected", "claim/approve"),
    }
    for verb in verbs[kind]:
        form = {"words": "W.", "refusal": "duplicate"}
        assert desk.post(f"/admin/desk/{case.pk}/{verb}/", form).status_code == 422, verb
    assert ended(case) == ("", None, "")


def test_imports_are_approved_together_with_a_note(desk, waiting, mo):
    chosen = [waiting("import", name) for name in "ABC"]
    left = waiting("import", "Left")

    form = {"cases": [case.pk for case in chosen], "note": "Looked at each website."}
    response = desk.post("/admin/desk/imports/approve/", form)

    assert response.headers["Location"] == "/admin/desk/?kind=import"
    assert sorted(Provider.objects.values_list("name", flat=True)) == ["A", "B", "C"]
    assert {ended(case) for case in chosen} == {("approved", mo, "Looked at each website.")}
    assert ended(left) == ("", None, "")
    case = chosen[0]
    assert "Looked at each website." in desk.get(f"/admin/desk/{case.pk}/").text


@pytest.mark.parametrize(
    "form", [{"note": "Seen."}, {"cases": ["1"]}, {"cases": ["x"], "note": "Seen."}, {}]
)
def test_bulk_without_choice_or_note_approves_nothing(desk, waiting, form):
    waiting("import")
    desk.post("/admin/desk/imports/approve/", form)
    assert not Provider.objects.exists()
    assert "Nothing is approved." in desk.get("/admin/desk/").text


def test_bulk_is_all_or_none_and_imports_alone(desk, waiting):
    ours, theirs = waiting("import", "Ours"), waiting("import", "Theirs")
    new = waiting("new", "New")
    take(theirs, staff("cole", MODERATOR))

    desk.post("/admin/desk/imports/approve/", {"cases": [ours.pk, theirs.pk], "note": "Seen."})
    assert not Provider.objects.exists()
    ours.refresh_from_db()
    assert ours.taken_by is None
    desk.post("/admin/desk/imports/approve/", {"cases": [ours.pk, new.pk], "note": "Seen."})
    assert list(Provider.objects.values_list("name", flat=True)) == ["Ours"]


@pytest.mark.django_db(transaction=True)
def test_bulk_locks_no_case_while_it_waits_for_what_is_decided(desk, waiting):
    case = waiting("import")
    form = {"cases": [case.pk], "note": "Seen."}

    def press():
        try:
            return desk.post("/admin/desk/imports/approve/", form)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool, transaction.atomic():
        Submission.objects.select_for_update().get(pk=case.submission_id)
        pressed = pool.submit(press)
        until_one_waits()
        Case.objects.select_for_update(nowait=True).get(pk=case.pk)

    assert pressed.result(timeout=30).status_code == 302
    assert ended(case)[0] == "approved"


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_decide_once(client_of, waiting):
    case = waiting("team")
    browsers = [client_of(staff(name, MODERATOR)) for name in ("mo", "cole", "kim", "lee")]
    before = mails()
    form = {"words": "W.", "refusal": "duplicate"}
    statuses = []

    def press(browser, verb):
        statuses.append(browser.post(f"/admin/desk/{case.pk}/{verb}/", form).status_code)

    verbs = ("approve", "reject", "request-changes", "approve")
    raised = at_once(*[lambda b=b, v=v: press(b, v) for b, v in zip(browsers, verbs, strict=True)])

    assert raised == [None] * 4
    assert set(statuses) <= {302, 409, 422}
    assert mails() == before + 1
    assert Case.objects.filter(submission=case.submission).count() == 1
    assert Case.objects.get(pk=case.pk).closed_by is not None


def test_what_was_sent_back_is_shown_as_it_was_after_its_author_has_written_on(desk, waiting):
    case = waiting("team")
    words = {"words": "Which site?", "at:provider/website": "This leads nowhere."}
    desk.post(f"/admin/desk/{case.pk}/request-changes/", words)
    then = desk.get(f"/admin/desk/{case.pk}/").text.split("Taken back by")[0]
    row = Submission.objects.get(pk=case.submission_id)
    practice = row.document["provider"]
    write(
        *(row, Part(("provider",), ("website",)), {"website": "https://third.example/"}),
        seen=Part(("provider",), ("website",)).mark(row.document),
        by=person("olive"),
    )

    now = desk.get(f"/admin/desk/{case.pk}/").text

    assert practice["website"] == "https://new.example/"
    assert "https://new.example/" in desk.get(f"/admin/desk/{case.pk}/preview/").text
    assert ("This leads nowhere." in now, "https://third.example/" in now) == (True, False)
    assert section(now, "changes-h") == section(then, "changes-h")


def test_worker_forgets_what_was_sent_back_and_its_page_says_so(desk, waiting, settings):
    settings.SENT_BACK_DAYS = 0
    case = waiting("team")
    page = f"/admin/desk/{case.pk}/"
    beside = {"at:provider/website": "This leads nowhere."}
    desk.post(f"{page}request-changes/", {"words": "Which site?", **beside})
    row = Submission.objects.get(pk=case.submission_id)
    part = Part(("provider",), ("website",))
    told = {"website": "https://third.example/"}
    write(row, part, told, seen=part.mark(row.document), by=person("olive"))

    forget()

    found = desk.get(page).text
    said = ("Which site?", "This leads nowhere.", "was kept for some time and is deleted now")
    assert [words for words in said if words not in found] == []
    assert ("https://new.example/" in found, "https://third.example/" in found) == (False, False)
    assert desk.get(f"{page}preview/").status_code == 404


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("withdrawn", "Its author took it back and has written on in it since."),
        # From before the history kept what was sent back.
        ("changes_requested", "It was sent back, and its author has written on in it since."),
    ],
)
def test_what_was_taken_back_and_written_on_is_not_shown_before_it_is_submitted(
    desk, waiting, outcome, said
):
    case = waiting("team")
    row = withdraw(case.submission, by=person("olive"))
    Case.objects.filter(pk=case.pk).update(outcome=outcome)
    page = f"/admin/desk/{case.pk}/"
    assert "https://new.example/" in desk.get(page).text
    row.document["provider"]["website"] = "https://third.example/"
    row.edited_at = timezone.now()
    row.save()

    found = desk.get(page).text

    assert said in found
    assert ("https://new.example/" in found, "https://third.example/" in found) == (False, False)
    assert ("preview/" in found, "took it back" in found) == (False, outcome == "withdrawn")
    for address in ("preview/", "preview/comparison/"):
        assert desk.get(f"{page}{address}").status_code == 404


def test_columns_say_what_is_live_and_of_what_is_decided_what_was(desk, waiting):
    case = waiting("edit")
    page = f"/admin/desk/{case.pk}/"
    before = heads(desk.get(page))
    desk.post(f"{page}approve/", {"words": ""})
    assert before == ["What", "Live", "Proposed", "Your words"]
    assert heads(desk.get(page)) == ["What", "Before", "Proposed"]


def heads(page):
    return re.findall(r'<th scope="col">([^<]+)</th>', section(page.text, "changes-h"))


def test_correction_says_when_it_becomes_public(desk, waiting):
    case = waiting("edit")
    own, live = "when you approve with it", "when you publish it"
    for page, said in ((f"{case.pk}/", own), (f"listings/{case.provider_id}/", live)):
        text = desk.get(f"/admin/desk/{page}correct/practice/").text
        assert [one for one in (own, live) if one in text] == [said]


@pytest.mark.parametrize(("answer", "agreed"), [("yes", True), ("no", False), ("", None)])
def test_same_promise_in_several_places_is_one_line_with_one_answer(
    desk, waiting, mo, answer, agreed
):
    said = {"summary": "We cure.", "refund_policy": "A cure.", "ownership": "We. Guaranteed."}
    case = waiting("new", **said)
    page = f"/admin/desk/{case.pk}/"
    shown = section(desk.get(page).text, "findings-h")
    names = re.findall(r'name="(agreed:[^"]+)" value="yes"', shown)
    cure, promise, other = case.submission.findings.all()

    desk.post(f"{page}approve/", {names[0]: answer})

    assert names == [f"agreed:{cure.pk}-{other.pk}", f"agreed:{promise.pk}"]
    places = re.findall(r'<span class="quiet">(.+?)</span>', shown)
    assert places == [
        "The practice: In short, for people who do not know you; "
        "Paying and refunds: Prepayment and refunds",
        "People and experience: Who owns the practice",
    ]
    by = None if agreed is None else mo.pk
    rows = case.submission.findings.values_list("pk", "agreed", "agreed_by")
    assert list(rows) == [
        (cure.pk, agreed, by),
        (promise.pk, None, None),
        (other.pk, agreed, by),
    ]


@pytest.mark.parametrize("kind", ["new", "team", "import"])
def test_what_is_proposed_is_previewed_in_a_comparison(desk, waiting, kind):
    case = waiting(kind, "Acme")

    linked = f'href="/admin/desk/{case.pk}/preview/comparison/"'
    shown = desk.get(f"/admin/desk/{case.pk}/preview/comparison/").text

    assert linked in desk.get(f"/admin/desk/{case.pk}/").text
    assert ("This is how people would see it in a comparison." in shown, "Acme" in shown) == (
        (True, True)
    )
    # What is live has one treatment, and what the team proposes has two.
    assert shown.count('<th scope="col"') == (3 if kind == "team" else 2)


def section(page, heading):
    """Return the part of a page under a heading."""
    return page.split(f'<h2 id="{heading}">')[1].split("</section>")[0]
