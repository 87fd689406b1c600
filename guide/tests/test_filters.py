"""Marks of character narrow the list of customers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.filters import CustomerFilter
from customers.services import merge_customers
from customers.tests.factories import CustomerFactory, UserFactory
from guide.models import CharacterMark

pytestmark = pytest.mark.django_db


def names(value: str) -> list[str]:
    found = CustomerFilter({"mark_review": value}, user=UserFactory())
    return sorted(found.qs.values_list("name", flat=True))


def test_whose_mark_is_to_be_reviewed_is_found_also_when_the_record_was_folded():
    today = timezone.localdate()
    for name, days, ended_at in (
        ("Due", 0, None),
        ("Later", 1, None),
        ("Gone", 0, timezone.now()),
        ("Folded", 0, None),
    ):
        CharacterMark.objects.create(
            customer=CustomerFactory(name=name),
            character="quiet",
            review_on=today + timedelta(days=days),
            ended_at=ended_at,
        )
    folded = CharacterMark.objects.get(customer__name="Folded").customer
    merge_customers(duplicate=folded, survivor=CustomerFactory(name="Survivor"), at=timezone.now())
    assert names("yes") == ["Due", "Survivor"]
    assert names("no") == ["Gone", "Later"]
