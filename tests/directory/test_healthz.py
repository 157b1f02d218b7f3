import json
import os
import subprocess
import sys
from pathlib import Path
from threading import current_thread

import pytest

from directory import health
from directory.search.index.keeper import Keeper

PROJECT = Path(__file__).resolve().parents[2]

ASK = """
import django; django.setup()
from django.test import RequestFactory
from directory.health import healthz
response = healthz(RequestFactory().get("/healthz"))
print(response.status_code, response.content.decode())
"""


@pytest.mark.django_db
def test_healthz(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "index": "off"})
    assert response.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert response.cookies == {}


@pytest.mark.django_db
def test_healthz_names_an_index_that_failed_and_is_well_without_it(client, monkeypatch):
    keeper = Keeper()
    monkeypatch.setattr(health, "keeper", keeper)
    monkeypatch.setattr(keeper, "_threads", {"watcher": current_thread()})
    keeper.report("builder", ZeroDivisionError())

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "index": "failed"})


def test_healthz_without_a_database():
    nobody = {
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "SECRET_KEY": "for-this-test",
        "ALLOWED_HOSTS": "testserver",
        "EMAIL_URL": "smtp://localhost:25",
        "EMAIL_FROM": "mail@askfirst.invalid",
    }

    result = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=PROJECT,
        env=os.environ | nobody,
        capture_output=True,
        text=True,
        check=True,
    )

    status, _, body = result.stdout.partition(" ")
    assert (status, json.loads(body)) == ("503", {"database": "unreachable"})


@pytest.mark.django_db
def test_healthz_answers_over_plain_http_where_pages_redirect(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/anything/").headers["Location"] == "https://testserver/anything/"


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client):
    headers = client.get("/healthz").headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_healthz_refuses_post(client):
    assert client.post("/healthz").status_code == 405
