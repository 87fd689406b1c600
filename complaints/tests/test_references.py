from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from complaints.services.references import next_reference

AT = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_the_same_time_differ_and_leave_no_gap():
    def take(_number):
        try:
            with transaction.atomic():
                return next_reference(AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(40)))

    assert sorted(taken) == [f"K-2026-{number:05d}" for number in range(1, 41)]


@pytest.mark.django_db
def test_a_complaint_that_was_not_saved_gives_its_number_back():
    with transaction.atomic():
        next_reference(AT)
        transaction.set_rollback(True)
    assert next_reference(AT) == "K-2026-00001"
