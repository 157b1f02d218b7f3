"""Addresses whose code nobody entered are not kept for ever."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from providers.models import User
from providers.work import forget

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_only_who_never_confirmed_the_address_is_forgotten_after_a_month(client, person):
    sent = {"email": "never@clinic.example", "password1": PASSWORD}
    client.post("/account/signup/", sent)
    kept = [person("confirmed"), User.objects.create_superuser("boss@askfirst.example", PASSWORD)]
    added = User.objects.create_user("added@clinic.example", PASSWORD)  # by the staff
    never = User.objects.get(email="never@clinic.example")
    for days, is_there in ((29, True), (31, False)):
        User.objects.update(date_joined=timezone.now() - timedelta(days=days))
        forget()
        assert User.objects.filter(pk=never.pk).exists() is is_there
        assert EmailAddress.objects.filter(email=never.email).exists() is is_there
    assert set(User.objects.all()) == {*kept, added}
    cache.clear()  # a month later neither an attempt counts nor a session is left
    Client().post("/account/signup/", sent)
    assert User.objects.filter(email=never.email).exists()
