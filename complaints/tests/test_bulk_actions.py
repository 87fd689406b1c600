"""One thing done to many complaints: the preview tells the truth, a job does it, and it can be taken back."""

from uuid import uuid4

import pytest
from django.utils import timezone, translation

from accounts.tests.factories import UserFactory
from complaints import services
from complaints.models import Complaint, Entry, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, with_solution_clock
from jobs import services as jobs
from jobs.models import Export, Job

pytestmark = pytest.mark.django_db
PAGE = "/jobs/bulk/complaints/"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def manager(client):
    user = UserFactory(manager=True, language="en", full_name="Hendra")
    client.force_login(user)
    return user


def ask(client, action, *complaints, query=None, **form):
    marked = {"all": "1", "query": query} if query is not None else {"id": [one.pk for one in complaints]}
    return client.post(PAGE, {"action": action, "submission_key": uuid4(), **marked, **form})


def do(client, action, *complaints, **form) -> Job:
    answer = ask(client, action, *complaints, confirmed="1", **form)
    assert answer.status_code == 302, answer.content.decode()
    return jobs.run_job(Job.objects.latest("pk"))


def undone(job: Job, by) -> Job:
    return jobs.run_job(jobs.undo_job(job=job, by=by, at=timezone.now()))


def preview(answer) -> tuple[int, dict[str, int]]:
    found = answer.context["preview"]
    with translation.override("en"):
        return found.changes, {str(reason): count for reason, count in found.excluded}


def stored(complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def test_assigning_leaves_out_what_is_over_had_already_or_confidential_and_can_be_taken_back(client, manager):
    siti, budi = UserFactory(full_name="Siti"), UserFactory(full_name="Budi")
    nobodys, budis, sitis = ComplaintFactory(), ComplaintFactory(owner=budi), ComplaintFactory(owner=siti)
    closed, secret = ComplaintFactory(closed=True), ComplaintFactory(confidential=True)
    RestrictedAccess.objects.create(complaint=secret, user=manager)
    about = ComplaintFactory(about_person=siti)
    every = (nobodys, budis, sitis, closed, secret, about)
    assert preview(ask(client, "assign", *every, owner=siti.pk)) == (
        2,
        {
            "Are no longer open": 1,
            "Are about this person, or confidential without naming this person": 2,
            "Have this officer already": 1,
        },
    )
    job = do(client, "assign", *every, owner=siti.pk)
    assert [stored(one).owner for one in every] == [siti, siti, siti, closed.owner, None, None]
    assert [(e.old_value, e.new_value, e.author) for e in Entry.objects.filter(complaint=budis)] == [
        ("Budi", "Siti", manager)
    ]
    services.assign(complaint=stored(budis), owner=manager, at=timezone.now(), by=manager)
    undone(job, manager)
    assert [stored(one).owner for one in (nobodys, budis, sitis)] == [None, manager, siti]


def test_a_marked_complaint_that_one_may_not_know_of_is_left_alone_and_not_counted(client, manager):
    secret, plain = ComplaintFactory(confidential=True), ComplaintFactory()
    answer = ask(client, "assign", secret, plain, owner=manager.pk)
    assert "<strong>1 complaint</strong>" in answer.content.decode()
    do(client, "assign", secret, plain, owner=manager.pk)
    assert (stored(secret).owner, stored(plain).owner) == (None, manager)


def test_assessing_gives_priority_and_promises_and_taking_back_gives_the_old_ones(client, manager):
    quiet = with_solution_clock(ComplaintFactory(received_at=timezone.now(), due_at=timezone.now()))
    job = do(client, "assess", quiet, ComplaintFactory(closed=True), severity="critical")
    assert (stored(quiet).severity, stored(quiet).priority, stored(quiet).status) == ("critical", "urgent", "assessed")
    assert "1 record was changed. 1 were left as they are." in job.message
    undone(job, manager)
    assert (stored(quiet).severity, stored(quiet).priority) == ("normal", "normal")


def test_closing_closes_what_is_answered_and_says_what_it_leaves(client, manager):
    answered, open_one, refused = (
        ComplaintFactory(resolved=True),
        ComplaintFactory(),
        ComplaintFactory(status="refused", owner=manager),
    )
    every = (answered, open_one, refused, ComplaintFactory(closed=True))
    assert preview(ask(client, "close", *every)) == (
        1,
        {
            "Are closed already": 1,
            "Were refused by the customer: closing them needs a reason for each": 1,
            "Have no answer yet": 1,
        },
    )
    do(client, "close", *every)
    assert [stored(one).status for one in every] == ["closed", "received", "refused", "closed"]


def test_tags_are_added_found_and_taken_back(client, manager):
    one, two = ComplaintFactory(), ComplaintFactory(tags=["refund"])
    job = do(client, "tags", one, two, add="refund, loud", remove="")
    assert [stored(c).tags for c in (one, two)] == [["refund", "loud"], ["refund", "loud"]]
    page = client.get("/complaints/", {"tab": "open", "tags": "loud"})
    assert {row["complaint"] for row in page.context["rows"]} == {one, two}
    undone(job, manager)
    assert [stored(c).tags for c in (one, two)] == [[], ["refund"]]


def test_the_file_has_the_rows_of_the_list_in_its_order_and_nothing_confidential(client, manager):
    late, soon = ComplaintFactory(due_at=timezone.now()), ComplaintFactory(summary='=cmd|" /C calc"!A0')
    secret = ComplaintFactory(confidential=True, summary="Bullied")
    RestrictedAccess.objects.create(complaint=secret, user=manager)
    form = {"file_format": "csv", "which": "shown", "style": "words"}
    assert preview(ask(client, "export", query="tab=open", **form)) == (
        2,
        {"Are confidential: they stay out of files": 1},
    )
    answer = ask(client, "export", query="tab=open&columns=reference", confirmed="1", **form)
    job = jobs.run_job(Job.objects.get())
    assert answer.status_code == 302
    lines = b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Summary,Number"
    assert [line.rsplit(",", 1)[1] for line in lines[1:]] == [soon.reference, late.reference]
    assert lines[1].startswith("\"'=cmd")
    noted = Export.objects.get()
    assert (noted.rows, noted.list_key, noted.described) == (2, "complaints", "Tab: All open")


def test_agents_mark_a_page_and_managers_a_whole_list(client):
    client.force_login(UserFactory(language="en"))
    ComplaintFactory()
    page = client.get("/complaints/", {"tab": "open"}).content.decode()
    assert 'value="assign"' in page
    assert 'value="export"' not in page
