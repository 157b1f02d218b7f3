"""What a search should answer, in plain Python over the documents of listings.

Written from the rules ("What a search means" in the design, and what the pages promise), never from
the filters: lists are walked, nothing is joined. It reads only such listings as
``tests.search.strategies`` draws: at most one fee of an item, without counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from math import acos, cos, inf, radians, sin

from providers import vocabulary as words
from providers.places import STATES

LIFETIMES = {"availability": 60, "fee": 180, "coverage": 180, "other": 365}
HOME = ("home_supervised", "home_unsupervised")
PLACES = {  # of the searches: state, latitude, longitude
    "80203": ("CO", 39.7313, -104.9811),
    "Boulder, CO": ("CO", 40.0172, -105.2851),
    "Portland, ME": ("ME", 43.6606, -70.2589),
    "41.14,-104.82": ("WY", 41.14, -104.82),
}
FACTS = ("route", "psychotherapy", "setting", "intent", "dissociation", "dose_control")
CHOICES = {
    "route": [route.value for route in words.Route if route != "other"],
    "psychotherapy": [step.value for step in words.Psychotherapy],
    "setting": [setting.value for setting in words.Setting],
    "covered": [f"{c.value}:{s.value}" for c in words.Component for s in words.CoverageStatus],
    "payer": [payer.value for payer in words.Payer if payer != "any"],
    "payment": [option.value for option in words.PaymentOption],
    "intent": [intent.value for intent in words.Intent],
    "dissociation": [stance.value for stance in words.Dissociation],
    "dose_control": [control.value for control in words.DoseControl],
    "present": [role.value for role in words.Role],
    "condition": [value.value for value in words.Condition if value != "chronic_pain"],
    "stoppable": ["yes"],
    "accepting": ["yes"],
    "evenings": ["yes"],
    "ride": ["not_needed"],
    "wheelchair": ["yes"],
    "language": [language.value for language in words.Language],
    "state": list(STATES),
}
# In the order of the contract, which decides between repairs that bring as many.
NARROWING = [
    *("q", "near", "route", "psychotherapy", "setting", "price_max", "course_max", "covered"),
    *("payer", "payment", "intent", "dissociation", "dose_control", "stoppable", "present"),
    *("condition", "accepting", "wait_max", "evenings", "ride", "wheelchair"),
    *("language", "confirmed_within", "state"),
]
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Listed:
    """A listing in the catalogue: its ids in the database, its document, and whether it is live."""

    id: int
    treatment_ids: tuple[int, ...]
    document: dict
    is_live: bool = True

    @property
    def provider(self):
        return self.document["provider"]

    @property
    def locations(self):
        return self.document["locations"]

    @property
    def treatments(self):
        return list(zip(self.treatment_ids, self.document["treatments"], strict=True))


@dataclass(frozen=True)
class Repair:
    """What to change in a search that finds nothing, and how many that brings."""

    name: str
    value: int | None
    count: int


class Oracle:
    """The answer to one search of one catalogue."""

    def __init__(self, catalogue: list[Listed], parameters: dict, *, today: date, page_size: int):
        self.catalogue = [listed for listed in catalogue if listed.is_live]
        self.today = today
        self.page_size = page_size
        self.search = understood(parameters)

    # --- The parts of an answer ----------------------------------------------------------------

    @property
    def found(self) -> list[Listed]:
        """Every provider found, in order."""
        return sorted((one for one in self.catalogue if self.matched(one)), key=self.place_in_order)

    @property
    def page(self) -> list[Listed]:
        last = max(1, -(-len(self.found) // self.page_size))
        number = min(int(self.search.get("page", ["1"])[0]), last)
        return self.found[(number - 1) * self.page_size : number * self.page_size]

    @property
    def matched_treatments(self) -> set[int]:
        return {pk for listed in self.page for pk in self.matched(listed)}

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many there would be if a choice stood alone in its group."""
        return {
            name: {choice: self.total(self.search | {name: [choice]}) for choice in choices}
            for name, choices in CHOICES.items()
        }

    @property
    def unknown_more(self) -> int:
        if self.lets_unknown_through or not self.active:
            return 0
        return self.total(self.search | {"unknown": ["1"]}) - self.total(self.search)

    @property
    def repairs(self) -> tuple[Repair, ...]:
        if self.total(self.search):
            return ()
        repairs = [
            Repair(name, None, self.total(without(self.search, name))) for name in self.active
        ]
        if "near" in self.search:
            for miles in (100, 250, 500):
                wider = self.total(self.search | {"within": [str(miles)]})
                if miles > self.miles and wider:
                    repairs.append(Repair("within", miles, wider))
        if self.unknown_more:
            repairs.append(Repair("unknown", 1, self.unknown_more))
        return tuple(sorted(repairs, key=lambda repair: -repair.count))

    # --- Which treatments match ----------------------------------------------------------------

    @property
    def active(self) -> list[str]:
        return [name for name in NARROWING if name in self.search]

    @property
    def lets_unknown_through(self) -> bool:
        return "unknown" in self.search

    @property
    def miles(self) -> int:
        return int(self.search.get("within", ["50"])[0])

    def total(self, search: dict) -> int:
        other = Oracle(self.catalogue, search, today=self.today, page_size=self.page_size)
        return sum(bool(other.matched(listed)) for listed in self.catalogue)

    def matched(self, listed: Listed) -> list[int]:
        """The treatments that meet every active filter, each alone."""
        enough = (YES, UNKNOWN) if self.lets_unknown_through else (YES,)
        return [
            pk
            for pk, treatment in listed.treatments
            if all(self.says(name, listed, treatment) in enough for name in self.active)
        ]

    def says(self, name: str, listed: Listed, treatment: dict) -> str:
        """Whether a treatment meets one filter: yes, no, or nobody has said."""
        wanted = self.search[name]
        if name in FACTS:
            return self.one_of([treatment.get(name)], wanted, treatment)
        if name in ("present", "condition"):
            stated = treatment.get("conditions" if name == "condition" else name)
            return self.one_of(stated, wanted, treatment)
        if name in ("payment", "language"):
            key = {"payment": "payment_options", "language": "languages"}[name]
            return self.one_of(listed.provider.get(key), wanted, listed.provider)
        if name in ("covered", "payer"):
            return self.is_covered(treatment)
        by_name: dict[str, Callable[[Listed, dict], str]] = {
            "q": self.has_words,
            "near": self.is_near,
            "state": self.is_in_state,
            "price_max": self.is_cheap,
            "course_max": self.is_cheap_course,
            "stoppable": self.is_stoppable,
            "accepting": self.is_accepting,
            "wait_max": self.is_soon,
            "evenings": self.is_in_the_evening,
            "ride": self.is_without_ride,
            "wheelchair": self.is_accessible,
            "confirmed_within": self.is_confirmed,
        }
        return by_name[name](listed, treatment)

    def counts_today(self, row: dict, kind: str) -> bool:
        return days_old(row, self.today) <= LIFETIMES[kind]

    def one_of(self, stated: list | None, wanted: list[str], row: dict) -> str:
        if stated is None or None in stated or not self.counts_today(row, "other"):
            return UNKNOWN
        return YES if set(stated) & set(wanted) else NO

    def is_covered(self, treatment: dict) -> str:
        """One row of coverage answers both what is covered and who pays."""
        covered, payers = self.search.get("covered", []), self.search.get("payer", [])
        components = {choice.split(":")[0] for choice in covered} or set(words.Component)
        rows = [row for row in treatment["coverage"] if self.counts_today(row, "coverage")]
        silent = False
        for component in components:
            for payer in payers or [None]:
                heard = self.heard([row for row in rows if row["component"] == component], payer)
                silent = silent or not heard
                for row in heard:
                    said = f"{component}:{row['status']}"
                    if said in covered or (not covered and row["status"] != "not_covered"):
                        return YES
        return UNKNOWN if silent else NO

    def heard(self, rows: list[dict], payer: str | None) -> list[dict]:
        """What is said of a payer: its own row, else what is said of any; of none, every row."""
        own = [row for row in rows if row["payer"] == payer]
        return own or [row for row in rows if payer is None or row["payer"] == "any"]

    def has_words(self, listed: Listed, treatment: dict) -> str:
        """Every word begins a word of the name, a place, a route or a condition."""
        text = " ".join(texts(listed)).casefold().split()
        asked = self.search["q"][0].casefold().split()
        return YES if all(any(w.startswith(ask) for w in text) for ask in asked) else NO

    def is_near(self, listed: Listed, treatment: dict) -> str:
        state, *_point = PLACES[self.search["near"][0]]
        if treatment.get("setting") in HOME:
            return self.serves(listed, [state])
        if self.distance(listed) < inf:
            return YES
        lost = any("latitude" not in row and row["state"] == state for row in listed.locations)
        return UNKNOWN if lost or not listed.locations else NO

    def is_in_state(self, listed: Listed, treatment: dict) -> str:
        wanted = self.search["state"]
        if treatment.get("setting") in HOME:
            return self.serves(listed, wanted)
        if not listed.locations:
            return UNKNOWN
        return YES if any(row["state"] in wanted for row in listed.locations) else NO

    def serves(self, listed: Listed, states: list[str]) -> str:
        return self.one_of(listed.provider.get("states_served"), states, listed.provider)

    def is_cheap(self, listed: Listed, treatment: dict) -> str:
        price = session_price(treatment)
        if price is None or not self.counts_today({"as_of": price.as_of}, "fee"):
            return UNKNOWN
        return YES if price.high <= int(self.search["price_max"][0]) else NO

    def is_cheap_course(self, listed: Listed, treatment: dict) -> str:
        course, limit = first_course(treatment), int(self.search["course_max"][0])
        if course is None or not self.counts_today({"as_of": course.as_of}, "fee"):
            return UNKNOWN
        if course.is_complete:
            return YES if course.high <= limit else NO
        return NO if course.low > limit else UNKNOWN

    def is_stoppable(self, listed: Listed, treatment: dict) -> str:
        return self.one_of([treatment.get("can_be_stopped")], [True], treatment)

    def is_without_ride(self, listed: Listed, treatment: dict) -> str:
        if treatment.get("setting") in HOME:
            return YES
        return self.one_of([treatment.get("ride_home_needed")], [False], treatment)

    def is_accepting(self, listed: Listed, treatment: dict) -> str:
        return self.is_available(treatment, "accepting")

    def is_in_the_evening(self, listed: Listed, treatment: dict) -> str:
        return self.is_available(treatment, "evenings_weekends")

    def is_available(self, treatment: dict, name: str) -> str:
        row = treatment.get("availability")
        if row is None or name not in row or not self.counts_today(row, "availability"):
            return UNKNOWN
        return YES if row[name] else NO

    def is_soon(self, listed: Listed, treatment: dict) -> str:
        row = treatment.get("availability")
        if row is None or not self.counts_today(row, "availability"):
            return UNKNOWN
        if row.get("accepting") is False:
            return NO
        if "wait_days" not in row:
            return UNKNOWN
        return YES if row["wait_days"] <= int(self.search["wait_max"][0]) else NO

    def is_accessible(self, listed: Listed, treatment: dict) -> str:
        if treatment.get("setting") in HOME:
            return YES
        if not listed.locations or not self.counts_today(listed.provider, "other"):
            return UNKNOWN
        said = [row.get("wheelchair") for row in listed.locations]
        return YES if True in said else UNKNOWN if None in said else NO

    def is_confirmed(self, listed: Listed, treatment: dict) -> str:
        confirmed = confirmed_on(listed)
        oldest = self.today - timedelta(days=int(self.search["confirmed_within"][0]))
        return YES if confirmed and confirmed >= oldest else NO

    # --- In which order ------------------------------------------------------------------------

    def place_in_order(self, listed: Listed) -> tuple:
        """What pages promise: the order asked for, then answers, confirmation, a daily shuffle."""
        sort = self.search.get("sort", [""])[0]
        has_place = "near" in self.search
        if sort == "distance" and not has_place:
            sort = ""
        first = {
            "distance": self.distance(listed),
            "course": self.lowest(listed, first_course),
            "session": self.lowest(listed, session_price),
            "confirmed": self.age(listed),
            "answered": 0,
            "": self.distance(listed) if has_place else 0,
        }[sort]
        tie = shuffled(listed.id, self.today)
        return first, -questions_answered(listed), self.age(listed), tie, listed.id

    def distance(self, listed: Listed) -> float:
        """Miles to the nearest location within the radius."""
        if "near" not in self.search:
            return inf
        _state, *here = PLACES[self.search["near"][0]]
        points = [
            (row["latitude"], row["longitude"]) for row in listed.locations if "latitude" in row
        ]
        found = [round(miles_between(here, point), 3) for point in points]
        return min((miles for miles in found if miles <= self.miles), default=inf)

    def lowest(self, listed: Listed, price: Callable) -> float:
        """The least fresh price of a treatment that matches; an incomplete sum is no price."""
        treatments = dict(listed.treatments)
        prices = [price(treatments[pk]) for pk in self.matched(listed)]
        return min(
            (
                sum_.low
                for sum_ in prices
                if sum_ and sum_.is_complete and self.counts_today({"as_of": sum_.as_of}, "fee")
            ),
            default=inf,
        )

    def age(self, listed: Listed) -> float:
        confirmed = confirmed_on(listed)
        return (self.today - confirmed).days if confirmed else inf


