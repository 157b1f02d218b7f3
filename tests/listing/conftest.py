import pytest

from providers.models import User


@pytest.fixture
def olive(db):
    """Owns the listing."""
    return User.objects.create(email="olive@practice.example")


@pytest.fixture
def client_of(client_class=None):
    """Return a browser in which a person is signed in."""
    from django.test import Client

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in
