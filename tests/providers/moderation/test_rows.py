from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.models import Answer, Provider, Submission, Treatment
from providers.moderation.rows import insert, mark_published
from tests.factories import TODAY, draft, listing, publish_listing

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))


def provider(**values):
    stated = {"name": "Acme", "slug": "acme", "consent": "self_listed", "source": "provider"}
    return Provider(**{**stated, "as_of": TODAY, "published_at": NOW, **values})


def test_insert_gives_keys_and_keeps_every_value():
    awkward = 'Tab\there, "quotes", \\N, \\. and\na new line, Œuvre'
    rows = [
        provider(summary=awkward, languages=["en", "es"], payment_options=[]),
        provider(slug="other", ketamine_since=2001, words="'acm':1A"),
    ]

    insert(rows)

    saved = [Provider.objects.get(pk=row.pk) for row in rows]
    assert [(one.summary, one.languages, one.payment_options) for one in saved] == [
        (awkward, ["en", "es"], []),
        ("", None, None),
    ]
    assert (saved[1].ketamine_since, saved[1].words) == (2001, "'acm':1A")
    later = provider(slug="later")
    later.save()
    assert later.pk not in {row.pk for row in rows}


def test_insert_writes_documents_and_times_like_save():
    document = listing(name="Acme")
    row = Submission(document=document)

    insert([row])

    saved = Submission.objects.get(pk=row.pk)
    assert (saved.document, saved.created_at) == (document, row.created_at)
    row.state = Submission.State.SUBMITTED
    row.submitted_at = NOW
    row.save()
    assert Submission.objects.count() == 1


def test_insert_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])


def test_insert_keeps_the_rules_of_the_database():
    first = publish_listing(listing(name="Acme"))
    key = first.treatments.get().key
    with pytest.raises(IntegrityError, match="provider_named"), transaction.atomic():
        insert([provider(slug="named"), provider(name="")])
    with pytest.raises(IntegrityError, match="treatment_key"), transaction.atomic():
        insert([Treatment(provider=first, key=key, source="provider", as_of=TODAY)])

    assert Provider.objects.count() == 1
    assert Treatment.objects.count() == 1
    assert Answer.objects.count() == 0


def test_mark_published_marks_only_what_it_is_given():
    one = publish_listing(listing(name="Acme"))
    waiting, other = draft(listing(name="Acme")), draft(listing(name="Acme"))
    decided = {"state": "approved", "submitted_at": NOW, "decided_at": NOW}
    Submission.objects.filter(pk=waiting.pk).update(**decided, decided_under="public_list")

    mark_published({waiting.pk: one.pk}, NOW)

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.provider, waiting.published_at) == (one, NOW)
    assert (other.provider, other.published_at) == (None, None)