def shuffled(pk: int, day: date) -> int:
    """The id times the day's number, squared, all modulo the prime 2**31 - 1."""
    prime = 2**31 - 1
    number = int(sha256(day.isoformat().encode()).hexdigest()[:16], 16)
    return pow(pk * (number % (prime - 1) + 1), 2, prime)


def understood(parameters: dict) -> dict:
    """Leave out what is not a choice, and with it a filter of which nothing is left."""
    found = {}
    for name, values in parameters.items():
        kept = [value for value in values if value in CHOICES[name]] if name in CHOICES else values
        if kept:
            found[name] = kept
    return found


def without(search: dict, name: str) -> dict:
    return {key: values for key, values in search.items() if key != name}


def days_old(row: dict, today: date) -> int:
    return (today - date.fromisoformat(row["as_of"])).days


def miles_between(a: tuple, b: tuple) -> float:
    """The great circle by the law of cosines; the site uses the haversine."""
    (a_lat, a_lon), (b_lat, b_lon) = ([radians(degrees) for degrees in point] for point in (a, b))
    cosine = sin(a_lat) * sin(b_lat) + cos(a_lat) * cos(b_lat) * cos(b_lon - a_lon)
    return 3958.7613 * acos(min(1.0, cosine))


def confirmed_on(listed: Listed) -> date | None:
    """The day since when the provider stands by its own row and by each treatment: the oldest."""
    if listed.provider["consent"] == "public_record":
        return None
    own = [listed.provider, *(treatment for _pk, treatment in listed.treatments)]
    if not all(row["source"] in ("provider", "phone") for row in own):
        return None
    return min(date.fromisoformat(row["as_of"]) for row in own)


