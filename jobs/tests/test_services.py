"""Work in steps: each exactly once, whatever dies, stops or is sent twice."""

import time
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Department
from accounts.tests.factories import DepartmentFactory, UserFactory
from common.errors import AppError, NotAllowed
from jobs import services
from jobs.enums import Status
from jobs.models import Job, results_folder
from jobs.registry import JobKind, Step, register_job

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


broken: set[int] = set()  # places at which a step fails for a reason nobody expected


def add_letter(job: Job) -> Step:
    """Adds a letter to an address a step: a step done twice shows."""
    place = job.state.get("place", 0)
    department = Department.objects.get(pk=job.parameters["department"])
    Department.objects.filter(pk=department.pk).update(email=department.email + "abcde"[place])
    if place in broken:
        raise RuntimeError("the machine went away")
    if place == job.parameters.get("refuse_at"):
        raise AppError("This can't be done.")
    if place == 4:
        return Step(done=1, message="All letters are there.")
    return Step(done=1, total=5, state={"place": place + 1})


def take_letters_away(job: Job) -> Step:
    department_id = Job.objects.get(pk=job.parameters["job"]).parameters["department"]
    department = Department.objects.get(pk=department_id)
    Department.objects.filter(pk=department_id).update(email=department.email[:-5])
    return Step(done=5)


register_job(JobKind("tests.letters", add_letter, undo="tests.unletters"))
register_job(JobKind("tests.unletters", take_letters_away))


@pytest.fixture(autouse=True)
def nothing_is_broken():
    broken.clear()


def start(**parameters) -> tuple[Job, Department]:
    department = DepartmentFactory(email="-")
    job = services.start_job(
        kind="tests.letters",
        title="Letters",
        by=UserFactory(),
        at=NOW,
        parameters={"department": department.pk, **parameters},
    )
    return job, department


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_job_is_done_step_by_step_to_its_end():
    job, department = start()
    services.run_jobs()
    job = fresh(job)
    assert (job.status, job.done, job.total, job.message) == (Status.DONE, 5, 5, "All letters are there.")
    assert fresh(department).email == "-abcde"


def test_a_step_that_fails_is_taken_back_and_done_again():
    broken.add(2)
    job, department = start()
    services._work_on(job, deadline=time.monotonic() + 5)
    assert (fresh(job).status, fresh(job).done, fresh(department).email) == (Status.RUNNING, 2, "-ab")
    broken.clear()
    services.run_jobs()
    assert (fresh(job).status, fresh(department).email) == (Status.DONE, "-abcde")


def test_a_job_that_fails_at_each_start_is_given_up_with_a_sentence():
    broken.add(0)
    job, department = start()
    services.run_jobs(budget=5)
    assert fresh(job).status == Status.FAILED
    assert "administrator" in fresh(job).message
    assert fresh(department).email == "-"


def test_a_refusal_ends_the_job_with_its_sentence():
    job, department = start(refuse_at=1)
    services.run_jobs()
    assert (fresh(job).status, fresh(job).message, fresh(department).email) == (
        Status.FAILED,
        "This can't be done.",
        "-a",
    )


def test_a_stopped_job_keeps_what_its_steps_have_done_and_does_no_more():
    job, department = start()
    services._work_on(job, deadline=0)  # one step
    services.cancel_job(job=fresh(job), at=NOW)
    services.run_jobs()
    assert (fresh(job).status, fresh(department).email) == (Status.CANCELLED, "-a")
    with pytest.raises(NotAllowed):
        services.cancel_job(job=fresh(job), at=NOW)


def test_one_step_a_turn_so_that_nobody_waits_for_the_longest_job():
    first, _ = start()
    second, _ = start()
    services._work_on(first, deadline=0)
    assert Job.objects.unfinished().order_by("worked_at").first() == fresh(first)
    services.run_jobs()
    assert {fresh(first).status, fresh(second).status} == {Status.DONE}


def test_a_form_sent_twice_starts_one_job():
    key, person = uuid4(), UserFactory()
    jobs = [services.start_job(kind="tests.letters", title="", by=person, at=NOW, submission_key=key) for _ in "ab"]
    assert jobs[0] == jobs[1]
    assert Job.objects.count() == 1


def test_done_work_is_taken_back_once():
    job, department = start()
    services.run_jobs()
    undo = services.undo_job(job=job, by=job.created_by, at=NOW)
    with pytest.raises(NotAllowed):
        services.undo_job(job=job, by=job.created_by, at=NOW)
    services.run_jobs()
    assert (fresh(undo).status, fresh(department).email) == (Status.DONE, "-")


def test_a_file_is_offered_for_a_week():
    (results_folder() / "abc").write_bytes(b"x")
    job = Job.objects.create(
        kind="tests.letters", title="", status=Status.DONE, finished_at=NOW, result_file="abc", result_name="list.csv"
    )
    assert services.purge_results(at=NOW + services.KEPT_FOR / 2) == 0
    assert fresh(job).file_path.read_bytes() == b"x"
    assert services.purge_results(at=NOW + services.KEPT_FOR * 1.01) == 1
    assert fresh(job).file_path is None
    assert not (results_folder() / "abc").exists()
