"""The first texts, how they reach the database, and the one door through which they change."""

from datetime import date
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from providers.dated_facts.first_texts import FIRST_TEXTS
from providers.dated_facts.writing import write_facts, write_first_texts
from providers.models import CatalogueVersion, DatedFact, User
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def numbers():
    return CatalogueVersion.objects.values_list("number", "content").get()


def test_every_first_text_is_in_the_database_as_written():
    fields = ("key", "text", "source", "source_url", "grade", "review_by", "as_of", "is_shown")

    assert set(DatedFact.objects.values_list(*fields)) == {
        (*(getattr(first, name) for name in fields[:-1]), True) for first in FIRST_TEXTS
    }


def test_no_two_first_texts_share_a_key():
    keys = [first.key for first in FIRST_TEXTS]

    assert sorted(set(keys)) == sorted(keys)


def test_every_first_text_keeps_the_rules_of_a_form():
    for fact in DatedFact.objects.all():
        fact.full_clean()


def test_no_address_leads_to_a_home_page_but_that_of_an_authority():
    """Where the page of a source is not known, its name stands without a link."""
    addresses = {first.source_url for first in FIRST_TEXTS if first.source_url}
    parts = {address: urlsplit(address) for address in addresses}

    assert {one for one, its in parts.items() if its.path in ("", "/") and not its.query} == {
        "https://spravatorems.com",
        "https://www.askp.org/",
    }


def test_no_address_stands_for_two_sources_of_evidence():
    joined = [
        first.key
        for first in FIRST_TEXTS
        if first.key.startswith("evidence.")
        and (";" in first.source or " and two " in first.source)
    ]

    assert joined == []


def test_nothing_names_a_lender_or_an_unnamed_source():
    said = " ".join(f"{first.text} {first.source}" for first in FIRST_TEXTS)

    assert [word for word in ("CareCredit", "econdary sources") if word in said] == []


def test_telehealth_rule_is_to_be_looked_at_before_it_ends():
    assert DatedFact.objects.get(key="law.telehealth").review_by == date(2026, 12, 31)


def test_migration_leaves_what_an_editor_changed_and_brings_back_what_is_missing():
    fact = DatedFact.objects.get(key="law.telehealth")
    fact.text, fact.is_shown, fact.edited_at = "It was extended.", False, timezone.now()
    write_facts([fact])
    DatedFact.objects.filter(key="iv.control").delete()

    call_command("migrate", verbosity=0)

    assert DatedFact.objects.filter(key="iv.control").exists()
    assert DatedFact.objects.values_list("text", "is_shown").get(key="law.telehealth") == (
        "It was extended.",
        False,
    )


def test_migration_brings_corrections_to_what_nobody_edited():
    number, content = numbers()
    DatedFact.objects.filter(key="iv.control").update(text="Of an earlier release.", as_of=TODAY)

    call_command("migrate", verbosity=0)

    assert DatedFact.objects.get(key="iv.control").text == (
        "An infusion's dose and speed can be raised or lowered while it runs, and it can be "
        "stopped."
    )
    assert numbers() == (number, content + 1)


def test_fact_without_first_text_goes_unless_somebody_edited_it():
    fact = DatedFact.objects.get(key="iv.control")
    for key, moment in (("iv.gone", None), ("iv.kept", timezone.now())):
        fact.pk, fact.key, fact.edited_at = None, key, moment
        fact.save()

    call_command("migrate", verbosity=0)

    assert set(DatedFact.objects.filter(key__in=["iv.gone", "iv.kept"])) == {fact}


def test_migration_takes_what_was_changed_at_admin_before_for_edited():
    """As in a database in which an editor was at work before the day was kept."""
    editor = User.objects.create_user("editor@askfirst.example", password="a long one")
    fact = DatedFact.objects.get(key="law.telehealth")
    LogEntry.objects.log_actions(editor.pk, [fact], CHANGE, change_message="Text")
    migration = import_module("providers.migrations.0004_dated_fact_edited")

    migration.mark_edited(apps, None)

    moment = LogEntry.objects.get().action_time
    edited = DatedFact.objects.exclude(edited_at=None)
    assert list(edited.values_list("key", "edited_at")) == [("law.telehealth", moment)]


def test_migration_with_nothing_missing_writes_nothing(django_assert_num_queries):
    before = numbers()

    with django_assert_num_queries(1):
        write_first_texts()

    assert numbers() == before


def test_before_the_table_there_is_nothing_to_do():
    class Apps:
        def get_model(self, *names):
            raise LookupError

    DatedFact.objects.all().delete()
    write_first_texts(apps=Apps())

    assert DatedFact.objects.count() == 0


def test_writing_raises_the_content_and_not_the_catalogue():
    number, content = numbers()
    fact = DatedFact.objects.get(key="iv.control")

    write_facts([fact])

    assert numbers() == (number, content + 1)


def test_writing_works_before_anything_was_published():
    CatalogueVersion.objects.all().delete()

    write_facts([DatedFact.objects.get(key="iv.control")])

    assert numbers() == (0, 1)


def test_what_breaks_a_rule_raises_nothing():
    before, fact = numbers(), DatedFact.objects.get(key="iv.control")
    fact.review_by = TODAY  # the day of the check

    with pytest.raises(IntegrityError, match="dated_fact_reviewed_after_check"):
        write_facts([fact])

    DatedFact.objects.update()  # the transaction around is still good
    assert numbers() == before


@pytest.mark.django_db(transaction=True)
def test_flush_brings_the_first_texts_back():
    call_command("flush", interactive=False, verbosity=0)

    assert DatedFact.objects.count() == len(FIRST_TEXTS)
