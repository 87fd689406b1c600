"""Many complaints weighed at once, and taken back: deadlines, pauses, states and warnings exactly as they were."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from complaints import services
from complaints.models import Complaint, DeadlineSet, Entry
from complaints.tests.factories import CustomerFactory
from jobs import services as jobs
from jobs.models import Job

pytestmark = pytest.mark.django_db
BEGAN = timezone.now() - timedelta(days=2)


@pytest.fixture
def manager(client):
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def logged(manager, **fields) -> Complaint:
    return services.log_complaint(
        customer=CustomerFactory(), channel="phone", summary="No light", at=BEGAN, by=manager, **fields
    )


def assessed_at_once(client, *complaints) -> Job:
    form = {"action": "assess", "severity": "critical", "confirmed": "1", "submission_key": uuid4()}
    client.post("/jobs/bulk/complaints/", {**form, "id": [one.pk for one in complaints]})
    return jobs.run_job(Job.objects.latest("pk"))


def taken_back(job: Job, by) -> Job:
    return jobs.run_job(jobs.undo_job(job=job, by=by, at=timezone.now()))


def as_it_stands(complaint: Complaint) -> tuple[dict, list[dict]]:
    """All of a complaint and its clocks but how often and when it was saved."""
    row = Complaint.objects.filter(pk=complaint.pk).values().get()
    del row["version"], row["updated_at"]
    return row, list(complaint.clocks.order_by("pk").values())


def test_taking_back_gives_every_clock_state_and_pause_back(client, manager):
    fresh, waiting, warned, legal = (logged(manager) for _ in range(4))
    services.wait_for_customer(complaint=waiting, at=BEGAN + timedelta(hours=1), by=manager)
    services.warn_of_deadlines(at=timezone.now())
    ojk = DeadlineSet.objects.exclude(slug="house").first()
    kept = {"safety": False, "complexity": "simple", "impact": "one", "needs_action_now": False, "severity": "low"}
    services.assess(complaint=legal, at=BEGAN, by=manager, deadlines=ojk, **kept)
    before = [as_it_stands(one) for one in (fresh, waiting, warned, legal)]
    assert any(clock["warned"] for clock in before[0][1])

    job = assessed_at_once(client, fresh, waiting, warned, legal)
    assert [as_it_stands(one) == then for one, then in zip((fresh, waiting, warned, legal), before, strict=True)] == [
        False
    ] * 4

    assert taken_back(job, manager).message == "4 records are as they were."
    assert [as_it_stands(one) for one in (fresh, waiting, warned, legal)] == before
    told = Entry.objects.filter(complaint=fresh, kind="status").order_by("pk").last()
    assert (told.old_value, told.new_value) == ("assessed", "acknowledged")


def test_what_has_gone_on_since_keeps_its_state_and_is_weighed_as_before(client, manager):
    one = logged(manager)
    job = assessed_at_once(client, one)
    one.refresh_from_db()
    services.start_work(complaint=one, at=timezone.now(), by=manager)
    taken_back(job, manager)
    one.refresh_from_db()
    assert (one.severity, one.priority, one.status) == ("normal", "normal", "investigating")


def test_what_somebody_else_weighed_since_stays(client, manager):
    one = logged(manager)
    job = assessed_at_once(client, one)
    kept = {"safety": False, "complexity": "simple", "impact": "one", "needs_action_now": False}
    one.refresh_from_db()
    services.assess(complaint=one, at=timezone.now(), by=manager, severity="low", **kept)
    assert "stays as it is" in taken_back(job, manager).message
    one.refresh_from_db()
    assert one.severity == "low"
