"""Who has which role, since when and from whom; giving a role and taking it back."""

import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from providers.accounts.closing import CannotClose, close
from providers.models import Event, User
from providers.moderation.appointing import UNPROVED, give_role
from providers.moderation.roles import ADMINISTRATOR, EDITOR, MODERATOR
from tests.factories import person, staff
from tests.threads import at_once

pytestmark = pytest.mark.django_db
STAFF = "/admin/desk/staff/"


@pytest.fixture
def ada(db):
    return staff("ada", ADMINISTRATOR)


@pytest.fixture
def adas(client, ada):
    """Ada's browser."""
    client.force_login(ada)
    return client


def proved(user):
    """Let a person have proved their address; return the person."""
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def words(text):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", text))).strip()


def rows(page):
    """Return the table of a page, cell by cell."""
    body = page.text.split("<tbody>")[1].split("</tbody>")[0]
    return [
        tuple(map(words, re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)))
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def page_of(user, role):
    return f"{STAFF}{user.pk}/{role}/"


def may(user):
    user = User.objects.get(pk=user.pk)
    return (user.is_staff, sorted(user.groups.values_list("name", flat=True)))


def told():
    events = Event.objects.filter(kind="roles_changed").order_by("pk")
    return [(one.by, one.note, one.before["roles"], one.after["roles"]) for one in events]


def test_staff_are_listed_with_who_gave_each_role_and_when(adas, ada):
    mo, chief = proved(staff("mo")), staff("chief")
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    give_role(mo, MODERATOR, by=ada, reason="Knows the field.")
    give_role(mo, EDITOR, by=User.objects.get(pk=chief.pk), reason="Writes well.")
    day = date_format(localtime(Event.objects.first().at))
    person("olive")

    def cell(said, verb, role, who):
        return f"{said} {verb} : {role}, {who}@askfirst.example"

    assert rows(adas.get(STAFF)) == [
        (
            "ada@askfirst.example",
            cell("No", "Give", "Moderator", "ada"),
            cell("No", "Give", "Editor", "ada"),
            cell("Yes since when is not recorded", "Take back", "Administrator", "ada"),
        ),
        ("chief@askfirst.example May do everything", "No", "No", "No"),
        (
            "mo@askfirst.example",
            cell(f"Since {day} from ada@askfirst.example", "Take back", "Moderator", "mo"),
            cell(f"Since {day} from chief@askfirst.example", "Take back", "Editor", "mo"),
            cell("No", "Give", "Administrator", "mo"),
        ),
    ]


def test_somebody_new_is_found_by_the_whole_address_and_nobody_else_is(adas):
    person("olive")
    found = adas.get(STAFF, {"address": " Olive@practice.example"})
    assert [row[0] for row in rows(found)] == ["olive@practice.example"]
    for asked in ("olive", "nobody@practice.example", "\0"):
        none = adas.get(STAFF, {"address": asked})
        shown = "<tbody>" in none.text
        assert (none.status_code, shown) == (200, asked == "\0")


def test_account_that_may_not_sign_in_is_found_and_said_to_be_so(adas):
    olive = person("olive")
    User.objects.filter(pk=olive.pk).update(is_active=False)
    found = adas.get(STAFF, {"address": olive.email})
    assert [row[0] for row in rows(found)] == [f"{olive.email} May not sign in"]


def test_role_is_given_with_a_reason_and_opens_the_desk(adas, ada):
    olive = proved(person("olive"))
    asked = adas.get(page_of(olive, "moderator"))
    given = adas.post(
        page_of(olive, "moderator"), {"reason": "Knows the field.", "has_it": "False"}, follow=True
    )

    assert 'name="has_it" value="False"' in asked.text
    assert "Give: Moderator</button>" in asked.text
    assert given.redirect_chain == [(STAFF, 302)]
    assert "Given to olive@practice.example: Moderator" in given.text
    assert may(olive) == (True, [MODERATOR])
    assert told() == [(ada, "Knows the field.", [], [MODERATOR])]


