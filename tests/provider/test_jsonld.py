import json
from datetime import date

import pytest

from directory.provider.jsonld import json_ld
from providers.models import Provider
from tests.factories import TODAY, fee, publish_listing

from .listings import bare_listing, full_listing, full_treatment

pytestmark = pytest.mark.django_db
PAGE = "https://askfirst.example/providers/hollow-oak/"


def element_of(document):
    published = publish_listing(document)
    return json_ld(Provider.objects.for_pages().get(pk=published.pk), PAGE, TODAY)


def test_full_listing_is_described():
    assert json.loads(element_of(full_listing())) == {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": PAGE,
        "mainEntityOfPage": PAGE,
        "name": "Hollow Oak Ketamine Care",
        "url": "https://www.hollowoak.example/",
        "telephone": "(303) 555-0100",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "12 Oak Street",
            "addressLocality": "Denver",
            "addressRegion": "CO",
            "postalCode": "80203",
            "addressCountry": "US",
        },
        "availableService": [
            {
                "@type": "MedicalTherapy",
                "name": "IV infusion",
                "legalStatus": (
                    "The product is approved as an anesthetic; "
                    "using it for mood or pain is off-label."
                ),
            }
        ],
        "priceRange": "$525 for a dosing session",
    }


def test_bare_listing_is_described_as_precisely_as_it_is_stated():
    described = json.loads(element_of(bare_listing()))

    assert described["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Boise",
        "addressRegion": "ID",
        "addressCountry": "US",
    }
    assert not {"telephone", "url", "priceRange"} & set(described)


def test_stale_price_is_left_out():
    old = [fee("dosing_session", 525, as_of=date(2026, 1, 1))]

    assert "priceRange" not in json.loads(element_of(full_listing(full_treatment(fees=old))))


def test_invented_listing_has_none():
    assert element_of(full_listing(is_invented=True)) is None


def test_hostile_name_cannot_leave_the_element():
    name = "</script><script>alert(1)</script>&<!--"
    element = element_of(full_listing(name=name))

    assert not set("<>&") & set(element)
    assert json.loads(element)["name"] == name
