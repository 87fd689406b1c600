"""What staff do on the page of one complaint."""

from uuid import uuid4

import pytest

from complaints.models import Complaint, Entry, Remedy
from complaints.tests.factories import ComplaintFactory
from complaints.tests.pages import page, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def test_a_reply_sent_twice_is_one_reply(client):
    complaint = ComplaintFactory(customer__email="budi@id.example")
    values = {"body": "We are sorry", "submission_key": str(uuid4())}
    for _ in range(2):
        answer = client.post(page("complaint_write", complaint.reference, "reply"), values, follow=True)
    assert Entry.objects.filter(kind="reply").count() == 1
    assert "The reply is on its way to budi@id.example." in text_of(answer)


def test_an_empty_note_keeps_its_tab_and_says_so(client):
    complaint = ComplaintFactory()
    answer = client.post(
        page("complaint_write", complaint.reference, "note"), {"body": " ", "submission_key": str(uuid4())}
    )
    assert answer.status_code == 422
    assert "Write something first." in text_of(answer)
    assert Entry.objects.count() == 0


def test_the_way_from_new_to_closed_through_the_pages(client, agent):
    complaint = ComplaintFactory(customer__email="budi@id.example")
    client.post(page("complaint_start", complaint.reference))
    client.post(
        page("complaint_wait", complaint.reference), {"question": "Which room?", "submission_key": str(uuid4())}
    )
    client.post(page("complaint_write", complaint.reference, "message"), {"body": "12", "submission_key": str(uuid4())})
    version = Complaint.objects.get().version
    client.post(
        page("complaint_resolve", complaint.reference),
        {
            "resolution": "Repaired, and a free night",
            "cause": "slow_service",
            "kind": "voucher",
            "amount": "900.000",
            "version": version,
            "submission_key": str(uuid4()),
        },
    )
    complaint.refresh_from_db()
    assert (complaint.status, complaint.owner, complaint.cause.slug) == ("answered", agent, "slow_service")
    assert [(str(r.amount), r.status) for r in Remedy.objects.all()] == [("900000.00", "proposed")]
    client.post(page("complaint_close", complaint.reference))
    shown = text_of(client.get(complaint.get_absolute_url()))
    assert "Closed" in shown
    assert "Which room?" in shown


def test_a_refused_remedy_leaves_the_complaint_unresolved(client):
    complaint = ComplaintFactory(in_progress=True)
    answer = client.post(
        page("complaint_resolve", complaint.reference),
        {"resolution": "x", "cause": "slow_service", "kind": "voucher", "version": 1, "submission_key": str(uuid4())},
    )
    assert answer.status_code == 422
    assert "Enter the amount of this remedy." in text_of(answer)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.entries.count()) == ("investigating", 0)


def test_two_editors_see_both_versions_and_saving_again_keeps_the_second(client):
    complaint = ComplaintFactory(summary="No hot water")
    url = page("complaint_edit", complaint.reference)
    values = {"channel": "phone", "cause": "slow_response", "severity": "normal", "language": "id"}
    client.post(url, {**values, "summary": "No water at all", "version": 1})

    answer = client.post(url, {**values, "summary": "Cold water", "version": 1})
    assert answer.status_code == 409
    assert "No water at all" in text_of(answer)
    assert "Cold water" in text_of(answer)

    client.post(url, {**values, "summary": "Cold water", "version": 2})
    complaint.refresh_from_db()
    assert complaint.summary == "Cold water"


def test_a_step_that_does_not_fit_is_explained(client):
    complaint = ComplaintFactory(closed=True)
    answer = client.post(page("complaint_close", complaint.reference), follow=True)
    assert "does not allow this step" in text_of(answer)