def texts(listed: Listed) -> list[str]:
    found = [listed.provider["name"]]
    for row in listed.locations:
        found += [row["city"], row["state"], STATES[row["state"]], row.get("zip_code", "")]
    found += [STATES[state] for state in listed.provider.get("states_served") or ()]
    for _pk, treatment in listed.treatments:
        found += [treatment.get("route") or "", *(treatment.get("conditions") or ())]
    return found


ANSWERED_BY = {  # question: facts of a treatment, of which the strategies draw these
    "method": ("route",),
    "intent": ("intent",),
    "setting": ("setting",),
    "dissociation": ("dissociation",),
    "control": ("dose_control", "can_be_stopped"),
    "after": ("ride_home_needed",),
    "present": ("present",),
    "psychotherapy": ("psychotherapy",),
    "course": ("course_sessions",),
    "conditions": ("conditions",),
}


def questions_answered(listed: Listed) -> int:
    """How many of the questions the listing answers, however long ago."""
    provider, answered = listed.provider, set()
    answered |= {"payment"} if "payment_options" in provider else set()
    said = [row for row in listed.locations if "wheelchair" in row]
    answered |= {"access"} if "languages" in provider or said else set()
    answered |= {"where"} if listed.locations or "states_served" in provider else set()
    for _pk, treatment in listed.treatments:
        for question, facts in ANSWERED_BY.items():
            if any(fact in treatment for fact in facts):
                answered.add(question)
        answered |= {"coverage"} if treatment["coverage"] else set()
        answered |= {"cost"} if any(map(is_stated, treatment["fees"])) else set()
        row = treatment.get("availability") or {}
        said = row.keys() & {"accepting", "wait_days", "evenings_weekends"}
        answered |= {"availability"} if said else set()
    return len(answered)


