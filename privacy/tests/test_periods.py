"""Retention periods: tried without writing, carried out at night in batches, and what keeps a person."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from common.audit import ERASED
from common.errors import AppError, StaleRecord
from customers.models import Customer
from customers.tests.factories import (
    ContractFactory,
    CustomerFactory,
    FollowUpFactory,
    InteractionFactory,
    TransactionFactory,
)
from jobs.models import Job
from jobs.services import run_job
from outbox.models import Message
from privacy import queries, services
from privacy.models import AccessEntry, PrivacyPolicy, RetentionHold, RetentionRun
from privacy.periods import period_kind
from privacy.tests.test_requests import asked

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NIGHT = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time())) + timedelta(hours=2)
OLD = NOW - timedelta(days=3 * 366)


def carried_out(**periods: int) -> RetentionRun:
    """One night with these periods, from the start to the end."""
    policy, _created = PrivacyPolicy.objects.get_or_create(id=1)
    PrivacyPolicy.objects.filter(id=1).update(periods=periods, retention_is_on=True)
    RetentionRun.objects.all().delete()
    run = services.start_run(at=NIGHT)
    run_job(Job.objects.get(pk=RetentionRun.objects.get(pk=run.pk).job_id))
    return RetentionRun.objects.get(pk=run.pk)


def gone(customer: Customer) -> bool:
    return Customer.objects.get(pk=customer.pk).erased_at is not None


def person(**fields) -> Customer:
    return CustomerFactory(created_at=OLD, **fields)


def test_who_has_had_no_business_for_so_long_goes_and_others_stay():
    quiet, busy, young = person(name="Budi Hartawan"), person(), CustomerFactory(created_at=NOW)
    TransactionFactory(customer=quiet, occurred_at=OLD)
    TransactionFactory(customer=busy, occurred_at=NOW - timedelta(days=30))
    run = carried_out(people=24)
    assert [gone(quiet), gone(busy), gone(young)] == [True, False, False]
    assert run.rows == {"people": 1}
    assert run.finished_at


@pytest.mark.parametrize(
    "keep",
    [
        lambda one: TransactionFactory(customer=one, occurred_at=OLD, outstanding=Decimal(5), due_on=OLD.date()),
        lambda one: ContractFactory(customer=one, starts_on=OLD.date(), ends_on=None),
        lambda one: FollowUpFactory(customer=one, done_at=None),
        lambda one: asked("access", customer=one, received_at=OLD, at=OLD),
        lambda one: RetentionHold.objects.create(customer=one, reason="Lawsuit", since=NOW),
    ],
)
def test_what_is_open_or_held_keeps_a_person_and_is_named_in_the_trial(keep):
    one = person()
    keep(one)
    trial = queries.trial_of(period_kind("people"), months=24, user=UserFactory(admin=True), at=NOW)
    assert [count for _label, count in trial.kept] == [1]
    assert (list(trial.rows), carried_out(people=24).rows, gone(one)) == ([], {}, False)


def test_the_business_of_a_record_folded_into_another_is_the_business_of_both():
    one = person()
    TransactionFactory(customer=CustomerFactory(created_at=OLD, merged_into=one), occurred_at=NOW)
    assert carried_out(people=24).rows == {}


def test_nothing_happens_while_it_is_off_nor_twice_in_a_night_nor_before_one():
    person()
    PrivacyPolicy.objects.create(periods={"people": 24})
    assert services.start_run(at=NIGHT) is None
    PrivacyPolicy.objects.update(retention_is_on=True)
    assert services.start_run(at=NIGHT - timedelta(hours=1, minutes=30)) is None
    assert services.start_run(at=NIGHT) is not None
    assert services.start_run(at=NIGHT + timedelta(hours=3)) is None
    assert Job.objects.count() == 1


def test_switched_off_half_way_it_stops():
    one = person()
    PrivacyPolicy.objects.create(periods={"people": 24}, retention_is_on=True)
    run = services.start_run(at=NIGHT)
    PrivacyPolicy.objects.update(retention_is_on=False)
    run_job(Job.objects.get())
    assert not gone(one)
    assert RetentionRun.objects.get(pk=run.pk).finished_at


def test_a_run_goes_on_where_its_last_step_ended(monkeypatch):
    people = [person() for _n in range(5)]
    kind = period_kind("people")
    monkeypatch.setattr("privacy.services.periods.period_kinds", lambda: [type(kind)(**{**vars(kind), "batch": 2})])
    monkeypatch.setattr("privacy.services.periods.period_kind", lambda name: type(kind)(**{**vars(kind), "batch": 2}))
    assert carried_out(people=24).rows == {"people": 5}
    assert all(gone(one) for one in people)


def test_notes_lose_their_words_also_in_the_trail_and_held_ones_do_not():
    words = "Said that her daughter is ill"
    old, held = (InteractionFactory(customer=person(), summary=words, happened_at=OLD) for _n in range(2))
    new = InteractionFactory(summary=words, happened_at=NOW)
    services.hold(customer=held.customer, reason="Audit", at=NOW, by=UserFactory(manager=True))
    assert carried_out(interactions=12).rows == {"interactions": 1}
    for row in (old, held, new):
        row.refresh_from_db()
    assert [old.summary, held.summary, new.summary] == [ERASED, words, words]
    event = old._meta.apps.get_model("customers", "interactionevent")
    assert not event.objects.filter(pgh_obj_id=old.pk, summary=words).exists()
    assert carried_out(interactions=12).rows == {}  # nothing is left to take


def test_letters_requests_and_looks_go_by_their_own_periods():
    request = asked("restriction", details="Please stop", received_at=OLD, at=OLD)
    services.refuse_request(request=request, text="No reason", at=OLD, by=UserFactory(manager=True))
    Message.objects.update(status="sent", sent_at=OLD, created_at=OLD, sealed=None)
    customer = CustomerFactory()
    services.note_access(user=UserFactory(), customer_id=customer.pk, kind="page", at=OLD)
    run = carried_out(letters=12, requests=12, looks=12)
    assert run.rows == {"letters": 1, "requests": 1, "looks": 1}
    request.refresh_from_db()
    assert (Message.objects.get().to_email, request.details) == (ERASED, ERASED)
    assert not request.steps.exclude(body__in=["", ERASED]).exists()
    assert not AccessEntry.objects.exists()


def test_a_trial_writes_nothing_lists_what_would_go_and_costs_the_same_for_30(client, django_assert_max_num_queries):
    client.force_login(UserFactory(admin=True, language="en"))
    people = [person(name=f"Quiet {n}") for n in range(30)]
    with django_assert_max_num_queries(26):
        page = client.get("/privacy/periods/people/?months=24").content.decode()
    assert "<strong>30</strong>" in page
    assert sum(f"Quiet {n}<" in page for n in range(30)) == 25
    assert not any(gone(one) for one in people)
    assert client.get("/privacy/periods/people/?months=3").status_code == 422
    assert client.get("/privacy/periods/nothing/").status_code == 404


def test_periods_are_saved_and_those_too_short_are_refused_at_their_field(client):
    client.force_login(UserFactory(admin=True, language="en"))
    assert client.post("/privacy/periods/", {"version": 1, "people": "6"}).status_code == 422
    response = client.post("/privacy/periods/", {"version": 1, "people": "60", "looks": "", "letters": "24"})
    assert response["Location"] == "/privacy/periods/"
    assert PrivacyPolicy.load().periods == {"people": 60, "letters": 24}
    assert client.post("/privacy/periods/", {"version": 1, "people": "12"}).status_code == 409
    with pytest.raises(AppError):
        services.save_periods(periods={"people": 2}, expected_version=2)
    with pytest.raises(StaleRecord):
        services.save_periods(periods={}, expected_version=1)


def test_a_hold_is_set_with_a_reason_shown_on_the_record_and_lifted(client):
    customer = CustomerFactory()
    client.force_login(UserFactory(manager=True, language="en"))
    assert client.post(f"/customers/{customer.pk}/hold/", {"reason": ""}).status_code == 422
    for _twice in range(2):
        client.post(f"/customers/{customer.pk}/hold/", {"reason": "Lawsuit 114"})
    assert "Lawsuit 114" in client.get(f"/customers/{customer.pk}/?whole=1").content.decode()
    client.post(f"/customers/{customer.pk}/hold/lift/")
    assert [(row.reason, row.lifted_at is None) for row in RetentionHold.objects.all()] == [("Lawsuit 114", False)]