def test_roles_are_taken_back_one_by_one_and_the_last_closes_admin(adas, ada):
    mo = staff("mo", MODERATOR, EDITOR)
    assert "Take back: Editor</button>" in adas.get(page_of(mo, "editor")).text
    taken = {"has_it": "True", "reason": "Has left."}

    adas.post(page_of(mo, "editor"), taken)
    after_one = may(mo)
    adas.post(page_of(mo, "moderator"), taken)

    assert (after_one, may(mo)) == ((True, [MODERATOR]), (False, []))
    assert told() == [
        (ada, "Has left.", [EDITOR, MODERATOR], [MODERATOR]),
        (ada, "Has left.", [MODERATOR], []),
    ]
    shown = adas.get(page_of(mo, "moderator")).text
    assert words(shown).count("Has left.") == 2


def test_pages_are_said_to_close_only_where_nothing_else_opens_them(client):
    chief = staff("chief", EDITOR)
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    client.force_login(chief)
    alone, two, single = staff("alone", EDITOR), staff("two", EDITOR, MODERATOR), staff("s", EDITOR)
    single.user_permissions.set(Permission.objects.filter(codename="decide"))

    shown = [client.get(page_of(one, "editor")).text for one in (alone, two, single, chief)]
    closed = ["so they close too" in text for text in shown]
    assert closed == [True, False, False, False]


def test_what_the_page_said_is_done_once_and_never_its_contrary(adas):
    mo = staff("mo", MODERATOR)
    again = {"has_it": "False", "reason": "Knows the field."}
    said = adas.post(page_of(mo, "moderator"), again, follow=True).text
    assert "Somebody has done that a moment ago." in said
    assert (may(mo), told()) == ((True, [MODERATOR]), [])


def test_role_without_the_way_in_is_listed_and_mended(adas, ada):
    mo = proved(staff("mo", MODERATOR, EDITOR))
    User.objects.filter(pk=mo.pk).update(is_staff=False)
    assert [row[0] for row in rows(adas.get(STAFF))] == [ada.email, mo.email]

    adas.post(page_of(mo, "moderator"), {"reason": "Is needed.", "has_it": "False"})
    assert may(mo) == (True, [EDITOR, MODERATOR])
    assert told() == [(ada, "Is needed.", *[[EDITOR, MODERATOR]] * 2)]


def test_reason_is_asked_for_and_nothing_is_done_without(adas):
    olive = person("olive")
    for reason in ("", "  "):
        refused = adas.post(page_of(olive, "editor"), {"reason": reason, "has_it": "False"})
        assert refused.status_code == 422
        assert "This field is required." in refused.text
    assert (may(olive), told()) == ((False, []), [])


def test_last_administrator_stays_one_whichever_way(adas, ada):
    gone = staff("gone", ADMINISTRATOR)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    taken = {"has_it": "True", "reason": "I leave."}

    shown = adas.get(page_of(ada, "administrator"))
    refused = adas.post(page_of(ada, "administrator"), taken)
    change = reverse("admin:providers_user_change", args=[ada.pk])
    unticked = adas.post(change, {"email": ada.email})

    said = "Nobody else is an administrator. Give the role to somebody first."
    assert (said in shown.text, "</textarea>" in shown.text) == (True, False)
    assert (refused.status_code, said in refused.text, said in unticked.text) == (422, True, True)
    assert (may(ada), User.objects.get(pk=ada.pk).is_active) == ((True, [ADMINISTRATOR]), True)

    with pytest.raises(CannotClose, match=said):
        close(ada)

    staff("abel", ADMINISTRATOR)
    left = adas.post(page_of(ada, "administrator"), taken, follow=True)
    assert (left.redirect_chain, left.status_code) == ([("/account/", 302)], 200)
    assert may(ada) == (False, [])


