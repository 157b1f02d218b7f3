"""The three roles: what each may do, after every migration and flush."""

import pytest
from django.contrib.auth.models import Group, Permission

from providers.models import User
from providers.moderation.roles import write_roles

pytestmark = pytest.mark.django_db

MAY = {
    "Administrators": {"add_audit", "add_user", "change_user", "view_user"},
    "Editors": {
        *("change_datedfact", "view_datedfact"),
        *("add_guidenote", "change_guidenote", "view_guidenote"),
    },
    "Moderators": {
        *("decide", "view_case", "view_claim", "view_provider", "view_submission"),
        "view_guidenote",
    },
}


def roles():
    return {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }


def test_each_role_may_do_what_stands_in_the_code():
    assert roles() == MAY


def test_what_was_given_by_hand_goes_and_people_stay():
    group = Group.objects.get(name="Moderators")
    group.permissions.set(Permission.objects.filter(codename="delete_user"))
    user = User.objects.create(email="mo@askfirst.example")
    user.groups.add(group)
    Group.objects.filter(name="Editors").delete()

    write_roles()

    assert roles() == MAY
    assert User.objects.get(groups=group) == user
    assert user.has_perm("providers.decide")


@pytest.mark.django_db(transaction=True)
def test_roles_outlive_a_test_that_empties_the_database():
    """As they outlive ``manage.py flush``; the test before this one may have been such a test."""
    assert roles() == MAY
