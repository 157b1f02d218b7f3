"""What must never be false in the database: each rule, and the smallest rows that break it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils import timezone

from providers.listing.rules import broken_rules
from providers.models import (
    Answer,
    Audit,
    AuditedListing,
    Availability,
    Case,
    CatalogueVersion,
    Claim,
    Coverage,
    DatedFact,
    Event,
    Fee,
    Finding,
    GuideNote,
    Invitation,
    Location,
    Member,
    NppesFile,
    NppesOrganization,
    Provider,
    Reminder,
    RemovalRequest,
    Report,
    Submission,
    Team,
    Treatment,
    User,
    WrittenRule,
)
from tests.factories import TODAY, moderator

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SOURCED = {"source": "provider", "as_of": TODAY}


def provider(**values):
    values = {"name": "Acme", "slug": "acme", "consent": "claimed", **SOURCED, **values}
    return Provider(published_at=NOW, **values)


def below(model, **values):
    """Return an unsaved row of a saved provider."""
    owner = Provider.objects.first() or saved(provider())
    return model(provider=owner, **values)


def location(**values):
    return below(Location, **{"key": "main", "city": "Denver", "state": "CO", **values})


def treatment(**values):
    return below(Treatment, **{"key": "iv", **SOURCED, **values})


def of_treatment(model, **values):
    owner = Treatment.objects.first() or saved(treatment())
    return model(treatment=owner, **SOURCED, **values)


def fee(**values):
    return of_treatment(Fee, **{"item": "dosing_session", **values})


def availability(**values):
    return of_treatment(Availability, **values)


def coverage(**values):
    return of_treatment(
        Coverage, **{"payer": "any", "component": "dosing", "status": "in_network", **values}
    )


def answer(**values):
    return below(Answer, **{"question": "who", "text": "Us.", **SOURCED, **values})


def event(**values):
    row = below(Event, kind="status_changed", at=NOW, catalogue_version=1)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def edition(**values):
    of = saved(submission())
    return event(**{"kind": "published", "under": "public_list", "submission": of, **values})


def asked(**values):
    return event(**{"kind": "reported", "catalogue_version": None, **values})


def fact(**values):
    given = {"key": "moon.cheese", "text": "It is not.", "source": "NASA", "as_of": TODAY}
    return DatedFact(**{**given, "grade": "primary", **values})


def note(**values):
    given = {"page": "routes", "heading": "Cheese", "text": "It is not.", "source": "NASA"}
    given |= {"source_url": "https://moon.example/", "as_of": TODAY, "grade": "primary"}
    return GuideNote(**{**given, "edited_at": NOW, **values})


def version(**values):
    CatalogueVersion.objects.all().delete()
    return CatalogueVersion(**values)


def submission(**values):
    return Submission(document={}, **values)


def decided(**values):
    return submission(
        **{"submitted_at": NOW, "decided_at": NOW, "decided_by": moderator(), **values}
    )


def published(**values):
    return decided(published_at=NOW, **values)


def person():
    return User.objects.get_or_create(email="olive@clinic.example")[0]


def claim(**values):
    own = {"by": person(), "role": "Owner", "words": "Call.", "phone": "(303) 555-0142"}
    return below(Claim, **{**own, "is_same_domain": False, **values})


def case(**values):
    """Return the case of a submission, or of what is told instead."""
    subjects = {"submission", "claim", "removal_request", "report"}
    about = {} if values.keys() & subjects else {"submission": saved(submission())}
    return Case(**{"kind": "new", "opened_at": NOW, **about, **values})


def closed(**values):
    return case(**{"closed_at": NOW, "outcome": "approved", **values})


def team():
    return Team.objects.first() or saved(Team())


def member(**values):
    return Member(**{"team": team(), "user": person(), "role": "owner", **values})


def written(**values):
    return submission(**{"team": team(), **values})


def invitation(**values):
    own = {"email": "ed@clinic.example", "role": "editor", "invited_by": person()}
    token = f"{Invitation.objects.count()}"
    return Invitation(team=team(), **{**own, "token_hash": token, "expires_at": NOW, **values})


def removal(**values):
    return below(RemovalRequest, **{"by": person(), "at": NOW, **values})


def outside(**values):
    """Return a request of somebody without an account."""
    own = {"key": uuid4(), "due_on": TODAY, "who": "Ada", "email": "ada@clinic.example"}
    return below(RemovalRequest, **{"at": NOW, **own, **values})


def report(**values):
    return below(Report, **{"reason": "other", "network": "mark", "at": NOW, **values})


def upheld(**values):
    done = {"state": "upheld", "decided_by": moderator(), "decided_at": NOW, "network": ""}
    return report(**{**done, **values})


def reminder(**values):
    own = {"kind": "gone_stale", "place": "provider", "as_of": TODAY, "sent_at": NOW}
    return below(Reminder, **{**own, **values})


def audited(**values):
    """Return a listing of an audit, the first of it, that has not been called."""
    own = {"place": 1, "stated": {"practice": "A"}}
    if "provider" not in values:
        own["provider"] = saved(provider(slug=f"acme-{Provider.objects.count()}"))
    if "audit" not in values:
        own["audit"] = Audit.objects.create(seed=1, drawn_at=NOW, live=1)
    return AuditedListing(**own | values)


def called(**values):
    return audited(**{"reached": "yes", "called_by": moderator(), "called_at": NOW, **values})


def finding(**values):
    return Finding(submission=saved(submission()), check_key="npi", kind="name", at=NOW, **values)


def nppes_file(**values):
    return NppesFile(fingerprint=f"{NppesFile.objects.count()}", name="a.csv", **values)


def organization(**values):
    return NppesOrganization(**{"npi": "1234567893", "file": saved(nppes_file()), **values})


def saved(row):
    row.save(force_insert=True)
    return row


def of_same(row, *names):
    return {name: getattr(row, name) for name in names}


POINT = {"latitude": 39.7, "longitude": -105.0, "precision": "zip"}

# constraint: rows that break it, each with the rest valid.
BROKEN = {
    "audited_once": [
        lambda: audited(**of_same(saved(audited()), "audit", "provider"), place=2),
    ],
    "audited_place_once": [lambda: audited(audit=saved(audited()).audit)],
    "audited_by_person_at_time": [
        lambda: audited(reached="no"),
        lambda: called(called_by=None),
        lambda: called(called_at=None),
        lambda: called(reached=""),
    ],
    "audited_found_only_if_reached": [
        lambda: called(reached="no", practice="right"),
        lambda: audited(price="wrong"),
    ],
    "finding_agreement_has_person_and_time": [
        lambda: finding(agreed=True),
        lambda: finding(agreed=False, agreed_by=moderator()),
        lambda: finding(agreed_by=moderator(), agreed_at=NOW),
    ],
    "nppes_file_finished_has_date": [lambda: nppes_file(finished_at=NOW)],
    "nppes_organization_named_or_deactivated": [lambda: organization()],
    "user_email_in_small_letters": [lambda: User(email="Somebody@clinic.example")],
    "user_with_no_email_is_closed": [lambda: User(email=None)],
    "provider_since_after_synthesis": [lambda: provider(ketamine_since=1961)],
    "provider_named": [lambda: provider(name="")],
    "provider_merged_into_another": [
        lambda: provider(status="merged"),
        lambda: provider(slug="double", merged_into=saved(provider())),
    ],
    "provider_listed_has_import_key": [lambda: provider(source="public_list")],
    "provider_unclaimed_is_unconfirmed": [
        lambda: provider(consent="public_record", confirmed_on=TODAY)
    ],
    "provider_npi_ten_digits": [
        lambda: provider(npi="123456789"),
        lambda: provider(npi="3234567890"),
        lambda: provider(npi="12345A7890"),
    ],
    "location_key": [lambda: saved(location()) and location(city="Boulder")],
    "location_coordinates_both_or_neither": [
        lambda: location(**{**POINT, "latitude": None}),
        lambda: location(**{**POINT, "longitude": None}),
        lambda: location(**{**POINT, "precision": ""}),
        lambda: location(precision="zip"),
    ],
    "location_latitude_on_earth": [
        lambda: location(**{**POINT, "latitude": 90.1}),
        lambda: location(**{**POINT, "latitude": -90.1}),
    ],
    "location_longitude_on_earth": [
        lambda: location(**{**POINT, "longitude": 180.1}),
        lambda: location(**{**POINT, "longitude": -180.1}),
    ],
    "location_state_two_letters": [lambda: location(state="co"), lambda: location(state="C")],
    "location_zip_five_digits": [
        lambda: location(zip_code="8020"),
        lambda: location(zip_code="8O203"),
    ],
    "treatment_key": [lambda: saved(treatment()) and treatment(route="im")],
    "treatment_course_has_sessions": [lambda: treatment(course_sessions=0)],
    "treatment_session_takes_time": [lambda: treatment(session_minutes=0)],
    "treatment_visit_holds_session": [lambda: treatment(session_minutes=61, visit_minutes=60)],
    "treatment_session_price_in_order": [
        lambda: treatment(session_low=2, session_high=1),
        lambda: treatment(session_low=-1, session_high=1),
    ],
    "treatment_course_price_in_order": [
        lambda: treatment(course_low=2, course_high=1),
        lambda: treatment(course_low=-1, course_high=1),
    ],
    "treatment_complete_course_has_price": [lambda: treatment(course_is_complete=True)],
    "fee_amounts_both_or_neither": [lambda: fee(amount_low=1), lambda: fee(amount_high=1)],
    "fee_amounts_in_order": [lambda: fee(amount_low=2, amount_high=1)],
    "fee_amount_positive": [lambda: fee(amount_low=0, amount_high=1)],
    "fee_included_has_no_amount": [lambda: fee(is_included=True, amount_low=1, amount_high=1)],
    "fee_counted_at_least_once": [lambda: fee(count=0)],
    "coverage_stated_once": [lambda: saved(coverage()) and coverage(status="not_covered")],
    "availability_no_wait_when_closed": [lambda: availability(accepting=False, wait_days=0)],
    "answer_given_once": [lambda: saved(answer()) and answer(text="We.")],
    "answer_says_something": [lambda: answer(text="")],
    "event_has_person_or_rule": [
        lambda: event(),
        lambda: event(by=moderator(), under="public_list"),
        lambda: asked(kind="claimed"),
    ],
    "event_of_listing_names_it": [lambda: event(by=moderator(), provider=None)],
    "event_of_live_change_has_version": [
        lambda: event(by=moderator(), catalogue_version=None),
        lambda: asked(catalogue_version=1),
    ],
    "event_of_edition_names_it": [lambda: edition(submission=None)],
    "dated_fact_key_shaped": [
        lambda: fact(key="moon"),
        lambda: fact(key="Moon.cheese"),
        lambda: fact(key="moon.cheese.old"),
        lambda: fact(key="moon."),
    ],
    "dated_fact_says_something": [lambda: fact(text="")],
    "dated_fact_has_source": [lambda: fact(source="")],
    "dated_fact_address_is_web": [
        lambda: fact(source_url="javascript:alert(1)//http://"),
        lambda: fact(source_url="ftp://example.org/"),
    ],
    "dated_fact_graded": [lambda: fact(grade=""), lambda: fact(grade="rumor")],
    "dated_fact_reviewed_after_check": [lambda: fact(review_by=TODAY)],
    "guide_note_has_heading": [lambda: note(heading="")],
    "guide_note_says_something": [lambda: note(text="")],
    "guide_note_has_source": [lambda: note(source="")],
    "guide_note_address_is_web": [
        lambda: note(source_url=""),
        lambda: note(source_url="javascript:alert(1)//http://"),
    ],
    "guide_note_graded": [lambda: note(grade=""), lambda: note(grade="rumor")],
    "guide_note_reviewed_after_check": [lambda: note(review_by=TODAY)],
    "catalogue_version_single": [lambda: CatalogueVersion(pk=2)],
    "submission_decision_has_person_and_time": [
        lambda: submission(decided_by=moderator()),
        lambda: submission(decided_at=NOW),
        lambda: submission(decided_under="public_list"),
        lambda: submission(state="invented", submitted_at=NOW),
        lambda: decided(state="submitted"),
        lambda: decided(state="approved", decided_at=None),
        lambda: decided(state="approved", decided_by=None),
        lambda: decided(state="approved", decided_under="public_list"),
        lambda: decided(state="rejected", reason="No.", decided_at=None),
    ],
    "submission_refusal_has_reason": [
        lambda: decided(state="rejected"),
        lambda: decided(state="changes_requested"),
    ],
    "submission_published_was_approved": [
        lambda: published(state="approved"),
        lambda: published(state="rejected", reason="No.", provider=saved(provider())),
        lambda: submission(published_at=NOW, provider=saved(provider())),
    ],
    "submission_submitted_has_time": [
        lambda: submission(state="submitted"),
        lambda: submission(state="withdrawn"),
        lambda: decided(state="approved", submitted_at=None),
    ],
    "submission_one_open_a_team": [
        lambda: saved(written()) and written(),
        lambda: saved(written()) and written(state="submitted", submitted_at=NOW),
    ],
    "member_once_a_team": [lambda: saved(member()) and member(role="editor")],
    "claim_one_open_a_person_and_provider": [lambda: saved(claim()) and claim(role="Manager")],
    "claim_decision_has_person_and_time": [
        lambda: claim(decided_at=NOW),
        lambda: claim(decided_by=moderator()),
        lambda: claim(state="approved", decided_at=NOW),
        lambda: claim(state="approved", decided_by=moderator()),
        lambda: claim(state="withdrawn", decided_at=NOW, decided_by=moderator()),
        lambda: claim(state="invented"),
    ],
    "claim_refusal_has_reason": [
        lambda: claim(state="rejected", decided_at=NOW, decided_by=moderator())
    ],
    "claim_not_decided_by_its_author": [
        lambda: claim(state="approved", decided_at=NOW, decided_by=person())
    ],
    "claim_can_be_checked": [
        lambda: claim(role=""),
        lambda: claim(words=""),
        lambda: claim(phone=""),
    ],
    "invitation_one_open_an_address": [lambda: saved(invitation()) and invitation(role="owner")],
    "invitation_accepted_by_person_at_time": [
        lambda: invitation(accepted_at=NOW),
        lambda: invitation(accepted_by=person()),
        lambda: invitation(accepted_by=person(), accepted_at=NOW, withdrawn_at=NOW),
    ],
    "case_about_one_thing": [
        lambda: case(submission=None),
        lambda: case(submission=saved(submission()), claim=saved(claim())),
        lambda: case(claim=saved(claim()), removal_request=saved(removal())),
        lambda: case(claim=saved(claim()), report=saved(report())),
    ],
    "case_closed_has_outcome": [
        lambda: case(outcome="approved"),
        lambda: case(reason="Seen."),
        lambda: case(closed_by=moderator()),
        lambda: closed(outcome=""),
    ],
    "case_closed_is_not_taken": [lambda: closed(taken_until=NOW)],
    "case_one_open_a_submission": [lambda: case(kind="edit", submission=saved(case()).submission)],
    "case_one_open_a_claim": [lambda: case(claim=saved(case(claim=saved(claim()))).claim)],
    "case_one_open_a_removal_request": [
        lambda: case(removal_request=saved(case(removal_request=saved(removal()))).removal_request)
    ],
    "case_one_open_a_report": [
        lambda: case(report=saved(case(report=saved(report()))).report),
    ],
    "report_decision_has_person_and_time": [
        lambda: report(decided_at=NOW),
        lambda: report(decided_by=moderator()),
        lambda: upheld(decided_at=None),
        lambda: upheld(decided_by=None),
    ],
    "report_decided_forgets_its_author": [
        lambda: upheld(network="mark"),
        lambda: upheld(mailbox="mark"),
        lambda: upheld(email="ada@clinic.example"),
    ],
    "report_open_has_network": [lambda: report(network="")],
    "removal_by_owner_or_from_outside": [
        lambda: removal(key=uuid4()),
        lambda: removal(due_on=TODAY),
        lambda: removal(email="ada@clinic.example"),
        lambda: outside(key=None),
        lambda: outside(due_on=None),
    ],
    "removal_closed_forgets_who_asked": [
        lambda: outside(who=""),
        lambda: outside(email=""),
        lambda: outside(state="granted", closed_by=moderator(), closed_at=NOW),
    ],
    "removal_refusal_has_answer": [
        lambda: removal(state="refused", closed_by=moderator(), closed_at=NOW),
    ],
    "removal_asked_once": [lambda: saved(removal()) and removal(words="Please.")],
    "removal_closed_by_person_at_time": [
        lambda: removal(closed_at=NOW),
        lambda: removal(closed_by=person()),
        lambda: removal(state="granted", closed_at=NOW),
        lambda: removal(state="withdrawn", closed_by=person()),
    ],
    "reminder_sent_once": [lambda: saved(reminder()) and reminder()],
}

# Rows that come as close to breaking a rule as a true statement can.
VALID = {
    "user": lambda: User(email="somebody@clinic.example"),
    "user, closed": lambda: saved(User(email=None, is_active=False)) and User(is_active=False),
    "provider, oldest possible": lambda: provider(ketamine_since=1962),
    "provider, claimed and confirmed": lambda: provider(confirmed_on=TODAY),
    "provider, unclaimed and unconfirmed": lambda: provider(consent="public_record"),
    "provider, from a list": lambda: provider(source="public_list", import_key="list:1"),
    "provider, organization NPI": lambda: provider(npi="1234567893"),
    "provider, individual NPI": lambda: provider(npi="2234567891"),
    "location, no point": lambda: location(),
    "location, point": lambda: location(**POINT),
    "location, corners of the earth": lambda: location(
        latitude=-90, longitude=180, precision="city"
    ),
    "location, other corner": lambda: location(latitude=90, longitude=-180, precision="city"),
    "location, ZIP with leading nought": lambda: location(zip_code="02134"),
    "treatment, nothing stated": lambda: treatment(),
    "treatment, one session": lambda: treatment(course_sessions=1, session_minutes=1),
    "treatment, visit without session": lambda: treatment(visit_minutes=1),
    "treatment, visit as long as session": lambda: treatment(session_minutes=9, visit_minutes=9),
    "treatment, price of nought to nought": lambda: treatment(session_low=0, session_high=0),
    "treatment, complete": lambda: treatment(course_low=1, course_high=1, course_is_complete=True),
    "treatment, at least": lambda: treatment(course_low=1, course_high=2),
    "fee, nothing stated": lambda: fee(),
    "fee, one amount": lambda: fee(amount_low=Decimal("0.01"), amount_high=Decimal("0.01")),
    "fee, range": lambda: fee(amount_low=1, amount_high=2, count=1),
    "fee, included": lambda: fee(is_included=True),
    "coverage, another payer": lambda: saved(coverage()) and coverage(payer="aetna"),
    "coverage, another component": lambda: saved(coverage()) and coverage(component="medicine"),
    "availability, nothing stated": lambda: availability(),
    "availability, closed": lambda: availability(accepting=False),
    "availability, wait alone": lambda: availability(wait_days=0),
    "availability, open with wait": lambda: availability(accepting=True, wait_days=3),
    "answer": lambda: answer(),
    "answer to another question": lambda: saved(answer()) and answer(question="fit"),
    "event by a person": lambda: event(by=moderator()),
    "event under a rule": lambda: event(under="demonstration"),
    "event of an edition": lambda: edition(),
    "event of who needs no account": lambda: asked(),
    "event of no listing": lambda: asked(kind="rule_switched", provider=None, by=moderator()),
    "provider, merged": lambda: provider(
        slug="double", status="merged", merged_into=saved(provider())
    ),
    "written rule": lambda: WrittenRule(rule="dates"),
    "version": lambda: version(),
    "fact": lambda: fact(),
    "fact, on the web, to be reviewed the next day": lambda: fact(
        source_url="HTTPS://example.org/", review_by=TODAY + timedelta(days=1)
    ),
    "submission, draft": lambda: submission(),
    "submission, draft again after withdrawal": lambda: submission(submitted_at=NOW),
    "submission, waiting": lambda: submission(state="submitted", submitted_at=NOW),
    "submission, withdrawn": lambda: submission(state="withdrawn", submitted_at=NOW),
    "submission, approved by a person": lambda: decided(state="approved"),
    "submission, approved under a rule": lambda: decided(
        state="approved", decided_by=None, decided_under="public_list"
    ),
    "submission, rejected": lambda: decided(state="rejected", reason="No."),
    "submission, changes": lambda: decided(state="changes_requested", reason="Which dose?"),
    "submission, published": lambda: published(state="approved", provider=saved(provider())),
    "submission, next of a team": lambda: (
        saved(written(state="approved", submitted_at=NOW, decided_at=NOW, decided_by=moderator()))
        and written()
    ),
    "member of another team": lambda: saved(member()) and member(team=saved(Team())),
    "claim": lambda: claim(),
    "claim, again": lambda: saved(claim(state="withdrawn")) and claim(),
    "claim, approved": lambda: claim(state="approved", decided_at=NOW, decided_by=moderator()),
    "case": lambda: case(),
    "case of a claim": lambda: case(claim=saved(claim())),
    "case of a removal": lambda: case(removal_request=saved(removal())),
    "case, taken": lambda: case(taken_by=moderator(), taken_until=NOW),
    "case, closed": lambda: closed(),
    "case, decided": lambda: closed(closed_by=moderator(), reason="Seen."),
    "case, waiting again": lambda: case(submission=saved(closed()).submission),
    "invitation": lambda: invitation(),
    "invitation, again": lambda: saved(invitation(withdrawn_at=NOW)) and invitation(),
    "invitation, accepted": lambda: invitation(accepted_by=person(), accepted_at=NOW),
    "removal": lambda: removal(),
    "removal, granted": lambda: removal(state="granted", closed_by=moderator(), closed_at=NOW),
    "listing of an audit": lambda: audited(),
    "listing of an audit, called": lambda: called(practice="right", price="wrong"),
    "listing of an audit, not reached": lambda: called(reached="no"),
    "listing of an audit, the second": lambda: audited(audit=saved(audited()).audit, place=2),
    "listing of another audit": lambda: saved(audited()) and audited(),
    "note of the guide": lambda: note(review_by=TODAY + timedelta(days=1)),
    "finding": lambda: finding(),
    "finding, agreed": lambda: finding(agreed=True, agreed_by=moderator(), agreed_at=NOW),
    "finding, not agreed": lambda: finding(agreed=False, agreed_by=moderator(), agreed_at=NOW),
    "NPPES file, begun": lambda: nppes_file(),
    "NPPES file, finished": lambda: nppes_file(dated=TODAY, finished_at=NOW),
    "organization": lambda: organization(name="ACME"),
    "organization, deactivated": lambda: organization(deactivated_on=TODAY),
    "removal from outside, beside an owner's": lambda: saved(removal()) and outside(),
    "removal from outside, closed": lambda: outside(
        state="granted", closed_by=moderator(), closed_at=NOW, who="", email=""
    ),
    "case of a report": lambda: case(report=saved(report())),
    "report": lambda: report(email="ada@clinic.example", mailbox="mark"),
    "report, upheld": lambda: upheld(),
    "reminder": lambda: reminder(),
    "reminder of the next day": lambda: (
        saved(reminder()) and reminder(as_of=TODAY + timedelta(days=1))
    ),
}

CASES = [(name, row) for name, rows in BROKEN.items() for row in rows]
NAMES = [case[0] for case in CASES]
OURS = list(apps.get_app_config("providers").get_models())


@pytest.mark.parametrize(("name", "make"), CASES, ids=NAMES)
def test_constraint_refuses_row(name, make):
    row = make()

    with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("make", VALID.values(), ids=VALID)
def test_constraint_allows_row(make):
    row = make()

    row.save(force_insert=True)

    assert type(row).objects.filter(pk=row.pk).count() == 1
    assert broken_rules(row) == []


@pytest.mark.parametrize(("name", "make"), CASES, ids=NAMES)
def test_rules_asked_beforehand_agree_with_database(name, make):
    row = make()
    kept = {rule.name: rule for rule in row._meta.constraints}[name]

    broken = [rule.name for rule in broken_rules(row)]

    assert broken == ([name] if isinstance(kept, CheckConstraint) else [])


def test_every_constraint_is_tested():
    stated = {rule.name for model in OURS for rule in model._meta.constraints}

    assert set(BROKEN) == stated


def test_every_constraint_is_of_a_known_kind():
    kinds = {type(rule) for model in OURS for rule in model._meta.constraints}

    assert kinds == {CheckConstraint, UniqueConstraint}


@pytest.mark.parametrize("field", ["slug", "import_key"])
def test_provider_is_known_by_one_name(field):
    saved(provider(slug="acme", import_key="list:1"))
    other = provider(**{"slug": "other", "import_key": "list:2", field: "acme"})
    if field == "import_key":
        other.import_key = "list:1"

    with pytest.raises(IntegrityError, match=f"providers_provider_{field}"), transaction.atomic():
        other.save(force_insert=True)


def test_availability_is_stated_once():
    saved(availability())

    with pytest.raises(IntegrityError, match="treatment_id"), transaction.atomic():
        availability(accepting=True).save(force_insert=True)


@pytest.mark.parametrize("model", [Provider, Treatment, Fee, Coverage, Availability, Answer])
def test_sourced_row_needs_source_and_date(model):
    fields = {field.name: field for field in model._meta.fields}

    assert [fields["source"].null, fields["as_of"].null] == [False, False]
    assert [fields["source"].has_default(), fields["as_of"].has_default()] == [False, False]
