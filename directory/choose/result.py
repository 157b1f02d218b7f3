"""Everything the page of results shows: treatments in order, and the sum behind each place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.search.addresses import Candidate, SearchAddress
from directory.search.cards import distance_words, nearest
from directory.search.listings import words_of
from directory.search.rows import Listed, listed
from directory.search.treatments import speaking_for
from directory.tray import Tray, compare_url
from providers.vocabulary import REMOTE_SETTINGS, Setting

from .form import ImportanceChoice, importance_choices
from .importance import Importance
from .index import rank_treatments
from .page import Problem, place_candidates, problems_of
from .ranking import Ranked, Ranking
from .request import UNKNOWN, ChooserRequest
from .steps import STEP_OF, STEPS
from .verdict import Result, verdict

AT_ONCE = 3  # treatments that one press compares

type Text = str | Promise


@dataclass(frozen=True)
class WeightRow:
    """What was asked, how much it matters, and where to change it."""

    label: Text
    asked: str
    want: str
    importance: tuple[ImportanceChoice, ...]
    step_url: str


@dataclass(frozen=True)
class WayOut:
    """What a must would bring if it were only a wish."""

    text: str
    count: int
    url: str


class ResultPage:
    """The page of results for one address, from a catalogue ``at_least`` of that version."""

    def __init__(self, params: QueryDict, *, at_least: int = 0) -> None:
        self.request = ChooserRequest(params)
        self.at_least = at_least
        self.tray: Tray = self.request.tray

    @cached_property
    def ranking(self) -> Ranking:
        return rank_treatments(self.request, at_least=self.at_least)

    @property
    def url(self) -> str:
        """The address as people keep and share it."""
        return self.address.tidy()

    @cached_property
    def address(self) -> SearchAddress:
        return self.tray.address(self.request.query(), reverse("choose_result"))

    @property
    def heading(self) -> str:
        total = self.ranking.total
        wording = ngettext(
            "%(n)s treatment, in your order", "%(n)s treatments, in your order", total
        )
        return wording % {"n": f"{total:,}"}

    @property
    def providers(self) -> str:
        """How many providers offer them, in words."""
        number = self.ranking.providers
        wording = ngettext("Offered by %(n)s provider.", "Offered by %(n)s providers.", number)
        return wording % {"n": f"{number:,}"}

    @cached_property
    def weights(self) -> list[WeightRow]:
        """Everything asked for with how much it matters, in the order of the steps."""
        return [
            WeightRow(
                label=one.criterion.label,
                asked=one.criterion.in_words(self.request.search),
                want=one.criterion.want,
                importance=importance_choices(one.importance, tuple(Importance)),
                step_url=self.request.url("choose_step", STEP_OF[one.criterion.key].key),
            )
            for one in self.request.weighted
        ]

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What the form of weights has to send along."""
        return self.request.carried(*(row.want for row in self.weights))

    # --- The treatments --------------------------------------------------------------------------

    @cached_property
    def results(self) -> list[Result]:
        ranked = self.ranking.ranked
        found = listed(list(dict.fromkeys(row.provider for row in ranked)), self.ranking.edition)
        return [
            self._result(row, found[row.provider], self.ranking.start + number)
            for number, row in enumerate(ranked, start=1)
            if row.provider in found
        ]

    def _result(self, row: Ranked, listing: Listed, rank: int) -> Result:
        words, search = words_of(listing), self.request.search
        (treatment,) = (one for one in listing.treatments if one.pk == row.treatment)
        location, miles = nearest(listing.locations, search.place)
        at_home = treatment.setting in REMOTE_SETTINGS
        town = f"{location.city}, {location.state}" if location else _("Treats at home")
        return Result(
            rank=rank,
            name=listing.provider.name,
            url=self.tray.at(words.path),
            place=str(Setting(treatment.setting).label) if at_home else town,
            distance="" if at_home else distance_words(location, miles),
            chip=words.chip,
            treatment=speaking_for(
                words.treatments[row.treatment],
                treatment,
                listing,
                search.values.get("payer", ()),
            ),
            compare=self.tray.link(row.treatment, self.address),
            lines=verdict(self.request, row, listing),
        )

    # --- When something is wrong, or nothing is left ---------------------------------------------

    @property
    def problems(self) -> list[Problem]:
        """What was not understood."""
        found = [fault for step in STEPS for fault in problems_of(self.request, step)]
        found += [Problem(text) for text in self.request.faults]
        if self.ranking.page < self.request.page:
            found.append(Problem(_("There are not so many pages. This is the last.")))
        return found

    @cached_property
    def ways_out(self) -> list[WayOut]:
        """For an empty result: each must with what it would bring as a wish, most first."""
        counts = self.ranking.without if not self.ranking.total else {}
        ways = [
            WayOut(
                _("Make it a wish: %(asked)s") % {"asked": must.in_words(self.request.search)},
                counts[must.key],
                self.request.url("choose_result", **{must.want: Importance.MUCH.value}),
            )
            for must in self.request.musts
            if must.key in counts
        ]
        return sorted(ways, key=lambda way: -way.count)

    @property
    def candidates(self) -> list[Candidate]:
        """The places that a name without a state may mean."""
        return place_candidates(self.request, "choose_result")

    @property
    def place_note(self) -> str:
        """That a place leaves nothing out, if it is no must; empty without a place."""
        wishes = {one.criterion.key: one.importance for one in self.request.weighted}
        importance = wishes.get("near", Importance.MUST)
        if importance == Importance.MUST:
            return ""
        place = {"place": self.request.search.place.label}
        if importance == Importance.NO:
            return _("%(place)s does not matter to you, so it changes nothing here.") % place
        text = _("%(place)s is only a wish, so treatments farther away are shown too.")
        return text % place

    @property
    def near_only_url(self) -> str:
        return self.request.url("choose_result", want_near=Importance.MUST.value)

    @property
    def unknown_url(self) -> str:
        return self.request.url("choose_result", **{UNKNOWN: "1"})

    @property
    def known_url(self) -> str:
        return self.request.url("choose_result", **{UNKNOWN: None})

    # --- Where to go from here -------------------------------------------------------------------

    @cached_property
    def _first_ids(self) -> list[int]:
        """The first treatment of each of the first providers on this page."""
        first: dict[str, int] = {}
        for result in self.results:
            first.setdefault(result.url, result.compare.treatment_id)
        return list(first.values())[:AT_ONCE]

    @property
    def first_text(self) -> str:
        number = len(self._first_ids)
        if self.tray.ids or number < 2 or self.ranking.page > 1:
            return ""
        texts = {2: _("Compare the first two providers")}
        return texts.get(number, _("Compare the first three providers"))

    @property
    def first_url(self) -> str:
        return compare_url(self._first_ids, asked=self.request.wishes)

    @property
    def call_sheet_url(self) -> str:
        """What to ask those that were chosen or, until then, the first of this page."""
        ids = self.tray.ids or self._first_ids
        return compare_url(ids, "call_sheet", asked=self.request.wishes) if ids else ""

    @property
    def search_url(self) -> str:
        return self.request.search_url()

    @property
    def first_step_url(self) -> str:
        return self.request.url("choose_step", STEPS[0].key)

    @property
    def previous_url(self) -> str:
        page = self.ranking.page
        return self.address.replaced("page", page - 1) if page > 1 else ""

    @property
    def next_url(self) -> str:
        page = self.ranking.page
        return self.address.replaced("page", page + 1) if page < self.ranking.pages else ""
