"""After a solved problem we ask again: twice, not those who refused contact, and no longer once it goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from common.errors import NotAllowed
from complaints import services
from complaints.models import AfterCare, CarePolicy, Complaint
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory
from customers.models import FollowUp
from customers.services import complete_follow_up

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def solved(**fields) -> Complaint:
    complaint = ComplaintFactory(resolved=True, **fields)
    return services.close_complaint(complaint=complaint, at=AT)


def due_days(complaint) -> list[int]:
    day = timezone.localdate(complaint.resolved_at)
    tasks = FollowUp.objects.filter(customer=complaint.customer).order_by("due_at")
    return [(timezone.localdate(task.due_at) - day).days for task in tasks]


def test_a_solved_complaint_plans_the_contacts_of_the_policy_for_its_officer_once():
    CarePolicy.objects.update(first_days=10, second_days=60)
    complaint = solved()
    assert due_days(complaint) == [10, 60]
    assert services.plan_after_care(complaint=complaint, at=AT) == []
    assert set(FollowUp.objects.values_list("owner", flat=True)) == {complaint.owner_id}


@pytest.mark.parametrize(
    "fields",
    [
        {"customer__do_not_contact": True},
        {"decision": "refused"},
        {"is_restricted": True},
    ],
)
def test_nobody_is_asked_who_refused_contact_or_got_a_no_or_whose_complaint_is_confidential(fields):
    solved(**fields)
    assert not FollowUp.objects.exists()


def test_nobody_is_asked_after_our_last_word_or_when_managers_switched_it_off():
    complaint = ComplaintFactory(resolved=True)
    services.refuse(complaint=complaint, at=AT, reason="Not enough")
    services.close_complaint(complaint=complaint, at=AT, by=UserFactory(), reason="It is all we can do")
    CarePolicy.objects.update(asks_again=False)
    solved()
    assert not FollowUp.objects.exists()


def test_who_has_two_complaints_solved_at_about_the_same_time_is_asked_once():
    customer = CustomerFactory()
    for _ in range(2):
        solved(customer=customer)
    assert FollowUp.objects.filter(customer=customer).count() == 2


def test_what_is_opened_again_is_not_asked_about_until_it_is_solved_anew():
    complaint = solved()
    services.reopen(complaint=complaint, at=AT, by=UserFactory(), reason="It broke again")
    assert (FollowUp.objects.count(), AfterCare.objects.count()) == (0, 0)
    services.resolve(complaint=complaint, resolution="Exchanged.", at=AT + timedelta(days=1), by=UserFactory())
    services.close_complaint(complaint=complaint, at=AT + timedelta(days=8))
    assert due_days(complaint) == [14, 90]


def test_a_complaint_that_becomes_confidential_leaves_no_task_behind():
    complaint, boss = solved(), UserFactory(manager=True)
    services.set_confidentiality(complaint=complaint, is_restricted=True, named=[boss], at=AT, by=boss)
    assert not FollowUp.objects.exists()


def test_the_outcome_is_noted_once_and_the_task_is_done_with_it():
    solved()
    care, agent = AfterCare.objects.order_by("days").first(), UserFactory()
    services.note_after_care(care=care, outcome="content", note="All fine, he says", at=AT, by=agent)
    with pytest.raises(NotAllowed):
        services.note_after_care(care=care, outcome="unhappy", at=AT, by=agent)
    care.refresh_from_db()
    assert (care.outcome, care.follow_up.done_by) == ("content", agent)
    assert "he says" not in care.follow_up.outcome


def test_what_a_colleague_did_on_the_list_can_still_be_told_more_of():
    solved()
    care, agent = AfterCare.objects.order_by("days").first(), UserFactory()
    complete_follow_up(follow_up=care.follow_up, outcome="Called", at=AT, by=agent)
    services.note_after_care(care=care, outcome="unhappy", at=AT, by=agent)
    assert AfterCare.objects.get(pk=care.pk).follow_up.outcome == "Called"


def test_who_is_not_content_leads_to_opening_the_complaint_again(client):
    complaint, agent = solved(), UserFactory(language="en")
    care = complaint.after_care.first()
    client.force_login(agent)
    page = f"/complaints/after-care/{care.pk}/"
    assert complaint.summary in client.get(page).content.decode()
    assert client.post(page, {"note": "x"}).status_code == 422
    answer = client.post(page, {"outcome": "unhappy", "note": "Broke again"})
    assert answer["Location"] == f"{complaint.get_absolute_url()}reopen/"
    assert "Broke again" in client.get(complaint.get_absolute_url()).content.decode()
