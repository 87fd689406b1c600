from datetime import date

import pytest
from django.utils import timezone

from complaints.bulk import make_complaints
from complaints.models import Complaint
from complaints.services.references import next_reference
from customers.bulk import make_customers

pytestmark = pytest.mark.django_db


def test_generated_complaints_leave_the_numbers_of_real_ones_free():
    make_customers(count=30, seed=7, today=date(2026, 3, 9))
    make_complaints(count=60, seed=7, today=date(2026, 3, 9))

    references = set(Complaint.objects.values_list("reference", flat=True))
    assert len(references) == 60
    assert Complaint.objects.filter(status="closed").count() > 40
    received_at = max(Complaint.objects.values_list("received_at", flat=True))
    assert next_reference(received_at) not in references
    assert timezone.localtime(received_at).date() <= date(2026, 3, 9)
