"""Delivering a mail: at least once, and again and again until the mail server takes it.

A mail server that is down, slow or refuses only delays: the mail goes back into the database, for a
later attempt, and the pauses grow. After five days, as mail servers themselves do, it is given up:
it stays in the database as failed for a month, or until somebody sends it again or drops it
(``given_up``); mail to people without an account is deleted at once.
If the worker dies after the server took the mail and before the database knows, it is sent twice.
"""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage as WrittenMessage
from email.policy import Policy, default
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.tasks import task
from django.utils import timezone

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=3)
GIVEN_UP_AFTER = timedelta(days=5)
LONGEST_LINE = 998  # characters of a line of mail (RFC 5322, section 2.1.1)


class GivenUpError(Exception):
    """The mail server has not taken a mail in time; the message says what went wrong last."""


class Letter(EmailMultiAlternatives):
    """A mail whose lines stay whole, however long the address of a page in one of them is.

    Otherwise the words would be written as quoted-printable, which cuts addresses in two for
    whoever reads the mail as it was sent: a local copy's folder, or a log.
    """

    def message(self, *, policy: Policy = default) -> WrittenMessage:
        written = super().message(policy=policy.clone(max_line_length=LONGEST_LINE))
        written.policy = policy  # for the header, whose lines are to be short
        return written


@task
def deliver(mail: dict[str, Any], attempt: int = 1) -> None:
    """Send a mail now, or have it tried again later.

    A mail is its ``to``, ``subject``, ``body``, ``html`` (or nothing), ``language``, the moment it
    was written, ``written_at``, and whether it ``is_kept``. GivenUpError after five days, if so.
    """
    try:
        _message(mail).send()
    except OSError as error:  # whatever goes wrong with a network or a mail server is one
        _try_again(mail, attempt, type(error).__name__)


def _message(mail: dict[str, Any]) -> Letter:
    headers = {"Content-Language": mail["language"], "Auto-Submitted": "auto-generated"}
    message = Letter(
        mail["subject"], mail["body"], settings.DEFAULT_FROM_EMAIL, [mail["to"]], headers=headers
    )
    if mail["html"]:
        message.attach_alternative(mail["html"], "text/html")
    return message


def _try_again(mail: dict[str, Any], attempt: int, problem: str) -> None:
    """Put a mail back for later; the log names neither the address nor what was said of it."""
    now = timezone.now()
    if now - datetime.fromisoformat(mail["written_at"]) > GIVEN_UP_AFTER:
        logger.error("A mail is given up after %s attempts: %s", attempt, problem)
        if mail.get("is_kept", True):  # what was written by an earlier release does not say
            raise GivenUpError(problem)
        return
    pause = pause_after(attempt)
    deliver.using(run_after=now + pause).enqueue(mail, attempt + 1)
    logger.warning("A mail waits for its next attempt, %s: %s", pause, problem)


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the first attempt, the second, ...: 15 seconds, twice that, ..."""
    return min(FIRST_PAUSE * 2 ** min(attempt - 1, 20), LONGEST_PAUSE)
