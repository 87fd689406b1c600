"""The set-based engine against the plain rules, over small random worlds full of boundary cases."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import DepartmentFactory
from common.fiscal import ONE_DAY, months_before
from customers.models import Contract, Customer, CustomerMerge, StandingChange, Transaction
from retention.queries.figures import retention_of
from retention.queries.members import Period
from retention.tests.oracle import ZONE, Agreement, Merge, Oracle, Person, Purchase, Refund, World

pytestmark = pytest.mark.django_db

PEOPLE = 6
# Days around the ends of years and months, and a leap day; moments at the edges of a local day.
EDGES = [date(2023, 3, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 9, 30), date(2025, 3, 31)]
DAYS = st.one_of(
    st.sampled_from([edge + timedelta(days=shift) for edge in EDGES for shift in (-1, 0, 1, 2)]),
    st.dates(date(2022, 4, 1), date(2025, 12, 31)),
)
MOMENTS = st.builds(
    lambda day, clock: datetime.combine(day, clock, tzinfo=ZONE),
    DAYS,
    st.sampled_from([time(0, 0), time(6, 59, 59), time(7, 0), time(12, 0), time(23, 59, 59, 999999)]),
)
WHO = st.integers(0, PEOPLE - 1)
AMOUNTS = st.sampled_from([0, 50, 100])


@st.composite
def people(draw) -> Person:
    reason = draw(st.sampled_from(["", "", "", "deceased", "closed", "price"]))
    return Person(
        draw(st.sampled_from(["external", "external", "external", "internal"])),
        draw(st.sampled_from([False, False, False, False, True])),
        reason,
        draw(DAYS) if reason else None,
    )


@st.composite
def purchases(draw) -> Purchase:
    occurred_at = draw(MOMENTS)
    purchase = Purchase(
        draw(WHO),
        draw(st.sampled_from(["purchase", "purchase", "booking", "service", "redemption"])),
        draw(st.sampled_from(["completed", "completed", "completed", "pending", "cancelled"])),
        draw(AMOUNTS),
        occurred_at,
        draw(st.sampled_from([occurred_at, occurred_at + timedelta(days=40), occurred_at + timedelta(days=400)])),
    )
    if draw(st.integers(0, 2)) == 0:
        moments = st.sampled_from([occurred_at, occurred_at + timedelta(days=30), occurred_at + timedelta(days=380)])
        statuses = st.sampled_from(["completed", "completed", "pending"])
        refunds = st.builds(Refund, st.sampled_from([50, 100]), moments, statuses)
        purchase.refunds = draw(st.lists(refunds, min_size=1, max_size=2))
    return purchase


@st.composite
def agreements(draw, customer: int) -> Agreement:
    starts_on = draw(DAYS)
    ends_on = draw(st.sampled_from([None, starts_on, starts_on + timedelta(days=200), starts_on + timedelta(days=500)]))
    return Agreement(customer, starts_on, ends_on, draw(MOMENTS))


@st.composite
def merges(draw, duplicate: int) -> Merge:
    """Only into a customer of a higher number, so chains occur and rings don't."""
    merged_at = draw(MOMENTS)
    undone_at = draw(st.sampled_from([None, None, merged_at + timedelta(days=100)]))
    return Merge(duplicate, draw(st.integers(duplicate + 1, PEOPLE - 1)), merged_at, undone_at)


@st.composite
def worlds(draw) -> World:
    some = st.sets(WHO, max_size=3)
    standings = st.dictionaries(st.tuples(WHO, DAYS), st.sampled_from(["primary", "secondary", "prospect"]), max_size=8)
    return World(
        [draw(people()) for _ in range(PEOPLE)],
        draw(st.lists(purchases(), max_size=14)),
        [draw(agreements(customer)) for customer in draw(some)],
        [draw(merges(customer)) for customer in draw(some) if customer < PEOPLE - 1],
        [(who, name, day) for (who, day), name in draw(standings).items()],
    )


