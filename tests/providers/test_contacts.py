"""Python and the database tell numbers and hosts alike."""

import pytest
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.contacts import BareHost, BareNumber, bare_host, bare_number
from providers.models import NppesFile


def in_database(function, text):
    NppesFile.objects.get_or_create(fingerprint="one")
    return NppesFile.objects.annotate(bare=function(Value(text))).get().bare or ""


@pytest.mark.parametrize(
    ("phone", "bare"),
    [
        ("(303) 555-0142", "3035550142"),
        ("+1 303 555 0142", "3035550142"),
        ("1.303.555.0142 ext. 12", "3035550142"),
        ("555-0142", ""),
        ("", ""),
    ],
)
def test_bare_number(db, phone, bare):
    assert (bare_number(phone), in_database(BareNumber, phone)) == (bare, bare)


@pytest.mark.parametrize(
    ("website", "bare"),
    [
        ("https://www.Harbor.example/fees?x=1", "harbor.example"),
        ("http://harbor.example:8000", "harbor.example"),
        ("https://a.harbor.example#top", "a.harbor.example"),
        ("https://name:word@www.harbor.example/", "harbor.example"),
        ("HTTPS://WWW.HARBOR.EXAMPLE", "harbor.example"),
        ("", ""),
    ],
)
def test_bare_host(db, website, bare):
    assert (bare_host(website), in_database(BareHost, website)) == (bare, bare)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("0123456789 ()+-x.", max_size=30))
def test_numbers_are_told_alike(db, phone):
    assert bare_number(phone) == in_database(BareNumber, phone)
