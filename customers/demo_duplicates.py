"""Records of one customer that nobody has noticed yet, so that the review queue has something to show."""

import random
from datetime import timedelta

from django.utils import timezone

from customers.models import Customer, Phone
from customers.services.duplicates import start_scan
from jobs.services import run_job

OVERLOOKED = 9


def make_overlooked_duplicates(customers: list[Customer]) -> None:
    """A few people noted twice: by another spelling, at another counter, with the same telephone."""
    rng = random.Random(4)
    people = [one for one in customers if one.party_type == "individual" and " " in one.name and one.city]
    known = rng.sample(people, min(OVERLOOKED, len(people)))
    again = Customer.objects.bulk_create(_noted_again(number, one) for number, one in enumerate(known))
    same_number = dict(zip([one.pk for one in known[::3]], again[::3], strict=True))
    phones = Phone.objects.filter(customer__in=same_number, position=0)
    Phone.objects.bulk_create(
        Phone(customer=same_number[phone.customer_id], typed=phone.typed, digits=phone.digits, e164=phone.e164)
        for phone in phones
    )
    run_job(start_scan(at=timezone.now(), is_full=True))


def _noted_again(number: int, known: Customer) -> Customer:
    first, _blank, rest = known.name.partition(" ")
    return Customer(
        name=[f"{first} {rest}".upper(), f"{first[0]}. {rest}", f"{rest}, {first}"][number % 3],
        city=known.city,
        email=known.email if number % 3 == 1 else "",
        birth_date=known.birth_date if number % 2 else None,
        created_at=known.created_at + timedelta(days=40 + number),
    )
