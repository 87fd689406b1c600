"""The one record that stands for everybody who gave no name.

It is no person: it is born closed, as if erased, so no list, search, segment or figure shows it and nothing is added to
it. Whoever tries to treat it as a person is told so (`checks.refuse_nobody`).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from customers.models import Customer
from customers.models.customer import NOBODY


def nobody(*, at: datetime) -> Customer:
    """The shared record, made when it is needed first."""
    known = Customer.objects.filter(external_id=NOBODY).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return Customer.objects.create(
                external_id=NOBODY, name="Anonim", is_test=True, survey_consent=False, created_at=at, erased_at=at
            )
    except IntegrityError:  # somebody else was first
        return Customer.objects.get(external_id=NOBODY)
