"""When there are no more complaints, beware: the alarm, and what explains silence away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from complaints import services, silence
from complaints.models import Complaint, SilenceReading
from complaints.services.silence import BEFORE, WINDOW, poisson_at_most
from complaints.tests.factories import ComplaintFactory, DepartmentFactory, UserFactory
from customers.models import Transaction
from customers.tests.factories import CustomerFactory, TransactionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 5)
NOW = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
SINCE = datetime(2026, 2, 4, 17, 0, tzinfo=UTC)  # 5 February at midnight in Jakarta, 28 days before


def a_year(*, complaints_a_window: int, in_window: int, active: int = 6, active_now: int | None = None, **complaint):
    """The same number of active customers and complaints in each window of the year before, and what is now."""
    customers = CustomerFactory.create_batch(max(active, active_now or 0), standing="primary")
    transactions, complaints = [], []
    for number in range(BEFORE + 1):
        at = SINCE - number * WINDOW + timedelta(days=1)
        is_now = number == 0
        for customer in customers[: active_now if is_now and active_now is not None else active]:
            transactions.append(TransactionFactory.build(customer=customer, occurred_at=at, unit="Hotel"))
        for place in range(in_window if is_now else complaints_a_window):
            complaints.append(
                ComplaintFactory.build(
                    customer=customers[place % active],
                    received_at=at,
                    due_at=at,
                    reference=f"K-{number}-{place}",
                    cause=None,
                    **complaint,
                )  # fmt: skip
            )
    Transaction.objects.bulk_create(transactions)
    Complaint.objects.bulk_create(complaints)


def alarms() -> dict[str, bool]:
    services.take_silence_readings(at=NOW)
    return {f"{row.scope} {row.key}": row.is_alarm for row in SilenceReading.objects.all()}


def test_customers_who_complain_no_more_are_an_alarm_by_standing_and_by_department():
    hotel = DepartmentFactory(units=["Hotel"])
    a_year(complaints_a_window=4, in_window=0, department=hotel)
    assert alarms() == {"standing primary": True, f"department {hotel.pk}": True}
    reading = SilenceReading.objects.get(scope="standing")
    assert (reading.observed, reading.active, round(reading.expected, 6)) == (0, 6, 4.0)


@pytest.mark.parametrize(
    ("year", "why"),
    [
        ({"complaints_a_window": 4, "in_window": 3}, "as many as chance explains"),
        ({"complaints_a_window": 2, "in_window": 0}, "fewer than three were expected"),
        ({"complaints_a_window": 4, "in_window": 0, "active_now": 9}, "more business than before"),
        ({"complaints_a_window": 4, "in_window": 0, "active_now": 2}, "fewer active customers, so fewer expected"),
    ],
)
def test_no_alarm_where(year, why):
    a_year(**year)
    assert alarms() == {"standing primary": False}, why


def test_more_content_answers_explain_fewer_complaints(monkeypatch):
    a_year(complaints_a_window=4, in_window=0)
    monkeypatch.setattr(silence, "_readers", [lambda *moments: {"primary": (0.95, 0.80)}])
    assert alarms() == {"standing primary": False}


def test_confidential_complaints_make_no_difference():
    a_year(complaints_a_window=4, in_window=1, is_restricted=True)
    assert alarms() == {}


def test_readings_are_taken_once_a_day():
    a_year(complaints_a_window=4, in_window=0)
    assert [services.take_silence_readings(at=NOW) for _ in range(2)] == [1, 1]
    assert SilenceReading.objects.count() == 1


def test_the_chance_is_that_of_poisson():
    assert [round(poisson_at_most(count, 3.0), 4) for count in (0, 1, 3)] == [0.0498, 0.1991, 0.6472]
    assert poisson_at_most(0, 0) == 1.0


def test_managers_see_whom_to_ask(client):
    a_year(complaints_a_window=4, in_window=0)
    services.take_silence_readings(at=NOW)
    client.force_login(UserFactory(manager=True, language="en"))
    page = client.get("/complaints/dashboard/silence/").content.decode()
    assert "too quiet" in page
    assert "/customers/?kind=external&amp;standing=primary" in page
    assert "too quiet" in client.get("/complaints/dashboard/").content.decode()
