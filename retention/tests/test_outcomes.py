"""What customers told us in a year, beside whether they stayed; and who may be leaving now."""

import itertools
from datetime import UTC, date, datetime

import pytest

from accounts.tests.factories import UserFactory
from complaints.models import Complaint
from customers.tests.factories import CustomerFactory, TransactionFactory
from retention.models import AtRisk, YearResult
from retention.services import close_ended_years, refresh_running_year
from surveys.models import Answer, Invitation, Question, Response, Survey

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 3, 3, tzinfo=UTC)
AT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def customer():
    """Active when 2025 begins."""
    customer = CustomerFactory()
    TransactionFactory(customer=customer, occurred_at=datetime(2024, 6, 6, tzinfo=UTC))
    return customer


NUMBERS = itertools.count(1)


def complain(customer, **fields) -> Complaint:
    facts = {"received_at": MARCH, "due_at": MARCH, "summary": "Slow", "reference": f"K-2025-{next(NUMBERS):05d}"}
    return Complaint.objects.create(customer=customer, **facts | fields)


def answer(customer, *, is_low: bool, complaint=None, kind: str = "scale4", at: datetime = MARCH) -> None:
    survey = Survey.objects.create(title_id="Survei", title_en="Survey")
    question = Question.objects.create(survey=survey, position=1, kind=kind, text_id="Puas?", text_en="Satisfied?")
    invitation = Invitation.objects.create(
        survey=survey, customer=customer, complaint=complaint, send_at=at, expires_at=at, status="answered"
    )
    response = Response.objects.create(invitation=invitation, survey=survey, submitted_at=at, is_low=is_low)
    Answer.objects.create(response=response, question=question, number=1 if is_low else 4)


def outcome_of(customer) -> str:
    close_ended_years(today=date(2026, 1, 2), at=AT)
    result = YearResult.objects.get(fiscal_year__name="FY2025", panel="external", version=1)
    return result.members.get(customer=customer).outcome


def test_closed_complaints_count_as_resolved(customer):
    complain(customer, status="closed", closed_at=MARCH, resolved_at=MARCH)
    assert outcome_of(customer) == "resolved"


def test_one_unresolved_complaint_outweighs_resolved_ones(customer):
    complain(customer, status="closed", closed_at=MARCH, resolved_at=MARCH)
    complain(customer, status="received", summary="Again")
    assert outcome_of(customer) == "unresolved"


def test_a_good_follow_up_answer_resolves_a_complaint_that_nobody_closed(customer):
    complaint = complain(customer, status="answered", resolved_at=MARCH)
    answer(customer, is_low=False, complaint=complaint)
    assert outcome_of(customer) == "resolved"


def test_a_bad_answer_without_complaint_is_silent_dissatisfaction(customer):
    answer(customer, is_low=False)
    answer(customer, is_low=True)
    assert outcome_of(customer) == "silent"


def test_a_good_answer_without_complaint_is_satisfaction(customer):
    answer(customer, is_low=False)
    assert outcome_of(customer) == "satisfied"


def test_confidential_complaints_answers_in_words_and_other_years_say_nothing(customer):
    secret = complain(customer, is_restricted=True)
    answer(customer, is_low=True, complaint=secret)
    answer(customer, is_low=False, kind="text")
    answer(customer, is_low=True, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))
    complain(customer, received_at=datetime(2024, 5, 5, tzinfo=UTC), summary="Long ago")
    assert outcome_of(customer) == "unknown"


def test_who_is_quieter_than_usual_or_has_something_open_is_at_risk():
    rhythm = [datetime(2025, month, 1, 3, tzinfo=UTC) for month in (10, 11, 12)]
    steady, quiet, angry, secret = CustomerFactory.create_batch(4)
    for customer in (steady, quiet, angry, secret):
        for moment in rhythm:
            TransactionFactory(customer=customer, occurred_at=moment)
    for customer in (steady, angry, secret):
        TransactionFactory(customer=customer, occurred_at=datetime(2026, 2, 20, tzinfo=UTC))
    complain(angry, owner=UserFactory(), received_at=datetime(2026, 2, 2, tzinfo=UTC))
    complain(secret, is_restricted=True, received_at=datetime(2026, 2, 2, tzinfo=UTC))

    refresh_running_year(today=date(2026, 3, 1), at=datetime(2026, 3, 1, 3, tzinfo=UTC))

    signs = {
        risk.customer_id: (risk.is_quiet, risk.has_open_complaint, risk.has_low_score) for risk in AtRisk.objects.all()
    }
    assert signs == {quiet.pk: (True, False, False), angry.pk: (False, True, False)}
    risk = AtRisk.objects.get(customer=quiet)
    assert (risk.quiet_days, risk.usual_gap_days, risk.last_business_on) == (90, 30, date(2025, 12, 1))
