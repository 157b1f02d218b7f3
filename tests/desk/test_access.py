"""Who opens which page of the staff: every one of them, once for each role."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from providers.accounts.closing import close
from providers.auditing.drawing import draw
from providers.models import DatedFact, Event, User
from providers.moderation.appointing import LAST, lock_staff
from providers.moderation.passing import PASSING
from providers.moderation.roles import ADMINISTRATOR, EDITOR, MODERATOR
from tests.factories import person, staff
from tests.guide.notes import written
from tests.threads import at_once, until_one_waits

from .conftest import NOON

pytestmark = pytest.mark.django_db
ROLES = (MODERATOR, EDITOR, ADMINISTRATOR, "none")

# By page: what a moderator, an editor, an administrator and staff without a role get.
ALL, NOBODY = (200, 200, 200, 200), (403, 403, 403, 403)
DESK = (200, 403, 403, 403)
FACTS = (403, 200, 403, 403)
PEOPLE = (403, 403, 200, 403)
NOTES, NOTE_TO_WRITE = (200, 200, 403, 403), (403, 200, 403, 403)
PAGES = {
    "index": ALL,
    "login": (302, 302, 302, 302),
    "password_change": ALL,
    "password_change_done": ALL,
    "autocomplete": NOBODY,
    "jsi18n": ALL,
    "view_on_site": (404, 404, 404, 404),
    "app_list": (200, 200, 200, 404),
    "providers_datedfact_changelist": FACTS,
    "providers_datedfact_change": FACTS,
    "providers_datedfact_history": FACTS,
    "providers_datedfact_add": NOBODY,
    "providers_datedfact_delete": NOBODY,
    "providers_guidenote_changelist": NOTES,
    "providers_guidenote_change": NOTES,
    "providers_guidenote_history": NOTES,
    "providers_guidenote_add": NOTE_TO_WRITE,
    "providers_guidenote_delete": NOBODY,
    "guide_note": NOTES,
    "providers_user_changelist": PEOPLE,
    "providers_user_add": PEOPLE,
    "providers_user_change": PEOPLE,
    "providers_user_history": PEOPLE,
    "providers_user_delete": NOBODY,
    "auth_user_password_change": PEOPLE,
    "account_emailaddress_changelist": NOBODY,
    "account_emailaddress_add": NOBODY,
    "account_emailaddress_change": NOBODY,
    "account_emailaddress_history": NOBODY,
    "account_emailaddress_delete": NOBODY,
    "desk": DESK,
    "desk_decided": DESK,
    "desk_case": DESK,
    "desk_preview": DESK,
    "desk_preview_comparison": DESK,
    "desk_case_history": DESK,
    "desk_history": DESK,
    "desk_version": DESK,
    "desk_dashboard": DESK,
    "desk_rules": DESK,
    "desk_rule": DESK,
    "audits": (200, 403, 200, 403),
    "audit": DESK,
    "worksheet": DESK,
    "audit_call": DESK,
    "desk_staff": PEOPLE,
    "desk_role": PEOPLE,
    "desk_listings": DESK,
    "desk_listing": DESK,
    "desk_correct_live": DESK,
    "desk_correct_live_row": DESK,
    "desk_correct": DESK,
    "desk_correct_row": DESK,
}
POSTS = {
    *("logout", "desk_next", "desk_approve_imports", "desk_take", "desk_put_back"),
    *("desk_approve", "desk_request_changes", "desk_reject", "desk_approve_corrected"),
    *("desk_approve_claim", "desk_reject_claim", "desk_grant_removal", "desk_refuse_removal"),
    *(
        "desk_uphold_report",
        "desk_dismiss_report",
        "desk_let_stand",
        "desk_drop_correction",
        "desk_hide_first",
    ),
    *("desk_status", "desk_roll_back", "desk_merge", "desk_publish_live", "desk_drop_live"),
    *("audit_publish", "audit_draw", "desk_take_over", "desk_take_over_live"),
    "desk_drop_overtaken",
}
OF_DESK = ("desk", "audit", "worksheet")

# By page: what the same four get when they send it nothing. The rest answer as they are opened.
READ, WORDS = (405, 405, 405, 405), (422, 403, 403, 403)
SENT = {
    "login": ALL,
    **dict.fromkeys(("password_change_done", "autocomplete", "jsi18n"), READ),
    "providers_guidenote_change": NOTE_TO_WRITE,
    "guide_note": (403, 422, 403, 403),
    "providers_user_change": (403, 403, 302, 403),  # saved: nothing in it has to be filled in
    **dict.fromkeys(("desk", "desk_decided", "desk_case", "desk_preview", "desk_dashboard"), READ),
    **dict.fromkeys(("desk_rules", "audits", "audit", "worksheet", "desk_staff"), READ),
    "desk_role": (403, 403, 422, 403),
    **dict.fromkeys(("desk_listings", "desk_listing", "desk_version", "desk_history"), READ),
    **dict.fromkeys(("desk_case_history", "desk_preview_comparison"), READ),
    **dict.fromkeys(("desk_rule", "audit_call", "desk_correct", "desk_correct_row"), WORDS),
    **dict.fromkeys(("desk_correct_live", "desk_correct_live_row"), WORDS),
}


def addresses(case):
    """Return an address of every page, by name."""
    clerk = User.objects.create(email="clerk@askfirst.example")
    fact = DatedFact.objects.first()
    address = EmailAddress.objects.create(user=clerk, email=clerk.email)
    audit = draw(1, seed=1, now=NOON)
    note = written(by=clerk)
    here, listing, practice = [case.pk], [case.provider_id], ["practice"]
    known = {
        **{name: [] for name in ("desk", "desk_decided", "desk_next", "desk_approve_imports")},
        **{name: [] for name in ("desk_dashboard", "desk_rules", "audits", "desk_listings")},
        "audit_draw": [],
        "desk_staff": [],
        "desk_role": [clerk.pk, "editor"],
        "desk_take_over": [*here, 0],
        "desk_take_over_live": [*listing, 0],
        "desk_drop_overtaken": [*listing, 0],
        "desk_version": [*listing, case.submission.based_on_id],
        "desk_roll_back": [*listing, case.submission.based_on_id],
        "desk_rule": [next(iter(PASSING))],
        "audit": [audit.pk],
        "audit_publish": [audit.pk],
        "audit_call": [audit.pk, 1],
        "worksheet": [audit.pk, "csv"],
        "desk_correct": here + practice,
        "desk_correct_row": [*here, "what", "iv"],
        "desk_correct_live": listing + practice,
        "desk_correct_live_row": [*listing, "what", "iv"],
        **dict.fromkeys(("desk_listing", "desk_status", "desk_history"), listing),
        **dict.fromkeys(("desk_merge", "desk_publish_live", "desk_drop_live"), listing),
    }
    found = {}
    for name in [*PAGES, *POSTS]:
        if name.startswith(OF_DESK):
            found[name] = reverse(name, args=known.get(name, here))
            continue
        if name == "guide_note":
            found[name] = reverse(name, args=[note.pk])
            continue
        args = {"app_list": ["providers"], "view_on_site": [0, 0]}.get(name, [])
        if name.endswith(("_change", "_history", "_delete")) and name != "password_change":
            rows = {"account_email": address, "providers_dated": fact}
            rows["providers_guide"] = note
            args = [next((row for key, row in rows.items() if name.startswith(key)), clerk).pk]
        found[name] = reverse(f"admin:{name}", args=args)
    return found


def names_below(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_below(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_address_below_admin_is_in_the_table():
    below = [one for one in get_resolver().url_patterns if str(one.pattern).startswith("admin/")]
    assert set(names_below(below)) == PAGES.keys() | POSTS


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_opened_once_for_each_role(waiting, role):
    client = Client()
    client.force_login(staff("somebody", role))
    pages = addresses(waiting("edit"))

    statuses = {name: client.get(pages[name]).status_code for name in PAGES}

    assert statuses == {name: stated[ROLES.index(role)] for name, stated in PAGES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sent_to_once_for_each_role(waiting, role):
    client = Client()
    client.force_login(staff("somebody", role))
    pages = addresses(waiting("edit"))

    # In this order the account that an administrator changes is changed last.
    statuses = {name: client.post(pages[name]).status_code for name in sorted(PAGES)}

    stated = PAGES | SENT
    assert statuses == {name: stated[name][ROLES.index(role)] for name in PAGES}


@pytest.mark.parametrize("role", [MODERATOR, "none"])
def test_what_changes_something_is_never_done_by_looking(waiting, role):
    client = Client()
    client.force_login(staff("somebody", role))
    pages = addresses(waiting("edit"))
    assert {client.get(pages[name]).status_code for name in POSTS} == {405}


@pytest.mark.parametrize("role", [EDITOR, ADMINISTRATOR, "none"])
def test_others_of_the_staff_decide_nothing(waiting, role):
    client = Client()
    client.force_login(staff("somebody", role))
    case = waiting("edit")
    pages = addresses(case)
    posts = {name: client.post(pages[name]).status_code for name in POSTS if name != "logout"}
    draws = {"audit_draw": 422} if role == ADMINISTRATOR else {}
    assert posts == dict.fromkeys(posts, 403) | draws
    case.refresh_from_db()
    assert (case.closed_at, case.taken_by) == (None, None)


@pytest.mark.parametrize(("who", "at_the_door"), [("anonymous", 302), ("provider", 403)])
def test_strangers_are_asked_to_sign_in(waiting, client, who, at_the_door):
    if who == "provider":
        client.force_login(person("olive"))
    case = waiting("edit")
    pages = addresses(case)
    assert client.get(pages["login"]).status_code == at_the_door

    opened = {name: client.get(pages[name]) for name in PAGES if name != "login"}
    sent = {name: client.post(pages[name]) for name in pages if name not in ("login", "logout")}
    for name, response in [*opened.items(), *sent.items()]:
        if response.status_code == 405:
            assert (response is sent[name], SENT[name]) == (True, READ), name
            continue
        location = response.headers["Location"]
        assert location.startswith("/admin/login/?next=/admin/"), name
    case.refresh_from_db()
    assert (case.closed_at, case.taken_by) == (None, None)


def test_moderator_without_second_factor_opens_nothing(waiting):
    user = staff("somebody", MODERATOR)
    user.authenticator_set.all().delete()
    client = Client()
    client.force_login(user)
    case = waiting("edit")
    pages = addresses(case)
    for name in [*PAGES, *POSTS]:
        if name.startswith(OF_DESK):
            verb = client.post if name in POSTS else client.get
            assert verb(pages[name]).headers["Location"] == reverse("mfa_index"), name
    case.refresh_from_db()
    assert case.closed_at is None


def test_staff_without_the_role_read_that_it_is_the_role(client):
    client.force_login(staff("eddie", EDITOR))
    refused = client.get(reverse("desk"))
    assert refused.status_code == 403
    assert "Your role does not open this page" in refused.text
    assert "owner of the listing" not in refused.text


def test_administrator_changes_a_person_and_neither_roles_nor_power(client):
    client.force_login(staff("ada", ADMINISTRATOR))
    clerk = User.objects.create(email="clerk@askfirst.example")
    chief = User.objects.create(email="chief@askfirst.example", is_superuser=True, is_staff=True)
    page = reverse("admin:providers_user_change", args=[clerk.pk])
    names = ("groups", "is_staff", "is_superuser", "user_permissions")
    assert [one for one in names if f'name="{one}"' in client.get(page).text] == []

    moderators = Group.objects.get(name=MODERATOR).pk
    form = {"email": "two@askfirst.example", "is_active": "on", "groups": [moderators]}
    form |= {"is_staff": "on", "is_superuser": "on"}
    assert client.post(page, form).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.email, clerk.is_staff, clerk.is_superuser) == (form["email"], False, False)
    assert not clerk.groups.exists()

    change = reverse("admin:providers_user_change", args=[chief.pk])
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert client.post(change, form).status_code == 403
    assert client.get(password).status_code == 403


def told(**of):
    """Return what the history tells of roles and audits: who, before and after."""
    rows = Event.objects.filter(**of).order_by("pk")
    return list(rows.values_list("by__email", "before", "after"))


def roles(user, *names, **flags):
    nothing = {"is_active": True, "is_staff": False, "is_superuser": False, "permissions": []}
    return {"user": user.pk, **nothing, "roles": sorted(names), **flags}


def test_single_permissions_and_deleting_are_recorded_too(client):
    chief = staff("chief")
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    client.force_login(chief)
    clerk = staff("clerk", EDITOR)
    form = {"email": clerk.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    given = Permission.objects.get(codename="decide")
    page = reverse("admin:providers_user_change", args=[clerk.pk])

    client.post(page, {**form, "user_permissions": [given.pk]})
    client.post(reverse("admin:providers_user_delete", args=[clerk.pk]), {"post": "yes"})

    could = roles(clerk, EDITOR, is_staff=True, is_superuser=True, permissions=["decide"])
    assert not User.objects.filter(pk=clerk.pk).exists()
    assert told() == [
        ("chief@askfirst.example", roles(clerk, EDITOR, is_staff=True), could),
        ("chief@askfirst.example", could, roles(clerk, is_active=False)),
    ]


def test_closing_an_account_records_the_roles_that_end_with_it():
    for name, role in (("eddie", EDITOR), ("plain", None)):
        user = staff(name, *filter(None, [role]))
        User.objects.filter(pk=user.pk).update(is_staff=role is not None)
        user.refresh_from_db()
        close(user)
    eddie = Event.objects.get().by
    before, after = roles(eddie, EDITOR, is_staff=True), roles(eddie, is_active=False)
    assert told() == [(None, before, after)]


@pytest.fixture
def chief(client):
    """A superuser, who is signed in."""
    user = staff("chief")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client.force_login(user)
    return user


def test_nobody_deletes_themselves(client, chief):
    page = reverse("admin:providers_user_change", args=[chief.pk])
    delete = reverse("admin:providers_user_delete", args=[chief.pk])

    assert "deletelink" not in client.get(page).text
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert (User.objects.get(is_superuser=True), told()) == (chief, [])


def test_who_deletes_several_is_left_out_and_told_so(client, chief):
    clerk = staff("clerk")
    page = reverse("admin:providers_user_changelist")
    both = {"action": "delete_selected", "_selected_action": [chief.pk, clerk.pk]}

    asked = client.post(page, both)
    assert asked.status_code == 200
    assert re.findall(r'name="_selected_action" value="(\d+)"', asked.text) == [str(clerk.pk)]
    done = client.post(page, both | {"post": "yes"}, follow=True)
    alone = client.post(page, both | {"_selected_action": [chief.pk]}, follow=True)

    left_out = "You cannot delete yourself, so you are left out."
    said = [str(one) for one in done.context["messages"]]
    assert left_out in asked.text
    assert said == [left_out, "Successfully deleted 1 user."]
    assert [str(one) for one in alone.context["messages"]] == [left_out]
    before = roles(clerk, is_staff=True)
    assert told() == [("chief@askfirst.example", before, roles(clerk, is_active=False))]
    assert set(User.objects.values_list("pk", flat=True)) == {chief.pk}


def test_who_is_made_at_the_machine_leaves_an_event_too():
    call_command("createsuperuser", email="first@askfirst.example", interactive=False, verbosity=0)
    first = User.objects.get()
    all_of_it = roles(first, is_staff=True, is_superuser=True)
    assert told() == [("first@askfirst.example", roles(first), all_of_it)]


@pytest.fixture
def clerk():
    """One of the staff who may delete people, and is no administrator."""
    user = staff("clerk")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=("view_user", "delete_user", "delete_emailaddress"))
    )
    return user


def ways_to_delete(*people):
    """Return the pages that delete people, one by one and all of them, and what they are sent."""
    several = {"action": "delete_selected", "_selected_action": [one.pk for one in people]}
    for one in people:
        yield reverse("admin:providers_user_delete", args=[one.pk]), {"post": "yes"}
    yield reverse("admin:providers_user_changelist"), several | {"post": "yes"}


def test_last_administrator_is_not_deleted_whichever_way(client, clerk):
    client.force_login(clerk)
    ada = staff("ada", ADMINISTRATOR)
    for page, form in ways_to_delete(ada):
        refused = client.post(page, form, follow=True)
        said = [str(one) for one in refused.context["messages"]]
        assert (refused.status_code, said) == (200, [str(LAST)])

    abel = staff("abel", ADMINISTRATOR)
    *_one_by_one, (page, form) = ways_to_delete(ada, abel)
    both = client.post(page, form, follow=True)
    assert [str(one) for one in both.context["messages"]] == [str(LAST)]
    assert (User.objects.count(), LogEntry.objects.count(), told()) == (3, 0, [])


def test_who_may_delete_people_deletes_no_superuser(client, clerk):
    client.force_login(clerk)
    for name in ("chief", "other"):
        User.objects.filter(pk=staff(name).pk).update(is_superuser=True)
    for page, form in ways_to_delete(User.objects.get(email="chief@askfirst.example")):
        assert client.post(page, form).status_code == 403
    assert (User.objects.count(), told()) == (3, [])


def at_the_same_moment(by, page, form, *changed, **values):
    """Let somebody send a form while people are changed; return the status of the answer."""

    client = Client()
    client.force_login(by)  # before the lock: this writes when it was

    def send():
        try:
            return client.post(page, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool, transaction.atomic():
        lock_staff(*changed)
        answer = pool.submit(send)
        until_one_waits()
        User.objects.filter(pk__in=[one.pk for one in changed]).update(**values)
    return answer.result(timeout=30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("taken", [{"is_superuser": False}, {"is_staff": False}])
def test_who_is_demoted_at_the_same_moment_deletes_nobody(number, taken):
    ada, abel = staff("ada"), staff("abel")
    User.objects.update(is_superuser=True)
    page, form = list(ways_to_delete(abel))[number]

    # Else, with abel gone, nobody would be an administrator.
    assert at_the_same_moment(ada, page, form, ada, **taken) == 403
    assert set(User.objects.values_list("email", flat=True)) == {ada.email, abel.email}


@pytest.mark.django_db(transaction=True)
def test_who_is_deleted_is_recorded_as_they_were_at_that_moment():
    ada, eddie = staff("ada"), staff("eddie")
    User.objects.filter(pk=ada.pk).update(is_superuser=True)
    *_one_by_one, (page, form) = ways_to_delete(eddie)

    assert at_the_same_moment(ada, page, form, eddie, is_staff=False) == 302
    assert told() == [(ada.email, roles(eddie), roles(eddie, is_active=False))]


@pytest.mark.django_db(transaction=True)
def test_who_is_put_out_while_their_password_is_set_stays_out():
    ada, eddie = staff("ada", ADMINISTRATOR), staff("eddie", EDITOR)
    page = reverse("admin:auth_user_password_change", args=[eddie.pk])
    new = {"password1": "quite another one", "password2": "quite another one"}
    taken = {"is_active": False, "is_staff": False}

    sent = at_the_same_moment(ada, page, new | {"usable_password": "true"}, eddie, **taken)

    eddie.refresh_from_db()
    assert (sent, eddie.is_active, eddie.is_staff) == (302, False, False)
    assert eddie.check_password("quite another one")


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_change_one_anothers_address_at_once_both_do():
    ada, abel = staff("ada", ADMINISTRATOR), staff("abel", ADMINISTRATOR)
    statuses = []

    def edits(by, whom, number):
        form = {"email": f"{whom.pk}.{number}@askfirst.example", "is_active": "on"}
        client = Client()
        client.force_login(by)
        page = reverse("admin:providers_user_change", args=[whom.pk])
        return lambda: statuses.append(client.post(page, form).status_code)

    for number in range(8):
        assert at_once(edits(ada, abel, number), edits(abel, ada, number)) == [None, None]

    assert statuses == [302] * 16
    emails = User.objects.order_by("pk").values_list("email", flat=True)
    assert list(emails) == [f"{one.pk}.7@askfirst.example" for one in (ada, abel)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_delete_one_another_at_once_one_does_and_the_other_is_told():
    for number in range(4):
        chiefs = [staff(f"{name}{number}") for name in ("ada", "abel")]
        User.objects.filter(pk__in=[one.pk for one in chiefs]).update(is_superuser=True)
        statuses = []

        def deletes(by, whom, statuses=statuses):
            client = Client()
            client.force_login(by)
            page = reverse("admin:providers_user_delete", args=[whom.pk])
            return lambda: statuses.append(client.post(page, {"post": "yes"}).status_code)

        assert at_once(deletes(*chiefs), deletes(*reversed(chiefs))) == [None, None]
        # Or, too late even to be signed in, the other is led to where people sign in.
        assert sorted(statuses) in ([302, 403], [302, 302])
        assert User.objects.filter(pk__in=[one.pk for one in chiefs]).count() == 1
