"""Complaints of one cause are put together and answered all at once, each customer by a message of theirs."""

import pytest

from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed, StaleRecord
from complaints import queries, services
from complaints.models import Complaint, Problem, ProblemMember, RestrictedAccess
from complaints.tests.factories import RECEIVED_AT, ComplaintFactory, CustomerFactory, a_cause
from jobs.models import Job
from jobs.services import run_job
from outbox.models import Message

pytestmark = pytest.mark.django_db
KEY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture
def agent(client):
    user = UserFactory(language="en")
    client.force_login(user)
    return user


def case(language: str = "id", **fields) -> Complaint:
    return ComplaintFactory(language=language, customer=CustomerFactory(email=f"{language}@example.com"), **fields)


def together(agent, *complaints, cause="slow_response") -> Problem:
    return services.open_problem(
        name="Dark floor", cause=a_cause(cause) if cause else None, complaints=complaints, at=RECEIVED_AT, by=agent
    )


def all_answered(problem, agent, *, is_last=True, **texts) -> Job:
    job = services.answer_all(problem=problem, texts=texts, is_last=is_last, at=RECEIVED_AT, by=agent)
    return run_job(job)


def test_those_ticked_become_a_problem_once_and_may_join_a_known_one(client, agent):
    one, other, third = case(), case(), case()
    form = {"name": "No light", "note": "", "chosen": [other.reference], "submission_key": KEY}
    for _twice in range(2):
        response = client.post(f"{one.get_absolute_url()}together/", form)
    problem = Problem.objects.get()
    assert response["Location"] == problem.get_absolute_url()
    assert set(queries.cases_of(problem, user=agent)) == {one, other}
    client.post(f"{third.get_absolute_url()}together/", {"problem": problem.pk})
    assert set(queries.cases_of(problem, user=agent)) == {one, other, third}
    assert "No light" in client.get(one.get_absolute_url()).content.decode()
    bad = client.post(f"{one.get_absolute_url()}together/", {**form, "name": ""})
    assert bad.status_code == 422
    assert f'aria-label="{other.reference}" checked' in bad.content.decode()


def test_a_complaint_comes_of_one_problem_at_most(agent):
    one = case()
    together(agent, one)
    second = together(agent, one)
    assert [member.problem for member in ProblemMember.objects.all()] == [second]


def test_one_answer_reaches_every_open_case_in_its_language_and_closed_ones_get_nothing(agent):
    cases = [case("id"), case("en"), case("id")]
    over = case("id", closed=True)
    problem = together(agent, *cases, over)
    job = all_answered(problem, agent, id="Lampu sudah menyala.", en="The lights are on again.")
    assert job.status == "done"
    assert "3" in job.message
    texts = dict(Complaint.objects.filter(pk__in=[one.pk for one in cases]).values_list("pk", "resolution"))
    assert list(texts.values()) == ["Lampu sudah menyala.", "The lights are on again.", "Lampu sudah menyala."]
    assert Complaint.objects.filter(cause__slug="slow_response", finding__isnull=False).count() == 3
    assert sorted(Message.objects.values_list("to_email", flat=True)) == [
        "en@example.com", "id@example.com", "id@example.com",
    ]  # fmt: skip
    with pytest.raises(AppError):
        services.answer_all(problem=problem, texts={"id": "x", "en": "x"}, is_last=True, at=RECEIVED_AT, by=agent)


def test_a_message_to_all_is_a_reply_and_the_work_goes_on(agent):
    one = case("en")
    all_answered(together(agent, one, cause=None), agent, is_last=False, en="We are looking for the fault.")
    one.refresh_from_db()
    assert (one.status, one.entries.filter(kind="reply").count()) == ("investigating", 1)


def test_a_text_is_missing_or_the_cause(agent):
    problem = together(agent, case("id"), case("en"), cause=None)
    with pytest.raises(AppError) as refused:
        services.answer_all(problem=problem, texts={"id": "Ya"}, is_last=False, at=RECEIVED_AT, by=agent)
    assert refused.value.field == "text_en"
    with pytest.raises(AppError):
        services.answer_all(problem=problem, texts={"id": "Ya", "en": "Yes"}, is_last=True, at=RECEIVED_AT, by=agent)


def test_nobody_learns_of_a_confidential_case_by_a_problem_and_no_answer_reaches_it(client, agent):
    named, secret, plain = UserFactory(manager=True), case("id", is_restricted=True), case("id")
    RestrictedAccess.objects.create(complaint=secret, user=named)
    problem = together(named, secret, plain)
    pages = [client.get(address).content.decode() for address in ("/complaints/problems/", problem.get_absolute_url())]
    assert not any(secret.reference in page for page in pages)
    counted = queries.problems(user=agent).get(pk=problem.pk)
    assert (counted.cases, counted.open_cases, queries.answerable(problem, user=agent).total) == (1, 1, 1)
    counted = queries.problems(user=named).get(pk=problem.pk)
    assert (counted.cases, counted.open_cases) == (2, 2)
    all_answered(problem, agent, id="Sudah selesai.")
    secret.refresh_from_db()
    assert secret.status == "received"
    assert client.post(f"/complaints/problems/{problem.pk}/off/{secret.reference}/").status_code == 404


def test_what_is_solved_takes_no_more_and_leads_to_telling_the_customers(client, agent):
    problem = together(agent, case("en"))
    form = {"name": "Dark floor", "cause": "slow_response", "note": "", "status": "solved", "version": 1}
    assert client.post(f"{problem.get_absolute_url()}edit/", form)["Location"].endswith("/answer/")
    assert client.post(f"{problem.get_absolute_url()}edit/", form).status_code == 409
    with pytest.raises(NotAllowed):
        services.add_to_problem(problem=problem, complaints=[case()], at=RECEIVED_AT, by=agent)
    with pytest.raises(StaleRecord):
        services.edit_problem(
            problem=problem, expected_version=1, name="x", cause=None, note="", status="suspected", at=RECEIVED_AT
        )


def test_the_page_shows_a_preview_before_anything_is_sent(client, agent):
    one = case("en")
    problem = together(agent, one)
    form = {"text_en": "It is light again.", "is_last": "on", "submission_key": KEY}
    preview = client.post(f"{problem.get_absolute_url()}answer/", form).content.decode()
    assert one.reference in preview
    assert not Job.objects.exists()
    for _twice in range(2):
        client.post(f"{problem.get_absolute_url()}answer/", {**form, "confirmed": "1"})
    assert Job.objects.count() == 1


def test_lists_cost_the_same_for_3_and_for_20(client, agent, django_assert_max_num_queries):
    for _n in range(20):
        together(agent, case())
    with django_assert_max_num_queries(9):
        client.get("/complaints/problems/")
