"""A listing as its team sees it: where it stands, what is in it, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from providers.listing import versions
from providers.listing.dates import facts_mark, is_unchanged
from providers.listing.document import Document, Draft, build
from providers.listing.parts import Part, new_key
from providers.models import Event, Submission, Team
from providers.moderation.deriving import answered_in, derive
from providers.questions import QUESTIONS
from providers.questions.question import Question

from .doubts import PlacedDoubt, doubts, placed
from .faults import Fault, faults
from .forms import FOUND
from .news import News, news
from .pointed_out import PointedOut, pointed_out
from .saying import row_titles
from .states import meaning
from .steps import Step, step_url, steps_of

State = Submission.State
ANSWERABLE = (State.CHANGES_REQUESTED, State.WITHDRAWN)  # what a moderator asks for is still open


@dataclass(frozen=True)
class Task:
    """One step of a listing, with how many of its facts are stated."""

    step: Step
    url: str
    stated: int
    of: int
    remarks: tuple[str, ...] = ()  # a moderator's words about it
    doubts: tuple[PlacedDoubt, ...] = ()  # what may be a slip


@dataclass(frozen=True)
class Row:
    """A location or treatment with its steps."""

    key: str
    title: str
    tasks: tuple[Task, ...]
    is_first: bool
    is_last: bool
    mark: str  # of all that it says, as it is shown
    new_key: str  # for a copy of it
    remark: str = ""  # a moderator's words about the whole of it


class Overview:
    """One listing's page for its team. ``submission`` is the latest, open or decided."""

    def __init__(self, team: Team, submission: Submission) -> None:
        self.team = team
        self.submission = submission
        self.document = submission.document

    @cached_property
    def new_key(self) -> str:
        """A key for the next row, made with the page: a button pressed twice adds one row."""
        return new_key()

    @property
    def name(self) -> str:
        return self.document["provider"].get("name") or _("A listing without a name")

    @property
    def state(self) -> str:
        return State(self.submission.state).label

    @property
    def meaning(self) -> str | Promise:
        return meaning(self.submission, is_outdated=self.is_outdated)

    @property
    def message(self) -> str:
        """A moderator's words about the version as a whole, while they are news."""
        return "" if self.is_waiting else self.submission.reason

    @property
    def remarks(self) -> dict[str, str]:
        """A moderator's words beside what they concern, until the listing is submitted again."""
        return self.submission.remarks if self.submission.state in ANSWERABLE else {}

    @property
    def remark(self) -> str:
        """A moderator's words about the practice as a whole."""
        return self.remarks.get("provider", "")

    @property
    def is_editable(self) -> bool:
        return self.submission.state in Submission.EDITABLE

    @property
    def is_waiting(self) -> bool:
        return self.submission.state == State.SUBMITTED

    @property
    def is_refused(self) -> bool:
        return self.submission.state == State.REJECTED

    @property
    def is_decided(self) -> bool:
        return self.submission.state in (State.APPROVED, State.REJECTED)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The steps of the practice as a whole, the questions last."""
        return tuple(self._task(step) for step in steps_of(""))

    @cached_property
    def locations(self) -> tuple[Row, ...]:
        return self._rows("locations")

    @cached_property
    def treatments(self) -> tuple[Row, ...]:
        return self._rows("treatments")

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What stands in the way of submitting; nothing if it can be submitted."""
        return tuple(faults(self.team, self.document))

    @cached_property
    def draft(self) -> Draft | None:
        """The rows of the document with all that is derived, or None while it is not whole."""
        if self.faults:
            return None
        draft = build(self.document)
        derive([draft])
        return draft

    @cached_property
    def pointed_out(self) -> list[PointedOut]:
        """The words that promise much."""
        return pointed_out(self.team, self.document)

    @property
    def questions(self) -> int:
        return len(QUESTIONS)

    @property
    def answered(self) -> int:
        """How many questions are answered, however much is still missing or wrong."""
        return len(self._answered)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The first questions without an answer, in the order in which people are urged to ask."""
        return tuple(one for one in QUESTIONS if one.key not in self._answered)[:5]

    @cached_property
    def _answered(self) -> set[str]:
        return answered_in(build(self.document))

    @cached_property
    def live_document(self) -> Document | None:
        """What people saw when this was begun, if it is an edit of that."""
        based_on = self.submission.based_on
        return based_on.document if based_on and self.submission.state in Submission.OPEN else None

    @cached_property
    def live(self) -> Event | None:
        """What made the listing as people see it."""
        return versions.live_edition(self.team) if self.team.provider_id else None

    @property
    def is_outdated(self) -> bool:
        return versions.is_outdated(self.submission, self.live)

    @property
    def is_unchanged(self) -> bool:
        """Whether it says just what people see, so that there is nothing to submit."""
        return self.live_document is not None and is_unchanged(self.submission)

    @cached_property
    def news(self) -> list[News]:
        """What has changed in what people see, where this was begun from what they saw before."""
        if not self.is_outdated or self.live_document is None:
            return []
        return news(self.live_document, self.document, self.live.submission.document)

    @property
    def seen(self) -> str:
        """The mark of what the version says, which buttons that throw it away carry along."""
        return facts_mark(self.document)

    def _rows(self, part: str) -> tuple[Row, ...]:
        rows = self.document.get(part, [])
        titles = row_titles(part, rows)
        return tuple(
            Row(
                key=row["key"],
                title=titles[row["key"]],
                tasks=tuple(self._task(step, row["key"]) for step in steps_of(part)),
                is_first=number == 0,
                is_last=number == len(rows) - 1,
                mark=facts_mark(row),
                new_key=new_key(),
                remark=self.remarks.get(f"{part}/{row['key']}", ""),
            )
            for number, row in enumerate(rows)
        )

    def _task(self, step: Step, key: str = "") -> Task:
        part = step.part(key)
        asked = [name for name in part.names if name not in FOUND]
        said = part.read(self.document)
        said = said if step.is_list or not asked else [name for name in asked if name in said]
        url = step_url(self.team, step, key)
        doubted = doubts(step, key, self.document) if self.is_editable else []
        return Task(
            step=step,
            url=url,
            stated=len(said),
            of=len(asked),
            remarks=tuple(self._remarks(step, part)),
            doubts=placed(step, url, doubted) if doubted else (),
        )

    def _remarks(self, step: Step, part: Part) -> Iterator[str]:
        """Yield a moderator's words about a step's part, unless it is shared, and what is in it."""
        path = "/".join(part.path)
        is_shared = path == "provider" or path == f"{step.of}/{part.path[-1]}"
        if path in self.remarks and not is_shared:
            yield self.remarks[path]
        below = {
            place.removeprefix(f"{path}/"): words
            for place, words in self.remarks.items()
            if place.startswith(f"{path}/")
        }
        if step.is_list:
            for number in sorted(filter(str.isdigit, below), key=int):
                yield f"{_('Line %s') % (int(number) + 1)}: {below[number]}"
        elif below:
            fields = step.form().fields.items()
            yield from (f"{field.label}: {below[name]}" for name, field in fields if name in below)
