"""Invented submissions that are not live, a few in every state, so that the desk has something."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from itertools import count

from ..listing.document import Document
from ..models import Submission, User
from ..moderation.decisions import reject, request_changes, submit, withdraw
from .listings import invent

State = Submission.State

MODERATOR = "demonstration-moderator@askfirst.invalid"
STATES = (
    State.DRAFT,
    State.SUBMITTED,
    State.CHANGES_REQUESTED,
    State.REJECTED,
    State.WITHDRAWN,
)
NEW_LISTINGS = 3  # in each state, beside one that changes a live listing


def leave_undecided(seed: int, today: date, now: datetime) -> None:
    """Leave new listings, and changes to live ones, in every state but approved."""
    published = Submission.objects.filter(provider__status="live").select_related("provider")
    changed = iter(published.order_by("pk")[: len(STATES)])
    numbers = count(-1, -1)  # below zero, where no live provider is
    for state in STATES:
        for age in (timedelta(days=2 * number) for number in range(NEW_LISTINGS)):
            document = invent(seed, next(numbers), today - age)
            _bring_to(state, Submission(document=document), now - age)
        if before := next(changed, None):
            document = _with_news(before.document, today)
            news = Submission(document=document, provider=before.provider, based_on=before)
            _bring_to(state, news, now)


def _with_news(document: Document, today: date) -> Document:
    """Return the document as it would be if its provider took new patients again at once."""
    document = deepcopy(document)
    document["treatments"][0]["availability"] = {
        "accepting": True,
        "wait_days": 1,
        "source": "provider",
        "as_of": today.isoformat(),
    }
    return document


def _bring_to(state: State, submission: Submission, at: datetime) -> None:
    """Take a new submission to its state as people would, through the verbs."""
    submission.save()
    if state == State.DRAFT:
        return
    submission = submit(submission, by=None, now=at)
    if state == State.WITHDRAWN:
        withdraw(submission)
    elif state == State.CHANGES_REQUESTED:
        reason = "Demonstration: please say what the medical evaluation costs."
        request_changes(submission, by=_moderator(), reason=reason, now=at)
    elif state == State.REJECTED:
        reason = "Demonstration: this is not a place where people are treated with ketamine."
        reject(submission, by=_moderator(), reason=reason, now=at)


def _moderator() -> User:
    """Return the invented moderator, with whose name nobody can sign in."""
    user, is_new = User.objects.get_or_create(email=MODERATOR, defaults={"is_active": False})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
