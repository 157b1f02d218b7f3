"""Findings as rows: recorded with what is submitted, and agreed with."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from providers.models import Finding, NppesFile, NppesOrganization
from providers.moderation.checks.agreement import agreements
from providers.moderation.checks.recording import (
    is_doubted,
    record_agreement,
    record_findings,
    shown_findings,
)
from providers.moderation.checks.registry import CHECKS, run
from providers.moderation.decisions import request_changes, submit
from tests.factories import TODAY, draft, fee, listing, moderator, publish_listing, treatment
from tests.providers.moderation.checks.conftest import NOON
from tests.strategies import listings

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
CLAIM = (
    "“cure”: No study shows that ketamine cures a condition; effects fade and are often renewed."
)


def submitted(**values):
    return submit(draft(listing(summary="We cure.", **values)), by=None, now=NOON)


def test_findings_are_recorded_with_what_is_submitted():
    other = publish_listing(listing(name="Harbor", website="https://harbor.example/"))
    submission = submitted(name="Else", website="https://harbor.example/")

    shown = shown_findings(submission)

    assert [(one.title, one.words, one.paths, one.other, one.agreed) for one in shown] == [
        (
            "Probable duplicates",
            "May be the same practice as “Harbor”: the same website; 0.0 miles away.",
            ("",),
            other,
            None,
        ),
        ("Words that need evidence", CLAIM, ("provider/summary",), None, None),
    ]
    assert {row.at for row in submission.findings.all()} == {NOON}


@pytest.mark.parametrize("number", [1, 3])
def test_showing_costs_two_queries(django_assert_num_queries, number):
    for _ in range(number):
        publish_listing(listing(name="Harbor", website="https://harbor.example/"))
    submission = submitted(name="Else", website="https://harbor.example/")

    with django_assert_num_queries(2):
        shown = shown_findings(submission)
    assert len(shown) == number + 1


def test_what_speaks_for_a_listing_is_no_doubt():
    file = NppesFile.objects.create(fingerprint="a", dated=TODAY, finished_at=NOON)
    NppesOrganization.objects.create(npi="1234567893", name="ACME", file=file)
    document = listing(name="Acme", npi="1234567893", locations=[], states_served=["CO"])
    fits, plain = (submit(draft(one), by=None, now=NOON) for one in (document, listing()))
    doubted = submitted()

    assert [one.is_reassuring for one in shown_findings(fits)] == [True]
    assert [is_doubted(one) for one in (fits, plain, doubted)] == [False, False, True]


def test_what_was_refuted_once_is_no_doubt_in_a_later_version_that_says_the_same():
    provider = publish_listing(listing(name="Acme"))
    told = listing(name="Acme", summary="We cure.")
    first = submit(draft(told, provider), by=None, now=NOON)
    (claim,) = first.findings.all()
    record_agreement(first, {claim.pk: False}, by=moderator(), now=NOON)
    other = submit(draft(listing(name="Zen", summary="We cure.")), by=None, now=NOON)

    again = submit(draft(told, provider), by=None, now=LATER)
    more = submit(
        draft(
            told | {"provider": told["provider"] | {"summary": "We cure. Guaranteed."}}, provider
        ),
        by=None,
        now=LATER,
    )

    assert [is_doubted(one) for one in (first, other, again, more)] == [False, True, False, True]
    shown = {one.words[:6]: one.is_refuted for one in shown_findings(more)}
    assert shown == {"“cure”": True, "“Guara": False}
    assert [one.is_refuted for one in shown_findings(other)] == [False]

    record_agreement(again, {again.findings.get().pk: True}, by=moderator(), now=LATER)
    assert [one.is_refuted for one in shown_findings(again)] == [False]


def test_same_words_in_several_places_are_one_until_different_things_are_said_of_them():
    provider = publish_listing(listing(name="Acme"))
    told = {"name": "Acme", "summary": "We cure. Guaranteed.", "refund_policy": "A cure."}
    first = submit(draft(listing(**told), provider), by=None, now=NOON)
    claim, promise, again = first.findings.all()
    one = [((claim.pk, again.pk), ("provider/summary", "provider/refund_policy"), None, False)]
    other = [((promise.pk,), ("provider/summary",), None, False)]

    assert lines(first) == one + other
    record_agreement(first, dict.fromkeys((claim.pk, again.pk), False), by=moderator(), now=NOON)
    assert [agreed for *_of, agreed, _refuted in lines(first)] == [False, None]

    # A new place of what was refuted is a line of its own.
    more = listing(**told, ownership="The cure company")
    second = submit(draft(more, provider), by=None, now=LATER)
    assert [(paths, refuted) for _pks, paths, _agreed, refuted in lines(second)] == [
        (("provider/summary", "provider/refund_policy"), True),
        (("provider/summary",), False),
        (("provider/ownership",), False),
    ]


def lines(submission):
    return [
        (one.pks, one.paths, one.agreed, one.is_refuted)
        for one in shown_findings(submission)
        if one.title == "Words that need evidence"
    ]


def test_same_words_in_several_places_count_once_and_different_answers_each():
    told = {"summary": "We cure.", "refund_policy": "A cure.", "ownership": "The cure company"}
    alike, unlike, silent = (submit(draft(listing(**told)), by=None, now=NOON) for _ in range(3))
    pks = [[row.pk for row in one.findings.all()] for one in (alike, unlike, silent)]
    record_agreement(alike, dict.fromkeys(pks[0], True), by=moderator(), now=NOON)
    record_agreement(unlike, dict(zip(pks[1], (True, False, False), strict=True)), by=moderator())

    counts = {one.check.key: (one.found, one.n, one.agreed) for one in agreements() if one.found}

    assert [len(rows) for rows in pks] == [3, 3, 3]
    assert counts == {"wording": (4, 3, 2)}


def test_nothing_is_recorded_where_nothing_is_submitted():
    row = draft(listing() | {"treatments": []})

    with pytest.raises(Exception, match="at least one treatment"):
        submit(row, by=None, now=NOON)
    assert not Finding.objects.exists()


def test_submitting_again_leaves_what_was_found_before_to_be_read():
    submission = submitted(ownership="guaranteed")
    spoken, unspoken = submission.findings.all()
    record_agreement(submission, {spoken.pk: False}, by=moderator(), now=NOON)
    request_changes(submission, by=moderator(), reason="Mend it.", now=NOON)
    submission.refresh_from_db()
    submission.document["provider"]["ownership"] = ""
    submission.save()

    submission = submit(submission, by=None, now=LATER)

    assert [(one.words, one.agreed) for one in shown_findings(submission)] == [(CLAIM, None)]
    rows = submission.findings.values_list("kind", "at", "agreed")
    assert list(rows) == [
        *((spoken.kind, NOON, False), (unspoken.kind, NOON, None)),
        ("cure", LATER, None),
    ]
    then = shown_findings(submission, at=NOON)
    assert [(one.pks, one.agreed) for one in then] == [
        ((spoken.pk,), False),
        ((unspoken.pk,), None),
    ]


def test_agreement_is_noted_with_who_and_when():
    submission, other = submitted(), submitted()
    (own,), (foreign,) = submission.findings.all(), other.findings.all()

    record_agreement(
        submission, {own.pk: True, foreign.pk: True, 0: True}, by=moderator(), now=LATER
    )

    rows = Finding.objects.values_list("pk", "agreed", "agreed_by", "agreed_at")
    assert list(rows) == [(own.pk, True, moderator().pk, LATER), (foreign.pk, None, None, None)]


def test_agreements_are_counted_by_check(django_assert_num_queries):
    for number, agreed in enumerate([True, True, False, None]):
        submission = submitted(name=f"Place {number}", email="a@mail.example")
        (row,) = submission.findings.filter(check_key="wording")
        if agreed is not None:
            record_agreement(submission, {row.pk: agreed}, by=moderator())

    with django_assert_num_queries(1):
        found = agreements()

    assert [one.check for one in found] == list(CHECKS)
    counts = {
        one.check.key: (one.found, one.n, one.agreed, one.share) for one in found if one.found
    }
    assert counts == {"wording": (4, 3, 2, 2 / 3)}
    assert {one.share for one in found if not one.n} == {None}
    assert [one.found for one in agreements(since=LATER)] == [0] * len(CHECKS)


def test_finding_of_a_version_that_is_submitted_again_counts_once_as_said_last():
    submission = submitted(email="a@mail.example")
    for agreed in (True, False, None):
        record_findings(submission)
        (row,) = submission.findings.filter(check_key="wording").order_by("-pk")[:1]
        if agreed is not None:
            row.agreed, row.agreed_by, row.agreed_at = agreed, moderator(), row.at
            row.agreed_at += timedelta(days=not agreed)
            row.save()

    counts = {one.check.key: (one.found, one.n, one.agreed) for one in agreements() if one.found}

    assert counts == {"wording": (1, 1, 0)}


def test_words_follow_the_language_of_who_reads(monkeypatch):
    submission = submitted()
    monkeypatch.setattr(
        "providers.moderation.checks.wording._", lambda text: f"{translation.get_language()} {text}"
    )

    with translation.override("es"):
        assert [one.words[:3] for one in shown_findings(submission)] == ["es "]


def test_every_check_says_what_it_looks_at_and_what_not():
    assert len({check.key for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert min(map(len, map(str, (check.title, check.looks_at, check.passes_over)))) > 10


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(new=listings(), old=listings())
def test_no_check_raises_on_any_valid_document(db, new, old):
    with transaction.atomic():
        for price in (*range(100, 1000, 100), 5000):
            fees = [fee("dosing_session", price)]
            publish_listing(listing(treatment("iv", fees=fees), phone="303-555-0100"))
        provider = publish_listing(old)
        submission = draft(new, provider)
        for row in run(new, submission, at=NOON):
            row.save()
        submission.submitted_at = NOON
        submission.save()
        for one in shown_findings(submission):
            assert "%(" not in one.words
        assert run(new, submission, at=NOON) is not None
        transaction.set_rollback(True)
