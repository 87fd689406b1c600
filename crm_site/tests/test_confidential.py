"""A confidential complaint exists only for the people named on it, whatever their role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.queries import audited_models
from accounts.tests.factories import UserFactory
from complaints import services
from complaints.models import Complaint, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, CustomerFactory, DepartmentFactory
from customers.models import FollowUp
from loyalty.models import LedgerEntry
from loyalty.tests.factories import ProgrammeFactory
from outbox.models import Message
from surveys.models import Invitation, Survey
from surveys.services import submit_response
from surveys.tests.factories import InvitationFactory

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/search/?q=perundungan",
    "/complaints/?tab=all",
    "/complaints/?tab=all&q=perundungan",
    "/complaints/dashboard/",
    "/outbox/",
    "/audit/?model=complaints.complaint",
    "/audit/?model=complaints.entry",
    "/admin/complaints/complaint/",
    "/follow-ups/",
]


@pytest.fixture
def secret():
    return ComplaintFactory(summary="Perundungan di dapur", is_restricted=True)


@pytest.mark.parametrize("role", Role.values)
def test_nobody_else_finds_a_trace_of_it(role, secret):
    client = Client()
    client.force_login(UserFactory(role=role))
    for page in [*PAGES, f"/customers/{secret.customer.pk}/", f"/complaints/new/?customer={secret.customer.pk}"]:
        answer = client.get(page).content.decode()
        assert secret.summary not in answer, page
        assert secret.reference not in answer, page
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_who_is_named_works_on_it_like_on_any_other(secret):
    named = UserFactory()
    RestrictedAccess.objects.create(complaint=secret, user=named)
    client = Client()
    client.force_login(named)
    assert secret.summary in client.get(secret.get_absolute_url()).content.decode()
    assert secret.reference in client.get("/complaints/?tab=all").content.decode()


@pytest.fixture
def found_out_late() -> Complaint:
    """A complaint that left traces in every corner before somebody saw that it is confidential."""
    now, agent, manager = timezone.now(), UserFactory(), UserFactory(manager=True)
    ProgrammeFactory(is_default=True)
    survey = Survey.objects.get(trigger="complaint_closed", status="published")
    complaint = ComplaintFactory(
        customer=CustomerFactory(email="budi@example.com"), summary="Perundungan di dapur", owner=agent
    )
    services.reply(complaint=complaint, body="Kami periksa.", at=now, by=agent)
    services.propose_remedy(complaint=complaint, kind="points", points=50, at=now, by=agent)
    services.propose_remedy(complaint=complaint, kind="refund", amount=900_000, at=now, by=agent)
    services.resolve(complaint=complaint, resolution="Selesai.", at=now, by=agent)
    services.accept(complaint=complaint, at=now)
    answered = InvitationFactory(survey=survey, customer=complaint.customer, complaint=complaint, round=7)
    answered.expires_at = now + timedelta(days=3)
    answered.save()
    lowest = {question.pk: "" if question.is_text else 1 for question in survey.questions.all()}
    submit_response(invitation=answered, answers=lowest, at=now, language="id")
    services.set_confidentiality(complaint=complaint, is_restricted=True, named=[manager], at=now, by=manager)
    return complaint


@pytest.mark.parametrize("role", Role.values)
def test_traces_of_what_became_confidential_later_are_hidden_too(role, found_out_late):
    client = Client()
    client.force_login(UserFactory(role=role))
    invitation = Invitation.objects.exclude(response=None).get()
    customer, survey, answer = invitation.customer, invitation.survey, invitation.response
    entry, follow_up = LedgerEntry.objects.get(), FollowUp.objects.get()
    pages = [
        *PAGES,
        "/follow-ups/?tab=everybody",
        f"/follow-ups/{follow_up.pk}/done/",
        f"/customers/{customer.pk}/",
        f"/customers/{customer.pk}/timeline/",
        f"/customers/{customer.pk}/timeline/?q=dapur&source=complaints",
        f"/customers/{customer.pk}/timeline/print/",
        f"/customers/{customer.pk}/card/",
        f"/loyalty/members/{entry.membership_id}/",
        f"/surveys/{survey.pk}/",
        f"/surveys/{survey.pk}/responses/",
        f"/surveys/{survey.pk}/results/",
        f"/surveys/{survey.pk}/results.csv",
        "/surveys/calls/",
        "/complaints/remedies/",
        "/retention/at-risk/",
        "/admin/customers/followup/",
        "/admin/loyalty/ledgerentry/",
        f"/admin/loyalty/ledgerentry/{entry.pk}/change/",
        "/admin/outbox/message/",
        *(f"/audit/?model={label}" for label in audited_models()),
    ]
    for page in pages:
        response = client.get(page)
        answer_text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert found_out_late.summary not in answer_text, page
        assert found_out_late.reference not in answer_text, page
        assert answer.get_absolute_url() not in answer_text or "follow-ups" in page or "customers" in page, page
    assert client.get(answer.get_absolute_url()).status_code == 404
    assert not Message.objects.listed().filter(subject_key__startswith="complaint:").exists()


def test_who_is_not_asked_any_more_gets_no_letter_about_what_became_confidential(found_out_late):
    planned = Invitation.objects.filter(complaint=found_out_late, response=None)
    assert [invitation.status for invitation in planned] == ["cancelled"]
    assert not Message.objects.listed().filter(subject_key__in=[row.about for row in planned]).exists()


def test_what_is_open_again_to_all_staff_is_on_the_list_of_messages_again(found_out_late):
    named = found_out_late.named_people.first().user
    services.set_confidentiality(complaint=found_out_late, is_restricted=False, named=[], at=timezone.now(), by=named)
    assert Message.objects.listed().filter(subject_key=f"complaint:{found_out_late.pk}").exists()


def test_djangos_admin_does_not_list_what_hinders_deleting_a_department(client):
    secret = ComplaintFactory(is_restricted=True, department=DepartmentFactory())
    client.force_login(UserFactory(admin=True))
    response = client.get(f"/admin/accounts/department/{secret.department.pk}/delete/")
    assert response.status_code == 403
    assert secret.reference not in response.content.decode()
