import re

from directory.guide.self_check import NUMBER, PARTS

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


def test_every_source_has_a_date():
    assert [one.key for one in CONCERNS if not re.search(r"20\d\d", str(one.source))] == []


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
