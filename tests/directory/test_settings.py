import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from logging import getLogger
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import path

from directory.environment import (
    database,
    env_bool,
    env_int,
    env_list,
    mailer,
    require,
    secret_key,
)

PROJECT = Path(__file__).resolve().parents[2]
REAL_SITE = {
    "DATABASE_URL": "postgresql://somebody:pass%2Fword@db.example:5433/catalogue?sslmode=require",
    "SECRET_KEY": "k3y-" * 20,
    "ALLOWED_HOSTS": "askfirst.example, www.askfirst.example",
    "EMAIL_URL": "smtp+tls://somebody:pass%2Fword@mail.example:587",
    "EMAIL_FROM": "AskFirst <mail@askfirst.example>",
}
OURS = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DEBUG", "BEHIND_PROXY")
OURS += ("EMAIL_URL", "EMAIL_FROM", "SITE_URL")
OF_TESTS = ("DJANGO_ALLOW_ASYNC_UNSAFE",)  # set by the journeys; check --deploy objects, rightly


def run_python(code, environment):
    """Python with exactly these of our variables, in a process of its own: settings load once."""
    others = {name: value for name, value in os.environ.items() if name not in OURS + OF_TESTS}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=PROJECT,
        env=others | {"DJANGO_SETTINGS_MODULE": "directory.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(environment, *names):
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps([getattr(settings, name, None) for name in {names!r}]))"
    )
    result = run_python(code, environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("Yes", True), ("off", False), ("", True), (None, True)]
)
def test_env_bool(monkeypatch, text, expected):
    monkeypatch.delenv("THING", raising=False)
    if text is not None:
        monkeypatch.setenv("THING", text)

    assert env_bool("THING", default=True) is expected


def test_env_bool_refuses_nonsense(monkeypatch):
    monkeypatch.setenv("THING", "perhaps")

    with pytest.raises(
        ImproperlyConfigured, match=r"^THING is a yes or a no: write 1 or 0, not 'perhaps'.$"
    ):
        env_bool("THING", default=True)


def test_env_int(monkeypatch):
    monkeypatch.setenv("THING", " 7 ")

    assert env_int("THING", default=2, low=1, high=9) == 7
    assert env_int("NO_SUCH_THING", default=2, low=1, high=9) == 2


@pytest.mark.parametrize("text", ["0", "10", "-1", "2.5", "two", "٣"])
def test_env_int_refuses_nonsense(monkeypatch, text):
    monkeypatch.setenv("THING", text)

    with pytest.raises(ImproperlyConfigured, match=r"^THING is a whole number from 1 to 9, not "):
        env_int("THING", default=2, low=1, high=9)


def test_env_list(monkeypatch):
    monkeypatch.setenv("THING", "a, b,,")

    assert env_list("THING", default=["c"]) == ["a", "b"]
    assert env_list("NO_SUCH_THING", default=["c"]) == ["c"]


def test_require_names_all_that_is_missing(monkeypatch):
    monkeypatch.setenv("PRESENT", "x")
    monkeypatch.setenv("EMPTY", " ")
    monkeypatch.delenv("ABSENT", raising=False)

    with pytest.raises(ImproperlyConfigured, match="and it needs EMPTY and ABSENT too"):
        require("EMPTY", "PRESENT", "ABSENT")


def test_database_is_read_as_libpq_reads_it():
    assert database(REAL_SITE["DATABASE_URL"]) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "catalogue",
        "USER": "somebody",
        "PASSWORD": "pass/word",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://somebody:hush@host/name",
        "postgresql://somebody:hush@host:port:5432/name",
        "postgresql://somebody:hush@host/",
        "postgresql://somebody:hush@host/name?flavour=vanilla",
    ],
)
def test_database_refuses_nonsense_without_repeating_the_password(url):
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL ") as refusal:
        database(url)

    assert "hush" not in str(refusal.value)


def test_secret_key_is_one_for_all_who_ask_at_once(tmp_path):
    file = tmp_path / "new" / "secret_key"

    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: secret_key(file), range(32)))

    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtp+tls://somebody:pass%2Fword@mail.example:2587",
            {"port": 2587, "username": "somebody", "password": "pass/word", "use_tls": True},
        ),
        ("smtp+ssl://mail.example", {"use_ssl": True}),
        ("smtp://mail.example:25", {"port": 25}),
    ],
)
def test_mailer(url, expected):
    always = {"host": "mail.example", "port": None, "username": "", "password": "", "timeout": 20}

    assert mailer(url) == {"BACKEND": SMTP, "OPTIONS": always | expected}


def test_mailer_of_a_folder():
    assert mailer("file:///tmp/my%20mail") == {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": "/tmp/my mail"},
    }


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example", "http://somebody:hush@mail.example", "smtp+tls://", "file://"),
        *("smtp+tls://somebody:hush@mail.example:many", "smtp+tls://somebody:hush@[mail"),
    ],
)
def test_mailer_refuses_what_it_cannot_read_and_keeps_the_password_to_itself(url):
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL cannot be read") as refused:
        mailer(url)

    assert "hush" not in str(refused.value)