def store(world: World) -> dict[int, int]:
    """Write the world; gives our number of each stored customer."""
    customers = store_people(world)
    store_business(world, customers)
    CustomerMerge.objects.bulk_create(
        CustomerMerge(
            duplicate=customers[m.duplicate],
            survivor=customers[m.survivor],
            merged_at=m.merged_at,
            undone_at=m.undone_at,
        )
        for m in world.merges
    )
    StandingChange.objects.bulk_create(
        StandingChange(customer=customers[who], standing=name, effective_from=day, source="import")
        for who, name, day in world.standings
    )
    return {customer.number: index for index, customer in enumerate(Customer.objects.order_by("pk"))}


def store_people(world: World) -> list[Customer]:
    department = DepartmentFactory()
    return Customer.objects.bulk_create(
        Customer(
            name=f"Customer {number}",
            kind=person.kind,
            is_test=person.is_test,
            exit_reason=person.exit_reason,
            exit_date=person.exit_date,
            department=department if person.kind == "internal" else None,
        )
        for number, person in enumerate(world.people)
    )


def store_business(world: World, customers: list[Customer]) -> None:
    """Purchases with their refunds, and contracts."""
    stored = Transaction.objects.bulk_create(
        Transaction(
            reference=f"T{n}",
            customer=customers[p.customer],
            kind=p.kind,
            status=p.status,
            amount=p.amount,
            currency="IDR",
            occurred_at=p.occurred_at,
            recorded_at=p.recorded_at,
        )
        for n, p in enumerate(world.purchases)
    )
    Transaction.objects.bulk_create(
        Transaction(
            reference=f"{row.reference}-{n}",
            customer_id=row.customer_id,
            kind="refund",
            status=refund.status,
            amount=refund.amount,
            currency="IDR",
            refund_of=row,
            occurred_at=refund.recorded_at,
            recorded_at=refund.recorded_at,
        )
        for row, purchase in zip(stored, world.purchases, strict=True)
        for n, refund in enumerate(purchase.refunds)
    )
    Contract.objects.bulk_create(
        Contract(customer=customers[a.customer], starts_on=a.starts_on, ends_on=a.ends_on, recorded_at=a.recorded_at)
        for a in world.agreements
    )


def period(first: date, last: date) -> Period:
    return Period("FY", first, last, months_before(first, 12), first - ONE_DAY)


class Rollback(Exception):
    """Leaves the transaction of one world."""


YEARS = st.sampled_from([(date(2023, 4, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2025, 3, 31))])


@given(worlds(), YEARS, st.sampled_from([12, 6, 3, 18]), st.sampled_from(["external", "internal"]), MOMENTS)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_engine_agrees_with_the_plain_rules(world, year, window, panel, cutoff):
    # Half of the cutoffs fall into the year's aftermath, where most facts are known and some are late.
    cutoff = max(cutoff, datetime.combine(year[1], time(12), tzinfo=ZONE) - timedelta(days=20))
    oracle = Oracle(world, cutoff, window)
    try:
        with transaction.atomic():
            numbers = store(world)
            found = retention_of(period(*year), cutoff=cutoff, window_months=window, panel=panel, with_ids=True)
            assert_same(found, oracle.figures(*year, panel), numbers)
            assert_identities(found, year, cutoff, window, panel)
            raise Rollback
    except Rollback:
        pass


def assert_same(found, expected, numbers) -> None:
    for group in ("kept", "lost", "new", "won_back"):
        assert {numbers[number] for number in found.ids[group]} == expected[group], group
    total = found.total
    assert (total.controllable_kept, total.controllable_opening) == expected["controllable"]
    assert total.revenue_before == expected["revenue_before"]
    assert total.revenue == expected["revenue"]
    assert total.revenue_gross == expected["revenue_gross"]
    parts = {s.name: (s.tally.opening, s.tally.kept) for s in found.segments if s.tally.opening}
    assert parts == expected["standings"]


def assert_identities(found, year, cutoff, window, panel) -> None:
    total = found.total
    assert total.opening == total.kept + total.lost
    assert total.closing == total.kept + total.new + total.won_back
    following = period(year[1] + ONE_DAY, months_before(year[1] + ONE_DAY, -12) - ONE_DAY)
    after = retention_of(following, cutoff=cutoff, window_months=window, panel=panel)
    assert after.total.opening == total.closing
