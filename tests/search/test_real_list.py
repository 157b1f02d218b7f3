"""The list of real clinics, imported and searched: the site's answer beside the oracle's."""

from pathlib import Path

import pytest
from django.core.management import call_command

from providers.models import Submission
from tests.search import oracle
from tests.search.oracle import Listed
from tests.search.test_against_oracle import answered, expected

REAL_LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "clinics_us_2026.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL_LIST.exists(), reason="the list is not beside this checkout"),
]


def imported() -> list[Listed]:
    """Import the list and return its listings as the oracle reads them."""
    call_command("import_clinics", str(REAL_LIST), verbosity=0)
    return [
        Listed(
            row.provider_id,
            tuple(row.provider.treatments.values_list("pk", flat=True)),
            row.document
            | {
                "treatments": [
                    {"fees": [], "coverage": []} | treatment
                    for treatment in row.document["treatments"]
                ]
            },
        )
        for row in Submission.objects.select_related("provider")
    ]


def test_iv_clinics_around_colorado_springs(monkeypatch):
    monkeypatch.setitem(oracle.PLACES, "80903", ("CO", 38.8388, -104.8145))
    listed = imported()
    parameters = {"route": ["iv"], "near": ["80903"], "within": ["100"]}

    found = answered(parameters, 20)

    assert found == expected(listed, parameters, 20)
    names = {row.id: row.provider["name"] for row in listed}
    order = [names[pk] for pk in found["ids"]]
    assert set(order[:2]) == {"Colorado Psychiatry Solutions", "Serenity Mental Health Centers"}
    assert order[2] == "NeuConnections Wellness"
    assert set(order[3:]) == {"Vitalitas Denver", "Mind Spa Denver", "Rocky Mountain Mind and Body"}


def test_every_route_of_the_list():
    listed = imported()
    for route in ("iv", "im", "spravato", "lozenge", "oral"):
        parameters = {"route": [route]}
        assert answered(parameters, 400) == expected(listed, parameters, 400)