def test_mailer_refuses_to_send_a_password_unencrypted():
    with pytest.raises(
        ImproperlyConfigured, match=r"unencrypted: write smtp\+tls:// or"
    ) as refused:
        mailer("smtp://somebody:hush@mail.example")

    assert "hush" not in str(refused.value)


def test_links_in_mail_lead_to_the_site():
    assert settings_of(REAL_SITE, "SITE_URL") == ["https://askfirst.example"]
    own = {"SITE_URL": "https://www.askfirst.example/"}
    assert settings_of(REAL_SITE | own, "SITE_URL") == ["https://www.askfirst.example"]


def test_real_site():
    assert settings_of(
        REAL_SITE,
        "DEBUG",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
    ) == [False, ["askfirst.example", "www.askfirst.example"], True, True, True, 31536000, None]


def test_real_site_behind_a_proxy():
    environment = REAL_SITE | {"BEHIND_PROXY": "1"}

    assert settings_of(environment, "SECURE_PROXY_SSL_HEADER") == [
        ["HTTP_X_FORWARDED_PROTO", "https"]
    ]


def test_real_site_says_what_it_lacks():
    result = run_python(
        "from django.conf import settings; settings.DEBUG",
        {"DATABASE_URL": REAL_SITE["DATABASE_URL"]},
    )

    assert result.returncode == 1
    missing = "SECRET_KEY and ALLOWED_HOSTS and EMAIL_URL and EMAIL_FROM"
    assert f"and it needs {missing} too. SECRET_KEY is a long" in result.stderr


def test_real_site_starts_no_postgresql():
    code = (
        "import sys; from django.conf import settings; settings.DEBUG;"
        "print('directory.embedded' in sys.modules)"
    )

    assert run_python(code, REAL_SITE).stdout == "False\n"


def test_local_copy_needs_nothing():
    assert settings_of(
        {}, "DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"
    ) == [
        False,
        ["localhost", "127.0.0.1", "[::1]"],
        False,
        0,
    ]


def test_check_deploy_is_clean_for_a_real_site():
    code = (
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    environment = REAL_SITE | {
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }

    result = run_python(code, environment)

    assert result.returncode == 0, result.stderr


# --- Logs ---------------------------------------------------------------------------------------

SECRET = "esketamine-near-94110"


def raises(request: HttpRequest) -> HttpResponse:
    try:
        int(request.GET["q"])
    except ValueError as error:
        raise RuntimeError(f"no such search: {request.GET['q']}") from error
    raise AssertionError


def warns(request: HttpRequest) -> HttpResponse:
    getLogger("directory.anything").warning("slow: %s", request.get_full_path())
    return HttpResponse()


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


# Error pages of its own: the site's link to addresses that are not here.
urlpatterns = [path("raises/", raises), path("warns/", warns)]
handler404, handler500 = missing, failed


@pytest.fixture
def log(monkeypatch):
    stream = StringIO()
    for handler in getLogger().handlers:
        if getattr(handler.formatter, "__module__", "") == "directory.logs":
            monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "expected"),
    [
        ("/raises/", 500, "ERROR django.request: Internal Server Error: /raises/"),
        ("/warns/", 200, "WARNING directory.anything: slow: /warns/"),
        ("/nowhere/", 404, "WARNING django.request: Not Found: /nowhere/"),
    ],
)
def test_log_never_holds_a_search(client, log, address, status, expected):
    client.raise_request_exception = False

    response = client.get(address, {"q": SECRET}, REMOTE_ADDR="203.0.113.9")

    assert response.status_code == status
    assert log.getvalue().splitlines()[0].endswith(expected)
    assert SECRET not in log.getvalue()
    assert "203.0.113.9" not in log.getvalue()


@pytest.mark.urls(__name__)
def test_log_of_a_failure_shows_where_and_what_kind(client, log):
    client.raise_request_exception = False

    client.get("/raises/", {"q": SECRET})

    lines = log.getvalue().splitlines()
    assert [line for line in lines if line.startswith(("builtins.", "which"))] == [
        "builtins.ValueError",
        "which led to",
        "builtins.RuntimeError",
    ]
    assert '    int(request.GET["q"])' in lines
    assert "    raise RuntimeError(f\"no such search: {request.GET['q']}\") from error" in lines


@pytest.mark.urls(__name__)
def test_log_of_a_disallowed_host_holds_no_search(client, log):
    response = client.get("/warns/", {"q": SECRET}, HTTP_HOST="elsewhere.example")

    assert response.status_code == 400
    assert "django.security.DisallowedHost" in log.getvalue()
    assert SECRET not in log.getvalue()
