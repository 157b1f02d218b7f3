"""A step as it is filled in: its form, what was saved of it, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.provider.prices import Prices, prices
from providers.freshness import current_date
from providers.listing.document import Document, build
from providers.listing.drafts import FrozenError, OvertakenError, write
from providers.listing.phrases import Phrase, in_field, phrases
from providers.models import Submission, Team, User

from .doubt import Doubt
from .doubts import doubts
from .forms import freeze
from .overview import Overview
from .problems import Problem, problems
from .saying import as_typed, row_titles, say
from .steps import Step, step_url, steps_of


@dataclass
class StepPage:
    """One step of one listing. ``data`` is what was sent, or None to show what is saved.

    With ``is_restored`` it was sent before, and could not be saved.
    """

    team: Team
    submission: Submission
    step: Step
    key: str = ""
    data: QueryDict | None = None
    is_restored: bool = False
    theirs: list[tuple[str, str]] = field(default_factory=list)  # what was saved meanwhile
    is_own: bool = False  # whether by the same person, in another tab or on another device
    seen: str = ""  # the mark of what was seen, while nothing could be saved
    new_phrases: list[Phrase] = field(default_factory=list)  # saved just now, and not before
    new_doubts: list[Doubt] = field(default_factory=list)  # the same

    @property
    def part(self) -> Any:
        return self.step.part(self.key)

    @cached_property
    def form(self) -> Any:
        # What was sent stands alone: beside lines that somebody else has added, an empty one of
        # ours would pass for one of theirs that was emptied.
        is_alone = self.data is not None and self.step.is_list
        saved = [] if is_alone else self.part.read(self.submission.document)
        form = self.step.form(self.data, initial=saved)
        if not self.is_editable:
            freeze(form)
        doubted = self.doubts if self.data is None else []  # of what is saved
        for number, line in enumerate(form if self.step.is_list else [form]):
            self._annotate(line, str(number), [one for one in doubted if one.line == number])
        return form

    @property
    def lines(self) -> list[forms.BaseForm]:
        """The lines of a list, each a form; or nothing."""
        return list(self.form) if self.step.is_list else []

    @property
    def mark(self) -> str:
        """The mark of what its author has seen, which the form carries along."""
        if self.is_restored:
            return self.data.get("seen", "")
        return self.seen or self.part.mark(self.submission.document)

    @property
    def title(self) -> str:
        return str(self.step.title)

    @cached_property
    def row(self) -> str:
        """What the location or treatment is called that the step is of."""
        rows = self.submission.document.get(self.step.of, [])
        return row_titles(self.step.of, rows).get(self.key, "")

    @property
    def remark(self) -> str:
        """A moderator's words about this part as a whole."""
        return self.overview.remarks.get("/".join(self.part.path), "")

    def _annotate(self, form: forms.BaseForm, number: str, doubted: list[Doubt]) -> None:
        """Put a moderator's words, promises and doubts beside what they are about."""
        path = self.part.path
        if self.step.is_list:
            form.remark = self._remark_on(number)
        for bound in form:
            bound.remark = "" if self.step.is_list else self._remark_on(bound.name)
            bound.doubt = " ".join(one.words for one in doubted if one.field == bound.name)
            of = path[-1] if self.step.is_list else path[0]
            bound.phrases = in_field(of, bound.name, str(bound.value() or ""))
            notes = {"promise": bound.phrases, "doubt": bound.doubt}
            if any(notes.values()) and not bound.use_fieldset:  # a group is described as a whole
                beside = [f"{bound.auto_id}_{kind}" for kind, note in notes.items() if note]
                described = " ".join(filter(None, [bound.aria_describedby, *beside]))
                bound.field.widget.attrs["aria-describedby"] = described

    def _remark_on(self, name: str) -> str:
        return self.overview.remarks.get("/".join((*self.part.path, name)), "")

    @property
    def is_editable(self) -> bool:
        return self.submission.state in Submission.EDITABLE

    @property
    def is_sent(self) -> bool:
        return self.data is not None and not self.is_restored

    @property
    def stated(self) -> Document | None:
        """Who says what is new on this page: the provider, unless told."""
        return None

    @property
    def url(self) -> str:
        return step_url(self.team, self.step, self.key)

    @property
    def url_below(self) -> str:
        """Where "save and stay" leads: to what people will see, where the page shows it."""
        return f"{self.url}#sums-h" if self.step.key == "fees" else self.url

    @property
    def next_step(self) -> Step | None:
        steps = steps_of(self.step.of)
        place = steps.index(self.step) + 1
        return steps[place] if place < len(steps) else None

    @property
    def next_url(self) -> str:
        """Where "save and go on" leads: the next step of the same row, or the overview."""
        step = self.next_step
        return step_url(self.team, step, self.key) if step else ""

    @cached_property
    def problems(self) -> list[Problem]:
        return problems(self.step, self.row, self.form)

    @cached_property
    def prices(self) -> Prices | None:
        """The sums that people will see, on the page of the fees; None while they make no sense."""
        if self.step.key != "fees":
            return None
        rows = self.submission.document["treatments"]
        own = [row for row in rows if row["key"] == self.key]
        try:
            (offer,) = build({"provider": {}, "treatments": own}).offers
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return None
        return prices(offer.treatment, offer.fees, current_date())

    @property
    def phrases(self) -> list[Phrase]:
        """The wordings on this page that need evidence, as they are saved."""
        path, names = self.part.path, self.part.names
        found = [one for one in phrases(self.submission.document) if one.path[: len(path)] == path]
        return [one for one in found if not names or one.path[-1] in names]

    @property
    def doubts(self) -> list[Doubt]:
        """What may be a slip on this page, as it is saved."""
        return doubts(self.step, self.key, self.submission.document) if self.is_editable else []

    @cached_property
    def overview(self) -> Overview:
        return Overview(self.team, self.submission)

    def save(self, by: User) -> bool:
        """Save what is understood; say whether that is all, with ``problems`` or ``theirs`` if not.

        Of a page of fields, what is right is saved even while another field is wrong. A list is
        saved whole.
        """
        if not self.is_editable:
            raise FrozenError
        self.part.read(self.submission.document)  # MissingPartError, even if the form is wrong, too
        is_whole = self.form.is_valid()
        seen = (self.data or {}).get("seen", "")
        if not is_whole and self.step.is_list:
            self.seen = seen
            return False
        values, before, doubted = self.form.values(), self.phrases, self.doubts
        try:
            self.submission = write(
                self.submission, self.part, values, seen=seen, by=by, stated=self.stated
            )
        except OvertakenError as overtaken:
            self.submission.refresh_from_db()
            self.is_own = self.submission.edited_by_id == by.pk
            self.theirs = say(self.step, overtaken.now) or [(self.title, _("It says nothing."))]
            for line in self.lines:  # which may stand elsewhere among theirs
                line.remark = ""
            return False
        self.new_phrases = [one for one in self.phrases if one not in before]
        self.new_doubts = [one for one in self.doubts if one not in doubted]
        return is_whole

    @property
    def written(self) -> list[tuple[str, str]]:
        """What was sent, in words: (what, words). For where it can be saved no more."""
        form = self.step.form(self.data, initial=[] if self.step.is_list else {})
        is_whole = form.is_valid()
        return (
            as_typed(form) if self.step.is_list and not is_whole else say(self.step, form.values())
        )

    @property
    def overtaken(self) -> str:
        """Words for a save that would have written over another."""
        if self.is_own:
            return _(
                "You have saved this part since you opened it here: in another tab, or on another "
                "device. What you sent now is not saved yet: it is below. Save again to put it in "
                "the place of the other."
            )
        who = self.submission.edited_by
        name = (who and who.email) or _("Somebody")  # who has closed the account has no address
        return _(
            "%(name)s has saved this part since you opened it. Nothing of yours is saved yet: "
            "below is what you wrote. Save again to put yours in its place."
        ) % {"name": name}