@dataclass(frozen=True)
class Price:
    low: float
    high: float
    as_of: str
    is_complete: bool = True


def is_stated(fee: dict) -> bool:
    return fee.get("is_included", False) or "amount_low" in fee


def required_fees(treatment: dict) -> dict[str, dict]:
    return {fee["item"]: fee for fee in treatment["fees"] if fee.get("is_required", True)}


def expected_items(treatment: dict) -> set[str]:
    items = {"medical_evaluation", "dosing_session"}
    if treatment.get("route") in ("spravato", "lozenge", "oral", "nasal"):
        items.add("medicine")
    if treatment.get("psychotherapy") in ("included", "present"):
        items |= {"preparation", "integration"}
    return items


def session_price(treatment: dict) -> Price | None:
    """What is paid at one session: the dosing with its medicine; None if a part is not stated."""
    fees = required_fees(treatment)
    parts = [fees[item] for item in ("dosing_session", "medicine") if item in fees]
    if "amount_low" not in fees.get("dosing_session", {}) or not all(map(is_stated, parts)):
        return None
    if "medicine" in expected_items(treatment) - fees.keys():
        return None
    return Price(
        sum(float(fee.get("amount_low", 0)) for fee in parts),
        sum(float(fee.get("amount_high", 0)) for fee in parts),
        min(fee["as_of"] for fee in parts),
    )


def first_course(treatment: dict) -> Price | None:
    """What a first course costs, or the part of it that is stated; None if nothing is."""
    fees, sessions = required_fees(treatment), treatment.get("course_sessions")
    if not any("amount_low" in fee for fee in fees.values()):
        return None
    times = {"dosing_session": sessions or 1, "medicine": sessions or 1}
    missing = not sessions or expected_items(treatment) - fees.keys()
    missing = missing or not all(map(is_stated, fees.values()))
    # Integration comes more than once, and the strategies never say how often.
    missing = missing or "amount_low" in fees.get("integration", {})
    # What includes the sessions is a package, and the strategies never state one.
    missing = missing or "is_included" in fees.get("dosing_session", {})
    return Price(
        sum(float(fee.get("amount_low", 0)) * times.get(item, 1) for item, fee in fees.items()),
        sum(float(fee.get("amount_high", 0)) * times.get(item, 1) for item, fee in fees.items()),
        min(fee["as_of"] for fee in fees.values() if is_stated(fee)),
        not missing,
    )
