"""Writing a mail into the database, in the transaction that is its cause."""

import textwrap
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from .delivery import deliver


def send(
    event: str,
    to: str,
    context: Mapping[str, Any] | None = None,
    *,
    language: str | None = None,
    is_kept: bool = True,
) -> None:
    """Have the worker send the mail of an event to one address.

    The mail is written now, from ``templates/emails/<event>/``: ``subject.txt``, ``body.txt`` and,
    if there is one, ``body.html``. They know the context, ``site_url`` (without a slash at its end)
    and ``to``. The language is the one that is active, or ``language``. ``is_kept`` says whether
    it stays in the database for a while if no mail server takes it (``given_up``); what goes to
    people without an account does not.

    The mail is a row of the database: inside a transaction, it is sent if that commits, and only
    then. Raises TemplateDoesNotExist for an unknown event.
    """
    known = {"site_url": settings.SITE_URL, "to": to, **(context or {})}
    with translation.override(language or translation.get_language()):
        subject = " ".join(_text(f"emails/{event}/subject.txt", known).split())
        body = _wrap(_text(f"emails/{event}/body.txt", known).strip()) + "\n"
        html = _html(f"emails/{event}/body.html", known)
        language = translation.get_language()
    deliver.enqueue(
        {
            "to": to,
            "subject": subject,
            "body": body,
            "html": html,
            "language": language or settings.LANGUAGE_CODE,
            "written_at": timezone.now().isoformat(),
            "is_kept": is_kept,
        }
    )


def _text(template: str, context: dict[str, Any]) -> str:
    """Return what a template gives, with nothing escaped: it is no HTML."""
    return get_template(template).template.render(Context(context, autoescape=False))


def _wrap(text: str) -> str:
    """Return lines as long as every mail program shows them; addresses of pages stay whole."""
    wrap = partial(textwrap.fill, width=76, break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrap(line) if len(line) > 76 else line for line in text.splitlines())


def _html(template: str, context: dict[str, Any]) -> str:
    """Return what a template gives, or nothing if there is none."""
    try:
        return render_to_string(template, context)
    except TemplateDoesNotExist as missing:
        if missing.args[0] != template:
            raise
        return ""
