"""Whether customers who are asked again after a solution stay: counted beside those who were not asked."""

from datetime import UTC, date, datetime

import pytest

from accounts.tests.factories import UserFactory
from complaints.models import AfterCare
from complaints.tests.factories import ComplaintFactory
from customers.tests.factories import CustomerFactory, FollowUpFactory, TransactionFactory
from retention.models import YearResult
from retention.services import close_ended_years

pytestmark = pytest.mark.django_db
MARCH = datetime(2025, 3, 3, 3, tzinfo=UTC)
AT = datetime(2026, 1, 2, tzinfo=UTC)


def customer(*, stays: bool):
    row = CustomerFactory()
    TransactionFactory(customer=row, occurred_at=datetime(2024, 6, 6, tzinfo=UTC))
    if stays:
        TransactionFactory(customer=row, occurred_at=datetime(2025, 6, 6, tzinfo=UTC))
    return row


def complain(row, *, asked: str | None = None, **fields):
    facts = {"closed": True, "received_at": MARCH, "due_at": MARCH, "resolved_at": MARCH, "closed_at": MARCH}
    complaint = ComplaintFactory(customer=row, **facts | fields)
    if asked is not None:
        task = FollowUpFactory(customer=row, done_at=MARCH, outcome="Called")
        noted = {"outcome": asked, "noted_at": MARCH} if asked else {}
        AfterCare.objects.create(complaint=complaint, days=14, follow_up=task, **noted)


def test_customers_are_counted_by_what_was_done_for_them(client):
    complain(customer(stays=True), asked="content")
    complain(customer(stays=True), asked="")
    complain(customer(stays=False), asked="unreached")
    complain(customer(stays=True))
    complain(customer(stays=False), closed=False, resolved_at=None, closed_at=None)
    complain(customer(stays=True), asked="content", is_restricted=True)
    customer(stays=False)
    close_ended_years(today=date(2026, 1, 2), at=AT)
    result = YearResult.objects.get(fiscal_year__name="FY2025", panel="external", version=1)
    counts = {row["name"]: (row["kept"], row["opening"]) for row in result.breakdown["after_care"]}
    assert counts == {"contacted": (2, 2), "left_alone": (1, 2), "unsolved": (0, 1), "none": (1, 2)}
    assert sum(opening for _kept, opening in counts.values()) == result.opening

    client.force_login(UserFactory(manager=True, language="en"))
    page = client.get("/retention/?year=FY2025").content.decode()
    assert "Complained, solved, asked again" in page
    assert "too few" in page
