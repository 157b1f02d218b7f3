"""Words of a search: what a person types, and what they expect to find."""

import pytest

from providers.models import Provider
from tests.factories import LOCATION, listing, treatment
from tests.search.asking import UTAH, ask, found, problems, publish_all

pytestmark = pytest.mark.django_db


def place(key, city, state, zip_code):
    return {"key": key, "city": city, "state": state, "zip_code": zip_code}


ANCHORAGE = place("anchorage", "Anchorage", "AK", "99503")
FAIRBANKS = place("fairbanks", "Fairbanks", "AK", "99701")
BOISE = place("boise", "Boise", "ID", "83702")
PORTLAND = place("portland", "Portland", "OR", "97205")
SANTA_FE = place("santafe", "Santa Fe", "NM", "87501")


@pytest.fixture(autouse=True)
def _catalogue():
    """Publish listings modeled on the names of real ones, and one that nobody may find."""
    drip, spray = treatment("iv", conditions=["ptsd"]), treatment("spravato")
    home = treatment("lozenge", setting="home_supervised", psychotherapy="included")
    documents = [
        listing(drip, name="Ketamine Wellness Institute (Ketwell)", locations=[ANCHORAGE]),
        listing(drip, name="Ketwell Alaska — Fairbanks", locations=[FAIRBANKS]),
        listing(spray, name="Serenity Mental Health Centers", locations=[UTAH]),
        listing(spray, name="Serenity Health", locations=[BOISE]),
        listing(spray, name="Front Range Psychiatry", locations=[LOCATION]),
        listing(drip, name="Mile High Infusions", locations=[LOCATION]),
        listing(
            treatment("im", psychotherapy="present"),
            name="O’Brien & Søns — Mind-Body Café",
            locations=[PORTLAND],
            summary="A small practice. Our founder once worked at Ketwell.",
        ),
        listing(home, name="Peña Women’s Center", locations=[SANTA_FE], states_served=["NV"]),
    ]
    hidden = listing(drip, name="Ketwell Hidden", locations=[ANCHORAGE])
    hidden = publish_all(*documents, hidden)[-1]
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")


INSTITUTE, KETWELL = "Ketamine Wellness Institute (Ketwell)", "Ketwell Alaska — Fairbanks"
OBRIEN, PENA = "O’Brien & Søns — Mind-Body Café", "Peña Women’s Center"
LEHI, BOISE_HEALTH = "Serenity Mental Health Centers", "Serenity Health"
FRONT_RANGE, MILE_HIGH = "Front Range Psychiatry", "Mile High Infusions"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        # A name, a name and its town, a treatment and a town.
        ("Ketamine Wellness Institute (Ketwell)", [INSTITUTE]),
        ("wellness institute", [INSTITUTE]),
        ("ketwell anchorage", [INSTITUTE]),
        ("anchorage ketwell", [INSTITUTE]),
        ("Ketwell Alaska — Fairbanks", [KETWELL]),
        ("serenity lehi", [LEHI]),
        ("spravato denver", [FRONT_RANGE]),
        ("esketamine denver", [FRONT_RANGE]),
        ("infusion denver", [MILE_HIGH]),
        ("iv denver", [MILE_HIGH]),
        ("ptsd fairbanks", [KETWELL]),
        ("KAP portland", [OBRIEN]),
        # Words that everybody adds.
        ("ketamine clinic denver spravato", [FRONT_RANGE]),
        ("ketamine treatment in lehi", [LEHI]),
        ("a doctor in Lehi for the spravato", [LEHI]),
        # While typing.
        ("seren leh", [LEHI]),
        ("anchor", [INSTITUTE]),
        ("psychia", [FRONT_RANGE]),
        # One word in several forms.
        ("infusions denver", [MILE_HIGH]),
        ("serenity center", [LEHI, BOISE_HEALTH]),
        # States, by name, by abbreviation, and as served from afar.
        ("ketwell alaska", [INSTITUTE, KETWELL]),
        ("serenity ut", [LEHI]),
        ("serenity UT", [LEHI]),
        ("serenity utah", [LEHI]),
        ("new mexico", [PENA]),
        ("nevada", [PENA]),
        ("99701", [KETWELL]),
        # Accents, apostrophes, hyphens and other marks.
        ("pena", [PENA]),
        ("Peña", [PENA]),
        ("Pen\u0303a", [PENA]),
        ("cafe portland", [OBRIEN]),
        ("o'brien", [OBRIEN]),
        ("O’Brien", [OBRIEN]),
        ("obrien", [OBRIEN]),
        ("brien", [OBRIEN]),
        ("womens center", [PENA]),
        ("women's center", [PENA]),
        ("mind body", [OBRIEN]),
        ("mind-body", [OBRIEN]),
        ("MIND–BODY", [OBRIEN]),
        ("ketwell/fairbanks", [KETWELL]),
        ("(ketwell), anchorage!", [INSTITUTE]),
        ("  serenity \t lehi \n", [LEHI]),
        # Typing errors, alone and beside a word that is right.
        ("serentiy lehi", [LEHI]),
        ("spravto denver", [FRONT_RANGE]),
        ("fairbnaks", [KETWELL]),
        ("spravto in denver", [FRONT_RANGE]),
        ("serentiy of lehi", [LEHI]),
        ("serentiy ut", [LEHI]),
        ("serentiy with the lehi", [LEHI]),
        ("ketwel", [INSTITUTE, KETWELL, OBRIEN]),
    ],
)
def test_words_find_what_a_person_expects(words, names):
    assert sorted(found(q=words)) == sorted(names)


