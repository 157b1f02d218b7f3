"""Working out again what is derived, after the rules changed."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory.search.index.version import catalogue_version, changed_since
from providers.models import Event, Provider, Treatment
from providers.moderation import upgrading
from providers.moderation.deriving import DERIVED
from tests.factories import fee, listing, publish_listing, sourced, treatment

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def publish(name, **values):
    return publish_listing(
        listing(
            treatment("iv", course_sessions=6, fees=[fee("dosing_session", 400, 450)]),
            treatment("lozenge", psychotherapy="present"),
            name=name,
            answers=[sourced(question="mechanism", text="In our own words.")],
            **values,
        )
    )


def derived():
    """Return every derived value in the database, by table and row."""
    return {
        table.__name__: list(table.objects.order_by("pk").values("pk", *names))
        for table, names in DERIVED.items()
    }


def test_publishing_notes_which_questions_the_provider_itself_answers():
    own = publish("Own", ketamine_since=2015)
    listed = publish_listing(
        listing(
            treatment("iv", source="public_list"),
            name="Listed",
            source="public_list",
            consent="public_record",
            import_key="example:listed",
            ketamine_since=2012,
        )
    )

    assert own.answered == [
        *("mechanism", "method", "years", "psychotherapy", "course", "cost", "where")
    ]
    assert own.questions_answered == len(own.answered)
    assert listed.answered == []


def test_a_second_run_changes_nothing():
    publish("Acorn")
    publish("Birch")
    before, version = derived(), catalogue_version()

    assert upgrading.derive_again(now=NOW) == 0
    assert derived() == before
    assert catalogue_version() == version
    assert not Event.objects.filter(kind=Event.Kind.DERIVED).exists()


def test_every_derived_value_is_worked_out_again():
    publish("Acorn")
    before = derived()
    Provider.objects.update(
        answered=None, questions_answered=0, confirmed_on=None, words=None, plain_words=""
    )
    Treatment.objects.update(
        session_low=None,
        session_high=None,
        session_as_of=None,
        course_low=1,
        course_high=2,
        course_is_complete=True,
        course_as_of=None,
    )

    assert upgrading.derive_again(now=NOW) == 1
    assert derived() == before


def test_what_no_search_reads_raises_the_version_with_one_event():
    publish("Acorn"), publish("Birch"), publish("Cedar")
    Provider.objects.exclude(name="Acorn").update(answered=None)
    version = catalogue_version()

    assert upgrading.is_waiting()
    assert upgrading.derive_again(now=NOW) == 2
    assert not upgrading.is_waiting()
    assert catalogue_version() == version + 1
    assert len(changed_since(version, version + 1)) == 1


def test_the_index_hears_of_every_listing_of_which_a_search_reads_what_changed():
    acorn, birch, cedar = publish("Acorn"), publish("Birch"), publish("Cedar")
    Provider.objects.update(answered=None)
    Provider.objects.filter(pk=birch.pk).update(questions_answered=0)
    Treatment.objects.filter(provider=cedar, key="iv").update(session_high=None, session_low=None)
    version = catalogue_version()

    upgrading.derive_again(now=NOW)

    assert changed_since(version, catalogue_version()) == {birch.pk, cedar.pk}
    assert Provider.objects.get(pk=acorn.pk).answered is not None


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_batches_of_any_size_reach_every_listing(monkeypatch, batch):
    monkeypatch.setattr(upgrading, "BATCH", batch)
    for name in ("Acorn", "Birch", "Cedar"):
        publish(name)
    before, reached = derived(), []
    Provider.objects.update(answered=None, status="paused")

    assert upgrading.derive_again(now=NOW, advance=reached.append) == 3
    assert derived() == before
    assert sum(reached) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_listings(django_assert_num_queries, number):
    for name in ("Acorn", "Birch", "Cedar")[:number]:
        publish(name)

    with django_assert_num_queries(14):
        upgrading.derive_again(now=NOW)


def test_command_says_how_many_changed():
    publish("Acorn"), publish("Birch")
    Provider.objects.filter(name="Birch").update(answered=None)
    said = StringIO()

    call_command("derive", stdout=said)

    assert said.getvalue() == "1 of 2 listings changed.\n"
