"""The pages of background work: who sees which, and what they can do with it."""

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from jobs.enums import Status
from jobs.models import Job, results_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(language="en")


@pytest.fixture
def client(client, person):
    client.force_login(person)
    return client


def a_job(person, **values) -> Job:
    return Job.objects.create(kind="tests.none", title="Tag 1,200 customers", created_by=person, **values)


def test_progress_is_shown_and_asked_for_again_until_the_job_is_finished(client, person):
    job = a_job(person, status=Status.RUNNING, done=300, total=1200)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "300 of 1,200" in page
    assert 'hx-trigger="every 1s"' in page
    Job.objects.update(status=Status.DONE, done=1200, message="All are tagged.", finished_at=timezone.now())
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "All are tagged." in part
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_what_somebody_else_asked_for_is_theirs_and_the_administrators(client):
    other = UserFactory()
    (results_folder() / "xyz").write_bytes(b"secret")
    job = a_job(other, status=Status.DONE, finished_at=timezone.now(), result_file="xyz", result_name="list.csv")
    assert client.get(job.get_absolute_url()).status_code == 404
    assert "Tag 1,200" not in client.get("/jobs/").content.decode()
    client.force_login(UserFactory(admin=True, language="en"))
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Tag 1,200 customers" in page
    assert "Download" not in page
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
    client.force_login(other)
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert b"".join(answer.streaming_content) == b"secret"


def test_stopping_is_one_click_and_the_second_is_told_that_it_is_over(client, person):
    job = a_job(person)
    client.post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.status == Status.CANCELLED
    assert "finished already" in client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
