"""Reading the environment: every helper returns a good value or refuses with a sentence of help."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def env_bool(name: str, default: bool) -> bool:
    """A yes or a no; unset and empty mean the default."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in YES | NO:
        raise ImproperlyConfigured(f"{name} is a yes or a no: write 1 or 0, not {text!r}.")
    return text in YES


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from low to high; unset and empty mean the default."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise ImproperlyConfigured(f"{name} is a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def env_list(name: str, default: list[str]) -> list[str]:
    """Words separated by commas; unset and empty mean the default."""
    words = [word.strip() for word in os.environ.get(name, "").split(",")]
    return [word for word in words if word] or default


def env_path(name: str, default: Path | None) -> Path | None:
    """A folder or file; unset and empty mean the default."""
    text = os.environ.get(name, "").strip()
    return Path(text) if text else default


def require(*names: str) -> None:
    """Refuse to go on unless all of these are set; names every missing one at once."""
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            "DATABASE_URL is set, so this is a real site, and it needs "
            f"{' and '.join(missing)} too. SECRET_KEY is a long random text that stays the same; "
            "ALLOWED_HOSTS is the site's host names, separated by commas; EMAIL_URL is the mail "
            "server, as in smtp+tls://user:password@mail.example:587; EMAIL_FROM is the address "
            "that mail comes from. (Without DATABASE_URL this would be a local copy that needs "
            "nothing.)"
        )


def database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at this URL.

    libpq parses the URL, so passwords with percent signs, sockets (?host=/path) and sslmode mean
    what they mean everywhere else. The URL is never repeated in a message: it holds a password.
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL starts with postgresql://, as in postgresql://user:password@host:5432/name."
        )
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
        int(parts.get("port") or 0)
    except (psycopg.ProgrammingError, ValueError):
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: it looks like postgresql://user:password@host:5432/name, "
            "and a special character in the password is percent-encoded."
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL does not name a database after the last slash.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


MAIL_BACKENDS = "django.core.mail.backends"
ENCRYPTION = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtp+ssl": {"use_ssl": True}}
PATIENCE = 20  # seconds that a mail server may take for each of its answers


def mailer(url: str) -> dict[str, Any]:
    """Django's settings for the mail server, or the folder (``file:///path``), at this URL.

    The URL is never repeated in a message: it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme == "file" and parts.path:
        backend = f"{MAIL_BACKENDS}.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": unquote(parts.path)}}
    if parts.scheme not in ENCRYPTION or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: it looks like smtp+tls://user:password@mail.example:587 "
            "(encrypted after STARTTLS), smtp+ssl://user:password@mail.example:465 (encrypted from "
            "the start) or smtp://localhost:25 (not encrypted), and a special character in the "
            "password is percent-encoded."
        )
    if parts.username and parts.scheme == "smtp":
        raise ImproperlyConfigured(
            "EMAIL_URL would send its password unencrypted: write smtp+tls:// or smtp+ssl://."
        )
    options = {
        "host": parts.hostname,
        "port": port,  # if none, 25, 587 or 465, by the way of encryption
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "timeout": PATIENCE,
        **ENCRYPTION[parts.scheme],
    }
    return {"BACKEND": f"{MAIL_BACKENDS}.smtp.EmailBackend", "OPTIONS": options}


def secret_key(path: Path) -> str:
    """The secret in this file, made up on first use.

    Processes that start at the same moment must agree: each writes a file of its own, then links
    it to the name, which only the first can do.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 -- born 0600
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
