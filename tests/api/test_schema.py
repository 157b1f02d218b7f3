"""The OpenAPI schema, and the API against it."""

import io
import json

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from directory.api.filters import ApiFilter
from directory.search.filters import ProviderFilter
from directory.search.order import Sort
from providers import vocabulary as words
from providers.facts import FACTS
from tests.factories import listing, publish_listing, treatment

from .listings import quiet_room

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def document(client):
    return client.get("/api/schema/").json()


def parameters(document, path):
    return {one["name"]: one for one in document["paths"][path]["get"]["parameters"]}


def test_schema_is_valid_and_without_warnings():
    written = io.StringIO()

    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", stdout=written
    )

    assert json.loads(written.getvalue())["openapi"] == "3.1.0"


def test_schema_is_json_and_on_request_yaml(client):
    as_json = client.get("/api/schema/")
    as_yaml = client.get("/api/schema/", headers={"Accept": "application/yaml"})

    assert as_json["Content-Type"] == "application/json"
    assert as_json.json()["info"]["title"] == "AskFirst: ketamine-treatment providers"
    assert as_yaml["Content-Type"] == "application/yaml; charset=utf-8"
    assert as_yaml.text.startswith("openapi: 3.1.0\ninfo:\n")


def test_schema_does_not_stumble_over_parameters(client, document):
    odd = client.get("/api/schema/?lang=%00&version=%0A")

    assert odd.json() == document


def test_schema_names_what_is_open_to_misunderstanding(document):
    description = document["info"]["description"]

    for told in ("**Not stated**", "**Stale.**", "**Invented listings.**", "No licence is stated"):
        assert told in description


def test_schema_has_every_address(document):
    assert {path: list(document["paths"][path]) for path in document["paths"]} == {
        "/api/v1/providers/": ["get"],
        "/api/v1/providers/{slug}/": ["get"],
    }


def test_schema_has_every_parameter_of_the_search(document):
    found = parameters(document, "/api/v1/providers/")

    assert list(found) == list(ProviderFilter.base_filters)
    assert all(one["in"] == "query" and one["description"] for one in found.values())
    assert not any(one.get("required") for one in found.values())


def test_schema_describes_each_kind_of_parameter(document):
    found = parameters(document, "/api/v1/providers/")

    assert {
        name: {
            key: found[name][key] for key in ("schema", "style", "explode") if key in found[name]
        }
        for name in ("q", "within", "psychotherapy", "unknown", "sort", "page")
    } == {
        "q": {"schema": {"type": "string", "maxLength": 200}},
        "within": {"schema": {"type": "integer", "minimum": 1, "maximum": 500}},
        "psychotherapy": {
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": words.Psychotherapy.values},
            },
            "style": "form",
            "explode": True,
        },
        "unknown": {"schema": {"type": "integer", "enum": [1]}},
        "sort": {"schema": {"type": "string", "enum": Sort.values}},
        "page": {"schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000}},
    }


def test_schema_offers_the_choices_of_every_facet(document):
    found = parameters(document, "/api/v1/providers/")

    for name, narrowing in ApiFilter().narrowings.items():
        if narrowing.is_facet:
            values = [value for value, _label in narrowing.choices]
            assert found[name]["schema"]["items"]["enum"] == values


def test_schema_has_every_fact(document):
    schemas = document["components"]["schemas"]
    keys = [*schemas["ProviderFacts"]["properties"], *schemas["TreatmentFacts"]["properties"]]

    assert sorted(keys) == sorted(fact.key for fact in FACTS)


schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())


@pytest.fixture
def _catalogue(db):
    """Two listings; a request's end leaves the test's connection alone, as Django's client does."""
    publish_listing(quiet_room())
    publish_listing(listing(treatment("im", psychotherapy="present"), name="Made Up"))
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    # The catalogue is only read, so every example may have the same one.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.usefixtures("_catalogue")
def test_api_keeps_to_its_schema(case):
    case.call_and_validate(checks=CHECKS)


@pytest.mark.usefixtures("_catalogue")
def test_listing_keeps_to_its_schema():
    """Generated slugs find nothing; here is the one that is there."""
    operation = schema["/api/v1/providers/{slug}/"]["GET"]
    case = operation.Case(path_parameters={"slug": "the-quiet-room-denver-co"})

    response = case.call_and_validate(checks=CHECKS)

    assert response.status_code == 200
