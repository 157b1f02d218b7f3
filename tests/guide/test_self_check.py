import re

from directory.guide.concerns import NUMBER, PARTS
from providers.dated_facts.writing import write_facts
from providers.models import DatedFact
from providers.questions import QUESTIONS_BY_KEY

CONCERNS = [concern for part in PARTS for concern in part.concerns]
ELEVEN = {  # of the psychotherapy text
    *("blood-pressure", "aneurysm", "bladder", "mania", "dissociative", "brain-injury", "heart"),
    *("psychosis", "substances", "pregnancy", "sleep-apnea"),
}
LABEL_AND_GUIDANCE = {
    *("aneurysm", "brain-bleed", "allergy", "heart", "psychosis", "mania", "liver", "pressure"),
    *("thyroid", "bladder", "pregnancy", "substances"),
}
MEDICINES = {"benzodiazepines", "lamotrigine", "maoi", "stimulants", "depressants", "ssri"}


def test_everything_on_the_fact_sheet_is_there_once():
    keys = [concern.key for concern in CONCERNS]

    assert sorted(keys) == sorted(ELEVEN | LABEL_AND_GUIDANCE | MEDICINES)
    assert len(keys) == NUMBER


def test_the_eleven_of_the_psychotherapy_text_are_attributed_to_it():
    attributed = {one.key for one in CONCERNS if "screening.text" in one.facts}

    assert attributed == ELEVEN


TEXT, LABEL, CONSENSUS, CLINIC = (
    f"screening.{name}" for name in ("text", "label", "consensus", "clinic")
)


def test_every_concern_names_the_dated_facts_that_say_so():
    assert {one.key: one.facts for one in CONCERNS} == {
        "blood-pressure": (TEXT, "spravato.pressure"),
        "heart": (TEXT, CONSENSUS),
        "aneurysm": (TEXT, LABEL),
        "brain-bleed": (LABEL,),
        "brain-injury": (TEXT,),
        "pressure": (CONSENSUS,),
        "allergy": (LABEL,),
        "bladder": (TEXT, CLINIC),
        "liver": (CONSENSUS,),
        "thyroid": (CLINIC,),
        "sleep-apnea": (TEXT,),
        "pregnancy": (TEXT, CLINIC),
        "psychosis": (TEXT, CONSENSUS),
        "mania": (TEXT, CLINIC),
        "dissociative": (TEXT,),
        "substances": (TEXT, CONSENSUS),
        "benzodiazepines": ("screening.interactions",),
        "lamotrigine": ("screening.interactions",),
        "maoi": (),
        "stimulants": (),
        "depressants": (),
        "ssri": ("screening.antidepressants",),
    }


def test_no_year_and_no_finding_stands_in_the_code():
    said = " ".join(f"{one.label} {one.to_raise}" for one in CONCERNS)

    assert re.findall(r"\d|Spravato|review|percent", said) == []


def test_changed_fact_shows_on_the_page_at_once(client, db):
    client.get("/safety-self-check/")
    fact = DatedFact.objects.get(key="screening.interactions")
    fact.text, fact.source = "A newer review says something else.", "Somebody, 2027"
    write_facts([fact])

    text = client.get("/safety-self-check/").text

    assert text.count("A newer review says something else.") == 2
    assert text.count("Somebody, 2027") == 2


def test_what_has_no_source_says_so_and_only_what_to_name_and_to_ask(client, db):
    own = [one for one in CONCERNS if not one.facts]

    assert [one.key for one in own] == ["maoi", "stimulants", "depressants"]
    assert [one.key for one in own if not str(one.to_raise).startswith("Name ")] == []
    assert client.get("/safety-self-check/").text.count("We found no source with figures") == 3


def test_alcohol_which_no_source_names_is_not_added():
    assert [one.key for one in CONCERNS if "alcohol" in f"{one.label} {one.to_raise}"] == []


def test_browser_may_not_keep_the_page(client, db):
    response = client.get("/safety-self-check/")

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert response.cookies == {}


def test_page_leads_to_the_two_questions_it_prepares_for(client, db):
    text = client.get("/safety-self-check/").text

    for key in ("screening", "medicines"):
        assert f'<li><a href="/questions/{key}/">{QUESTIONS_BY_KEY[key].text}</a></li>' in text


def test_nobody_is_cleared_turned_away_or_told_to_stop_a_medicine():
    said = " ".join(str(one.to_raise) for one in CONCERNS).lower()

    for phrase in (
        "cleared",
        "you must",
        "you are safe",
        "you cannot",
        "stop taking",
        "do not take",
    ):
        assert phrase not in said


def test_boxes_have_no_name_and_stand_in_no_form(client, db):
    text = client.get("/safety-self-check/").text

    boxes = re.findall(r'<input type="checkbox"[^>]*>', text)
    assert boxes == [
        f'<input type="checkbox" autocomplete="off" id="{one.key}">' for one in CONCERNS
    ]
    assert "<form" not in text
    assert "Nothing ticked does not mean that ketamine is safe for you." in text
