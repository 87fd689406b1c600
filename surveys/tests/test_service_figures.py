"""Answers of colleagues about the department that serves them, and what promoters make of a customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import Complaint
from complaints.tests.factories import ComplaintFactory
from customers.models import Customer
from customers.service_figures import Period
from customers.services import refresh_standings
from customers.tests.factories import ContractFactory, CustomerFactory, ServiceRelationFactory, UserFactory
from surveys.models import Answer, Invitation, Question, Response
from surveys.service_figures import satisfaction
from surveys.tests.factories import SurveyFactory

pytestmark = pytest.mark.django_db


def answered(survey, customer, question, number, **about) -> Response:
    now = timezone.now()
    invitation = Invitation.objects.create(
        survey=survey, customer=customer, status="answered", send_at=now, expires_at=now + timedelta(days=9), **about
    )
    response = Response.objects.create(invitation=invitation, survey=survey, submitted_at=now)
    Answer.objects.create(response=response, question=question, number=number)
    return response


def question_of(survey, kind: str) -> Question:
    return Question.objects.create(survey=survey, position=99, kind=kind, text_id="Puas?", text_en="Content?")


def test_satisfaction_with_a_service_is_hidden_until_five_people_have_answered():
    relation = ServiceRelationFactory()
    survey = SurveyFactory(audience="internal", department=relation.provider)
    question = question_of(survey, "scale4")
    today = timezone.localdate()
    period, manager = Period(today - timedelta(days=9), today), UserFactory(manager=True)
    for number in (4, 3, 2, 4):
        answered(survey, CustomerFactory(internal=True, department=relation.consumer), question, number)
    hidden = satisfaction([relation], manager, period)[relation.pk]
    assert (hidden.n, "%" in hidden.value) == (4, False)
    answered(survey, CustomerFactory(internal=True, department=relation.consumer), question, 4)
    shown = satisfaction([relation], manager, period)[relation.pk]
    assert (shown.n, shown.value) == (5, "80%")


def stage_of(customer: Customer) -> str:
    at = timezone.now()
    refresh_standings(today=timezone.localdate(at), at=at)
    customer.refresh_from_db()
    return customer.stage


def test_a_client_who_would_recommend_us_is_an_advocate_unless_the_complaint_behind_it_is_confidential():
    customer = CustomerFactory()
    ContractFactory(customer=customer)
    survey = SurveyFactory()
    question = question_of(survey, "nps")
    complaint = ComplaintFactory(customer=customer)
    answered(survey, customer, question, 8)
    assert stage_of(customer) == "client"
    answered(survey, customer, question, 10, complaint=complaint)
    assert stage_of(customer) == "advocate"
    Complaint.objects.filter(pk=complaint.pk).update(is_restricted=True)
    assert stage_of(customer) == "client"
