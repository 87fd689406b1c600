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
    for number, known in enumerate(rng.sample(people, min(OVERLOOKED, len(people)))):
        first, _blank, rest = known.name.partition(" ")
        name = [f"{first} {rest}".upper(), f"{first[0]}. {rest}", f"{rest}, {first}"][number % 3]
        again = Customer.objects.create(
            name=name,
            city=known.city,
            email=known.email if number % 3 == 1 else "",
            birth_date=known.birth_date if number % 2 else None,
            created_at=known.created_at + timedelta(days=40 + number),
        )
        phone = known.phones.first()
        if phone is not None and number % 3 == 0:
            Phone.objects.create(
                customer=again, typed=phone.e164 or phone.typed, digits=phone.digits, e164=phone.e164,
                is_mobile=phone.is_mobile,
            )  # fmt: skip
    run_job(start_scan(at=timezone.now(), is_full=True))
