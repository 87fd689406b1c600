"""Making the customers of a list members of a programme."""

from uuid import uuid4

import pytest
from django.utils import timezone, translation

from accounts.tests.factories import UserFactory
from customers.tests.factories import CustomerFactory
from jobs import services as jobs
from jobs.models import Job
from loyalty.models import Membership
from loyalty.services import book_goodwill
from loyalty.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def post(client, programme, **more):
    sent = {"action": "enrol", "programme": programme.pk, "submission_key": uuid4(), "all": "1", "query": ""}
    return client.post("/jobs/bulk/customers/", {**sent, **more})


def test_all_who_fit_become_members_once_and_can_be_taken_out_again(client, manager):
    programme = ProgrammeFactory()
    one, two = CustomerFactory.create_batch(2)
    CustomerFactory(internal=True)
    CustomerFactory(is_test=True)
    member = MembershipFactory(programme=programme)
    preview = post(client, programme).context["preview"]
    with translation.override("en"):
        reasons = {str(reason): count for reason, count in preview.excluded}
    assert preview.changes == 2
    assert reasons == {"The programme is for others": 1, "Are test records": 1, "Are members, or were": 1}
    post(client, programme, confirmed="1")
    job = jobs.run_job(Job.objects.get())
    assert job.message == "2 records were changed. 3 were left as they are."
    assert set(programme.memberships.values_list("customer", flat=True)) == {one.pk, two.pk, member.customer_id}
    used = Membership.objects.get(customer=one)
    book_goodwill(membership=used, points=5, reason="Sorry", source_key="x", at=timezone.now(), by=manager)
    job = jobs.run_job(jobs.undo_job(job=job, by=manager, at=timezone.now()))
    current = Membership.objects.current().filter(programme=programme)
    assert set(current.values_list("customer", flat=True)) == {one.pk, member.customer_id}
    assert "1 was changed again" in job.message


def test_enrolling_many_is_for_managers(client):
    client.force_login(UserFactory(language="en"))
    CustomerFactory()
    page = client.get("/jobs/bulk/customers/", {"action": "enrol", "all": "1"}, follow=True)
    assert "Choose what to do" in page.content.decode()
