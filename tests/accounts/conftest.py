"""People, and the mail they get."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from providers.models import User
from tests.worker import work

PASSWORD = "a long one to guess"


@pytest.fixture
def person(db):
    """Return a function that makes a person with a confirmed address."""

    def person(name="owner", **values):
        user = User.objects.create_user(f"{name}@clinic.example", PASSWORD, **values)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    return person


@pytest.fixture
def owner(person, client):
    """Somebody who is signed in, and has just shown it again."""
    user = person()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


@pytest.fixture
def delivered():
    """Return a function that does the worker's work, and gives the mail that this sent."""

    def delivered():
        mail.outbox.clear()
        work()
        return list(mail.outbox)

    return delivered


@pytest.fixture
def code_for(delivered):
    """Return a function that gives the code in the one mail that went to an address."""

    def code_for(address):
        (message,) = delivered()
        assert message.to == [address]
        return re.search(r"^    (\S+)$", message.body, re.MULTILINE)[1]

    return code_for