def test_a_name_comes_before_a_mention_in_a_summary():
    assert sorted(found(q="ketwell")[:2]) == sorted([INSTITUTE, KETWELL])
    assert found(q="ketwell")[2:] == [OBRIEN]


def test_a_whole_word_comes_before_the_beginning_of_another():
    publish_all(*(listing(name=f"Serendipity {n}", locations=[UTAH]) for n in range(3)))

    assert found(q="serenity lehi")[0] == LEHI
    assert len(found(q="serenity lehi")) == 4  # both begin with the stem "seren"


def test_a_name_comes_before_a_place():
    publish_all(listing(name="Lehi House", locations=[BOISE]))

    assert found(q="lehi") == ["Lehi House", LEHI]


def test_what_is_right_is_not_drowned_by_what_is_alike():
    publish_all(listing(name="Sorenity", locations=[UTAH]))

    assert found(q="serenity lehi") == [LEHI]
    assert not ask(q="serenity lehi").search.words.is_approximate
    assert ask(q="serentiy lehi").search.words.is_approximate


@pytest.mark.parametrize(
    "words", ["xylophone", "ketwell xylophone", "serentiy xylophone", "qq", "denver lehi"]
)
def test_words_of_nobody_find_nobody(words):
    assert found(q=words) == []


@pytest.mark.parametrize(
    "words",
    [
        *("'", "''", '"', "&", "|", "!", ":*", "()", "("),
        *("\\", "<->", "<2>", "%", "_", "--", ";", "$$"),
        *("' & '", "a':*", "!ketwell", "ketwell & !alaska", "ketwell | serenity", "ket:* <-> well"),
        *("\\'", "ketwell'; drop table providers_provider; --"),
        *("%s", "%(x)s", "{}", "👍", "٣", "日本語"),
        *("the", "a", "i", "of the", "x" * 200, "a " * 100),
        *("'" * 200, "_" * 200, "ª º ² ½ ﬁ", "ǆ ß İ ı"),
        *("http://ketwell.example/a?b=c", "a@b.example"),
        *("24/7", "3.14", "-1", "1e400", "C:\\a\\b", "a_b"),
        *("\u200b", "\u202eketwell", "ket\u00adwell", "\ud7a3\uffff", "i\u0307", "\u0345\u0301"),
    ],
)
def test_no_words_break_the_search(words):
    answer = ask(q=words)

    assert (answer.total == len(answer.ids), "q" in answer.search.form.errors) == (True, False)
    assert "Ketwell Hidden" not in found(q=words)


@pytest.mark.parametrize("words", ["the", "of the", "with", "With  THE", "!!!", "_", "👍"])
def test_words_that_nothing_can_be_found_by_are_named(words):
    said = "Nothing can be found by words this common, or without a letter or number."

    assert (found(q=words), problems(q=words)) == ([], [("q", said)])


@pytest.mark.parametrize("words", ["ketwell", "with ketwell", "ketwel", "the xylophone", "qq", "7"])
def test_words_that_something_could_be_found_by_are_not(words):
    assert problems(q=words) == []


@pytest.mark.parametrize("words", ["ketwell & !alaska", "ketwell | serenity", "!ketwell serenity"])
def test_signs_are_never_operators(words):
    assert found(q=words) == found(q=words.translate(str.maketrans("&|!", "   ")))


def test_two_hundred_characters_are_enough():
    assert problems(q="x" * 200) == []
    assert [name for name, _message in problems(q="x" * 201)] == ["q"]


def test_empty_words_are_no_filter():
    assert (len(found(q="")), len(found(q="   "))) == (8, 8)