def test_who_changes_a_role_of_their_own_goes_on_to_what_is_open_still(client):
    staff("ada", ADMINISTRATOR)
    abel = staff("abel", ADMINISTRATOR, EDITOR, MODERATOR)
    client.force_login(abel)
    taken = {"has_it": "True", "reason": "I leave."}
    for key, onward in (("editor", STAFF), ("administrator", "/admin/")):
        left = client.post(page_of(abel, key), taken, follow=True)
        assert (left.redirect_chain, left.status_code) == ([(onward, 302)], 200)
    assert may(abel) == (True, [MODERATOR])


def test_what_a_superuser_may_do_is_for_superusers_to_say(adas, ada):
    chief = proved(staff("chief"))
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    for verb in (adas.get, adas.post):
        assert verb(page_of(chief, "editor"), {"reason": "W."}).status_code == 403
    assert page_of(chief, "editor") not in adas.get(STAFF).text
    adas.force_login(chief)
    adas.post(page_of(chief, "editor"), {"reason": "W.", "has_it": "False"})
    adas.post(page_of(ada, "administrator"), {"reason": "W.", "has_it": "True"})
    assert (may(chief), may(ada)) == ((True, [EDITOR]), (False, []))


@pytest.mark.parametrize("proof", [{"verified": False}, {"email": "another@practice.example"}])
def test_account_that_has_not_proved_its_address_gets_no_role(adas, proof):
    olive = person("olive")
    form = {"reason": "W.", "has_it": "False"}
    EmailAddress.objects.filter(user=proved(olive)).update(**proof)
    refused = adas.post(page_of(olive, "editor"), form)
    assert (refused.status_code, str(UNPROVED) in unescape(refused.text)) == (422, True)
    assert (may(olive), told()) == ((False, []), [])


def test_closed_account_gets_no_role_and_unknown_ones_are_not_found(adas):
    olive = person("olive")
    User.objects.filter(pk=olive.pk).update(is_active=False)
    form = {"reason": "W.", "has_it": "False"}
    assert "This account may not sign in." in adas.post(page_of(olive, "editor"), form).text
    assert may(olive) == (False, [])
    assert adas.get(page_of(olive, "emperor")).status_code == 404
    assert adas.get(f"{STAFF}0/editor/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_staff(adas, ada, number, django_assert_num_queries):
    for one in range(number):
        give_role(proved(staff(f"mo{one}")), MODERATOR, by=ada, reason="Knows the field.")
    # Session, person, second factor, two of permissions; people, their groups, what was recorded.
    with django_assert_num_queries(8):
        assert adas.get(STAFF).status_code == 200


def one_another(ada, abel, role, **form):
    """Let two change one another's role at once: whoever is too late may be signed in no more."""

    def change(by, whom):
        client = Client()
        client.force_login(by)
        return lambda: client.post(page_of(whom, role), {"reason": "W."} | form)

    assert at_once(change(ada, abel), change(abel, ada)) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_give_one_another_roles_at_once_both_do():
    ada, abel = (proved(staff(name, ADMINISTRATOR)) for name in ("ada", "abel"))
    for role in ("editor", "moderator"):
        one_another(ada, abel, role, has_it="False")

    assert may(ada) == may(abel) == (True, [ADMINISTRATOR, EDITOR, MODERATOR])
    givers = Event.objects.filter(kind="roles_changed").values_list("by__email", flat=True)
    assert sorted(givers) == [abel.email] * 2 + [ada.email] * 2


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_take_one_anothers_role_at_once_one_keeps_it():
    ada, abel = staff("ada", ADMINISTRATOR), staff("abel", ADMINISTRATOR)
    for number in range(1, 5):
        one_another(ada, abel, "administrator", has_it="True")

        (kept,) = User.objects.filter(groups__name=ADMINISTRATOR)
        lost = abel if kept == ada else ada
        assert (may(kept), may(lost)) == ((True, [ADMINISTRATOR]), (False, []))
        assert (told()[-1], len(told())) == ((kept, "W.", [ADMINISTRATOR], []), number)
        lost.groups.set(Group.objects.filter(name=ADMINISTRATOR))
        User.objects.update(is_staff=True)
