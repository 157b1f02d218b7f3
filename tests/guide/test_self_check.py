import re

from directory.guide.self_check import NUMBER, PARTS
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
    attributed = {one.key for one in CONCERNS if "psychotherapy text" in str(one.source)}

    assert attributed == ELEVEN


TEXT = "The psychotherapy text, read in November 2026"
DOSING = (
    "The psychotherapy text; on when it is measured, Oncology Nurse Advisor, read in November 2026"
)
TEXT_AND_LABEL = "The psychotherapy text; the Spravato label, as of November 2026"
TEXT_AND_CONSENSUS = "The psychotherapy text; a consensus on pain treatment, 2018, in a summary"
LABEL = "The Spravato label, as of November 2026"
CONSENSUS = "A consensus on pain treatment, 2018, in a summary"
CLINIC = "A clinic, carolinascenter.com, read in November 2026"
TEXT_AND_CLINIC = "The psychotherapy text; a clinic, carolinascenter.com, read in November 2026"
REVIEWS = "Two reviews of interactions, Andrade 2017 and Veraart 2021"
OWN = "This site's own list, November 2026; we name no source for it"


def test_every_concern_names_who_says_so_and_when():
    assert {one.key: str(one.source) for one in CONCERNS} == {
        "blood-pressure": DOSING,
        "heart": TEXT_AND_CONSENSUS,
        "aneurysm": TEXT_AND_LABEL,
        "brain-bleed": LABEL,
        "brain-injury": TEXT,
        "pressure": CONSENSUS,
        "allergy": LABEL,
        "bladder": TEXT_AND_CLINIC,
        "liver": CONSENSUS,
        "thyroid": CLINIC,
        "sleep-apnea": TEXT,
        "pregnancy": TEXT_AND_CLINIC,
        "psychosis": TEXT_AND_CONSENSUS,
        "mania": TEXT_AND_CLINIC,
        "dissociative": TEXT,
        "substances": TEXT_AND_CONSENSUS,
        "benzodiazepines": REVIEWS,
        "lamotrigine": REVIEWS,
        "maoi": OWN,
        "stimulants": OWN,
        "depressants": OWN,
        "ssri": "A review of interactions, Andrade 2017",
    }


def test_what_has_no_source_says_only_what_to_name_and_to_ask():
    """The three of this site's own list claim no effect."""
    own = [one for one in CONCERNS if str(one.source) == OWN]

    assert len(own) == 3
    assert [one.key for one in own if not str(one.to_raise).startswith("Name ")] == []


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
