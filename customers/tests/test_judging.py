"""Standings and stages worked out change by change are those worked out from scratch, and those of the plain rules."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import (
    ChangedCustomer,
    Contract,
    Customer,
    CustomerActivity,
    CustomerMerge,
    Interaction,
    LifeCycleChange,
    StageEvidence,
    StandingChange,
    Transaction,
)
from customers.rules import Rules
from customers.services import (
    judging,
    merge_customers,
    refresh_standings,
    save_life_cycle_policy,
    set_stage,
    set_standing,
    undo_merge,
)
from customers.tests.factories import CustomerFactory, RefundFactory, TransactionFactory, UserFactory
from customers.tests.judge import judge
from jobs.services import cancel_job, run_job

ZONE = timezone.get_default_timezone()
PEOPLE = 4
numbers = count(1)

# The days around whole years and months before the awkward days on which the worker runs, and a leap day.
TODAYS = [date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 1), date(2025, 3, 31), date(2026, 2, 28)]
DAYS = st.one_of(
    st.builds(
        lambda today, months, shift: today - timedelta(days=round(30.4375 * months) + shift),
        st.sampled_from(TODAYS),
        st.sampled_from([0, 1, 3, 6, 12, 24, 36]),
        st.integers(-2, 2),
    ),
    st.sampled_from([date(2023, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31)]),
)
MOMENTS = st.builds(
    lambda day, clock: datetime.combine(day, clock, tzinfo=ZONE),
    DAYS,
    st.sampled_from([time(0, 0), time(6, 59, 59), time(7, 0), time(23, 59, 59, 999999)]),
)
RULES = st.builds(
    Rules,
    tenure_years=st.integers(2, 3),
    transactions_a_year=st.integers(1, 2),
    amount_a_year=st.sampled_from([Decimal(0), Decimal(150)]),
    forgiven_years=st.integers(0, 1),
    primary_is_client=st.booleans(),
    client_purchases=st.integers(2, 3),
    client_months=st.sampled_from([3, 6]),
    lapse_months=st.sampled_from([3, 12]),
    advocate_months=st.sampled_from([1, 12]),
)


class World:
    """A few customers, and everything that may happen to them."""

    today: date

    def __init__(self, data):
        self.data = data
        self.customers = CustomerFactory.create_batch(PEOPLE, created_at=datetime(2022, 1, 1, tzinfo=UTC))

    def draw(self, strategy):
        return self.data.draw(strategy)

    def anybody(self) -> Customer:
        return Customer.objects.get(pk=self.draw(st.sampled_from(self.customers)).pk)

    def somebody_open(self) -> Customer | None:
        return self._one_of(Customer.objects.filter(pk__in=[row.pk for row in self.customers], merged_into=None))

    def _one_of(self, rows):
        found = list(rows.order_by("pk"))
        return self.draw(st.sampled_from(found)) if found else None

    def buy(self) -> None:
        at = self.draw(MOMENTS)
        TransactionFactory(
            customer=self.anybody(),
            reference=f"W-{next(numbers)}",
            status=self.draw(st.sampled_from(["completed", "completed", "completed", "pending", "cancelled"])),
            kind=self.draw(st.sampled_from(["purchase", "booking", "redemption"])),
            amount=self.draw(st.sampled_from([0, 100, 200])),
            currency=self.draw(st.sampled_from(["IDR", "IDR", "USD"])),
            occurred_at=at,
        )

    def refund(self) -> None:
        if purchase := self._one_of(Transaction.objects.filter(refund_of=None, amount__gt=0)):
            RefundFactory(
                refund_of=purchase,
                reference=f"W-{next(numbers)}",
                customer=self.anybody(),
                amount=purchase.amount - self.draw(st.sampled_from([0, 50])),
                status=self.draw(st.sampled_from(["completed", "pending"])),
            )

    def change(self) -> None:
        if row := self._one_of(Transaction.objects.filter(refund_of=None)):
            field = self.draw(st.sampled_from(["occurred_at", "status", "customer", "amount"]))
            values = {
                "occurred_at": MOMENTS,
                "status": st.sampled_from(["completed", "cancelled"]),
                "customer": st.sampled_from(self.customers),
                "amount": st.sampled_from([0, 300]),
            }
            Transaction.objects.filter(pk=row.pk).update(**{field: self.draw(values[field])})

    def delete(self) -> None:
        if row := self._one_of(Transaction.objects.filter(refunds=None)):
            Transaction.objects.filter(pk=row.pk).delete()

    def agree(self) -> None:
        starts_on = self.draw(DAYS)
        ends_on = self.draw(st.sampled_from([None, starts_on, starts_on + timedelta(days=200)]))
        Contract.objects.get_or_create(customer=self.anybody(), starts_on=starts_on, defaults={"ends_on": ends_on})

    def talk(self) -> None:
        Interaction.objects.create(customer=self.anybody(), summary="Asked", happened_at=self.draw(MOMENTS))

    def note(self) -> None:
        kind = self.draw(st.sampled_from(["interest", "recommendation"]))
        StageEvidence.objects.create(customer=self.anybody(), kind=kind, happened_on=self.draw(DAYS), note="Said so")

    def unnote(self) -> None:
        if row := self._one_of(StageEvidence.objects.all()):
            row.delete()

    def merge(self) -> None:
        duplicate, survivor = self.somebody_open(), self.somebody_open()
        if duplicate and survivor and duplicate != survivor:
            merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())

    def unmerge(self) -> None:
        if merge := self._one_of(CustomerMerge.objects.filter(undone_at=None)):
            undo_merge(merge=merge, at=timezone.now(), by=None)

    def overrule(self) -> None:
        customer = self.somebody_open()
        at = datetime.combine(self.today, time(11), tzinfo=ZONE)
        common = {"customer": customer, "effective_from": self.today, "reason": "Known", "by": None}
        if self.draw(st.booleans()):
            set_standing(standing="primary", source="override", at=at, **common)
        else:
            set_stage(stage="repeat", at=at, **common)


HAPPENINGS = (
    ["buy"] * 5
    + ["refund", "change", "agree", "talk", "note"] * 2
    + ["delete", "unnote", "merge", "unmerge", "overrule"]
)


def states() -> dict[int, tuple]:
    rows = Customer.objects.current().values_list("pk", "standing", "stage")
    return {pk: (standing, stage) for pk, standing, stage in rows}


def activities() -> list[tuple]:
    fields = ("customer_id", "purchases", "first_on", "last_on", "recheck_on")
    return list(CustomerActivity.objects.order_by("pk").values_list(*fields))


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    rules=RULES,
    happenings=st.lists(st.lists(st.sampled_from(HAPPENINGS), max_size=5), min_size=5, max_size=5),
)
def test_change_by_change_from_scratch_and_the_plain_rules_agree(data, rules, happenings, monkeypatch_rules):
    monkeypatch_rules(rules)
    with transaction.atomic():
        world = World(data)
        for today, some in zip(TODAYS, happenings, strict=True):
            at = datetime.combine(today, time(12), tzinfo=ZONE)
            world.today = today
            for name in some:
                getattr(world, name)()
            refresh_standings(today=today, at=at)
            assert states() == {row.pk: judge(row, rules, today) for row in Customer.objects.current()}
            found, known = states(), activities()
            for _batch in judging.recompute_all(today=today, at=at, rules=rules):
                pass
            assert (states(), activities()) == (found, known)
            assert all(row[4] is None or row[4] > today for row in known)
            assert not ChangedCustomer.objects.exists()
        check_histories()
        transaction.set_rollback(True)


def check_histories() -> None:
    """The last row says what holds now, days rise, and each row knows what follows it."""
    for customer in Customer.objects.current():
        course = list(customer.stage_changes.order_by("effective_from"))
        assert (course[-1].stage, course[-1].effective_from) == (customer.stage, customer.stage_since)
        for row, following in zip(course, [*course[1:], None], strict=True):
            assert (row.left_on, row.next_stage) == (
                (following.effective_from, following.stage) if following else (None, "")
            )


@pytest.fixture
def monkeypatch_rules(monkeypatch):
    return lambda rules: monkeypatch.setattr(Rules, "in_force", classmethod(lambda cls, **tried: rules))


@pytest.mark.django_db(transaction=True)
def test_eight_writers_and_a_worker_neither_deadlock_nor_lose_anybody():
    customers = CustomerFactory.create_batch(12)
    today = date(2026, 3, 9)
    at = datetime(2026, 3, 9, 5, tzinfo=UTC)

    def write(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for number in range(25):
                first, second = rng.sample(customers, 2)
                when = at - timedelta(days=rng.randrange(900))
                with transaction.atomic():
                    rows = [
                        TransactionFactory(customer=one, reference=f"C-{seed}-{number}-{place}", occurred_at=when)
                        for place, one in enumerate((first, second))
                    ]
                if rng.random() < 0.3:
                    RefundFactory(refund_of=rows[0], reference=f"C-{seed}-{number}-R")
                if rng.random() < 0.1:
                    Transaction.objects.filter(pk=rows[1].pk).update(occurred_at=when - timedelta(days=400))
        finally:
            connection.close()

    def work(_seed: int) -> None:
        try:
            for _ in range(15):
                refresh_standings(today=today, at=at, budget=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        for future in [*[pool.submit(write, seed) for seed in range(8)], *[pool.submit(work, seed) for seed in (0, 1)]]:
            future.result(timeout=120)
    refresh_standings(today=today, at=at)
    found = states()
    assert found == {row.pk: judge(row, Rules(), today) for row in Customer.objects.current()}
    assert {standing for standing, _stage in found.values()} == {"primary"}
    outcomes = [batch.outcome.moved for batch in judging.recompute_all(today=today, at=at)]
    assert sum(outcomes) == 0


@pytest.mark.django_db
def test_a_worker_that_was_away_catches_up_on_every_boundary_that_passed():
    customer = CustomerFactory(created_at=datetime(2023, 1, 1, tzinfo=UTC))
    for days in (10, 200, 400, 700):
        TransactionFactory(customer=customer, occurred_at=datetime(2026, 3, 9, 5, tzinfo=UTC) - timedelta(days=days))
    moments = [datetime(2026, 3, 9, 5, tzinfo=UTC), datetime(2026, 4, 20, 5, tzinfo=UTC)]
    moments.append(datetime(2027, 6, 1, 5, tzinfo=UTC))
    courses = []
    for at in moments:
        refresh_standings(today=at.date(), at=at)
        customer.refresh_from_db()
        courses.append((customer.standing, customer.stage, customer.activity.purchases))
        customer.activity.refresh_from_db()
    assert courses == [("primary", "client", 4), ("secondary", "repeat", 4), ("secondary", "repeat", 4)]


@pytest.mark.django_db
def test_an_upgrade_or_a_new_rule_looks_at_everybody_once():
    at = timezone.now()
    CustomerFactory.create_batch(3)
    first = judging.recompute_everybody_once(at=at)
    assert judging.recompute_everybody_once(at=at) == first
    assert (run_job(first).status, first.done) == ("done", 3)
    assert judging.recompute_everybody_once(at=at) == first
    job = save_life_cycle_policy(
        primary_is_client=True,
        client_purchases=9,
        client_months=12,
        lapse_months=12,
        advocate_months=24,
        reason="Regulars come often",
        expected_version=1,
        at=at,
        by=UserFactory(manager=True),
    )
    assert (job == first, run_job(job).status) == (False, "done")


@pytest.mark.django_db
def test_work_that_was_stopped_rests_for_a_day():
    at = timezone.now()
    CustomerFactory()
    job = judging.recompute_everybody_once(at=at)
    cancel_job(job=job, at=at)
    assert judging.recompute_everybody_once(at=at + timedelta(hours=23)) is None
    assert judging.recompute_everybody_once(at=at + timedelta(hours=25)) != job


@pytest.mark.django_db
def test_what_the_policy_does_leaves_its_history_but_no_copy_of_every_record():
    customer = CustomerFactory()
    TransactionFactory(customer=customer, occurred_at=datetime(2026, 3, 1, tzinfo=UTC))
    refresh_standings(today=date(2026, 3, 9), at=datetime(2026, 3, 9, 5, tzinfo=UTC))
    assert StandingChange.objects.get().standing == "secondary"
    assert [row.stage for row in LifeCycleChange.objects.order_by("effective_from")] == ["suspect", "first_time"]
    assert customer.events.filter(pgh_label="update").count() == 0
    set_standing(
        customer=customer,
        standing="primary",
        source="override",
        reason="Founder",
        effective_from=date(2026, 3, 9),
        by=None,
        at=datetime(2026, 3, 9, 5, tzinfo=UTC),
    )
    assert customer.events.filter(pgh_label="update").count() == 1
