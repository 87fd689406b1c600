"""Inviting the customers of a list or of a saved view."""

from uuid import uuid4

import pytest
import time_machine
from django.utils import translation

from accounts.services import save_view
from customers.tests.factories import CustomerFactory
from jobs import services as jobs
from jobs.models import Job
from surveys import bulk_actions
from surveys.enums import InvitationStatus
from surveys.models import Invitation, Wave
from surveys.tests.factories import NOON, SurveyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def post(client, survey, customers, **more):
    sent = {"action": "invite", "survey": survey.pk, "submission_key": uuid4(), "id": [c.pk for c in customers]}
    return client.post("/jobs/bulk/customers/", {**sent, **more})


def test_marked_customers_are_invited_in_one_wave_and_called_back(client, manager, monkeypatch):
    monkeypatch.setattr(bulk_actions.InviteToSurvey, "chunk", 2)
    survey = SurveyFactory()
    people = [*CustomerFactory.create_batch(4, email="a@example.com"), CustomerFactory(survey_consent=False)]
    staff = CustomerFactory(internal=True, email="b@example.com")
    preview = post(client, survey, [*people, staff]).context["preview"]
    with translation.override("en"):
        reasons = {str(reason): count for reason, count in preview.excluded}
    assert (preview.changes, reasons) == (4, {"Does not want surveys": 1, "The survey is for others": 1})
    post(client, survey, [*people, staff], confirmed="1")
    job = jobs.run_job(Job.objects.get())
    wave = Wave.objects.get()
    assert (job.message, wave.invited, wave.excluded) == ("4 customers are invited.", 4, {"no_consent": 1})
    assert set(wave.invitations.values_list("customer", flat=True)) == {person.pk for person in people[:4]}
    Invitation.objects.filter(customer=people[0]).update(status=InvitationStatus.SENT, sent_at=NOON)
    job = jobs.run_job(jobs.undo_job(job=job, by=manager, at=NOON))
    assert list(Invitation.objects.order_by("customer").values_list("status", flat=True)) == [
        "sent", "cancelled", "cancelled", "cancelled"
    ]  # fmt: skip
    assert "1 was changed again" in job.message


def test_a_wave_goes_to_a_saved_view_and_says_so(client, manager):
    survey = SurveyFactory()
    solo = CustomerFactory(city="Solo", email="a@example.com")
    CustomerFactory(city="Medan", email="b@example.com")
    view = save_view(owner=manager, list_key="customers", name="From Solo", query="city=Solo", at=NOON)
    page = client.get(f"/surveys/{survey.pk}/wave/", {"saved": view.pk})
    assert page.context["selection"].invited == 1
    client.post(f"/surveys/{survey.pk}/wave/", {"saved": view.pk, "submission_key": uuid4()})
    jobs.run_job(Job.objects.get())
    wave = Wave.objects.get()
    assert (wave.segment, wave.invitations.get().customer) == ("From Solo", solo)


def test_a_saved_view_whose_filter_is_gone_invites_nobody(client, manager):
    survey = SurveyFactory()
    CustomerFactory(email="b@example.com")
    view = save_view(owner=manager, list_key="customers", name="Gold", query="cf_rank=gold", at=NOON)
    page = client.get(f"/surveys/{survey.pk}/wave/", {"saved": view.pk}).content.decode()
    assert "uses a filter that is no longer there" in page
    answer = client.post(f"/surveys/{survey.pk}/wave/", {"saved": view.pk, "submission_key": uuid4()})
    assert answer.status_code == 422
    assert not Wave.objects.exists()
