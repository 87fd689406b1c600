"""Marks of character on some customers, and what staff said of the advice."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from customers.enums import Kind, PartyType
from customers.models import Customer
from guide.enums import Character
from guide.models import AdviceFeedback, CharacterMark, GuideEntry
from guide.services import REVIEW_AFTER

MARKED = 45
WEIGHTS = (4, 4, 6, 5, 3, 4, 2, 3, 4, 2, 1)


def make_demo(rng: random.Random, today: date) -> None:
    staff = list(User.objects.filter(is_active=True).order_by("id"))
    people = list(Customer.objects.current().filter(kind=Kind.EXTERNAL, party_type=PartyType.INDIVIDUAL).order_by("id"))
    marks = []
    for customer in rng.sample(people, min(MARKED, len(people))):
        day = today - timedelta(days=rng.randint(3, 300))
        for word in set(rng.choices(Character.values, WEIGHTS, k=rng.choice([1, 1, 1, 2]))):
            marks.append(
                CharacterMark(
                    customer=customer,
                    character=word,
                    marked_by=rng.choice(staff),
                    review_on=day + REVIEW_AFTER,
                    marked_at=timezone.make_aware(datetime.combine(day, time(10))),
                )  # fmt: skip
            )
    CharacterMark.objects.bulk_create(marks)
    entries = {entry.key: entry for entry in GuideEntry.objects.filter(topic="character")}
    AdviceFeedback.objects.bulk_create(
        (
            AdviceFeedback(
                entry=entries[mark.character],
                customer=mark.customer,
                user=person,
                has_helped=rng.random() < 0.7,
                given_on=today - timedelta(days=rng.randint(0, 90)),
            )  # fmt: skip
            for mark in marks
            for person in rng.sample(staff, min(2, len(staff)))
        ),
        ignore_conflicts=True,
    )
