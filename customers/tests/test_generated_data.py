import random
from datetime import date, timedelta

import pytest
from django.db.models import Count, Max, Min
from django.utils import timezone

from customers.bulk import make_customers, make_transactions
from customers.demo import EXTERNAL, MERGED, make_demo
from customers.demo_duplicates import OVERLOOKED
from customers.enums import LifeCycle
from customers.models import Customer, CustomerMerge, StandingChange, Transaction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)


def active(year: int) -> set[int]:
    purchases = Transaction.objects.purchases().filter(customer__kind="external", occurred_at__year=year)
    return set(purchases.values_list("customer_id", flat=True))


def test_the_demo_is_a_business_that_keeps_two_thirds_of_its_customers_and_knows_their_standings(
    django_assert_max_num_queries,
):
    with django_assert_max_num_queries(320):
        make_demo(random.Random(4), TODAY)

    assert Customer.objects.filter(kind="external").count() == EXTERNAL + MERGED + OVERLOOKED
    assert Customer.objects.filter(kind="internal").values("department").distinct().count() == 6
    assert CustomerMerge.objects.count() == MERGED
    assert 4_000 < Transaction.objects.count() < 9_000
    assert 0.55 < len(active(2024) & active(2025)) / len(active(2024)) < 0.8
    amounts = Transaction.objects.purchases().aggregate(Min("amount"), Max("amount"))
    assert (amounts["amount__min"] >= 150_000, amounts["amount__max"] <= 12_000_000) == (True, True)

    external = Customer.objects.filter(kind="external", external_id__isnull=False)
    latest = dict.fromkeys(external.values_list("pk", flat=True), "prospect")
    changes = StandingChange.objects.filter(customer__in=external).order_by("effective_from")
    latest |= dict(changes.values_list("customer_id", "standing"))
    assert dict(external.values_list("pk", "standing")) == latest
    assert set(external.values_list("standing", flat=True)) == {"primary", "secondary", "prospect"}
    assert set(external.values_list("stage", flat=True)) == set(LifeCycle.values)


def test_bulk_data_are_skewed():
    make_customers(count=200, seed=7, today=TODAY)
    make_transactions(count=1000, seed=7, today=TODAY)

    visits = Customer.objects.annotate(visits=Count("transactions", distinct=True)).order_by("-visits")
    assert sum(visits.values_list("visits", flat=True)) == 1000
    assert sum(visits.values_list("visits", flat=True)[:20]) > 300


def test_bulk_data_were_not_changed_tomorrow_when_the_day_has_begun_here_and_not_in_greenwich():
    make_customers(count=20, seed=7, today=timezone.localdate() + timedelta(days=1))
    assert not Customer.objects.filter(updated_at__gt=timezone.now()).exists()


def test_bulk_data_hold_people_who_were_noted_twice():
    make_customers(count=700, seed=7, today=TODAY)

    again = Customer.objects.filter(external_id__endswith="-again")
    assert (Customer.objects.count(), again.count()) == (700, 7)
    for one in again:
        known = Customer.objects.get(external_id=one.external_id.removesuffix("-again"))
        numbers = [set(record.phones.values_list("digits", flat=True)) for record in (known, one)]
        shares = (numbers[0] == numbers[1], one.email == known.email, one.name == known.name and one.city == known.city)
        assert any(shares) or one.birth_date == known.birth_date
