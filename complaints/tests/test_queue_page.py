"""The list of complaints: its filters, and what is done from a row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.tests.factories import ComplaintFactory, EntryFactory, RemedyFactory, UserFactory, a_cause
from complaints.tests.pages import page, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def test_the_queue_opens_with_my_complaints_by_due_time(client, agent):
    now = timezone.now()
    ComplaintFactory(in_progress=True, owner=agent, summary="Second", due_at=now + timedelta(hours=5))
    ComplaintFactory(in_progress=True, owner=agent, summary="First", due_at=now - timedelta(hours=1))
    ComplaintFactory(summary="Of nobody")
    shown = text_of(client.get(page("complaint_list")))
    assert 0 < shown.index("First") < shown.index("Second")
    assert "Of nobody" not in shown
    assert "overdue" in shown


def test_filters_narrow_the_list_and_stay_in_the_address(client):
    ComplaintFactory(summary="Rude on WhatsApp", channel="whatsapp")
    ComplaintFactory(summary="Slow on the phone")
    answer = client.get(page("complaint_list"), {"tab": "open", "channel": "whatsapp"})
    shown = text_of(answer)
    assert "Rude on WhatsApp" in shown
    assert "Slow on the phone" not in shown
    assert 'href="?tab=open"' in shown


def test_a_parent_cause_finds_its_finer_ones(client):
    ComplaintFactory(summary="Waited an hour", cause=a_cause("slow_service"))
    ComplaintFactory(summary="Shouted at", cause=a_cause("rude_staff"))
    shown = text_of(client.get(page("complaint_list"), {"tab": "open", "cause": "inefficient_service"}))
    assert "Waited an hour" in shown
    assert "Shouted at" not in shown


@pytest.mark.parametrize("junk", ["\x00", "-1", "9" * 40, "x' OR 1=1", "2026-99-99"])
def test_junk_in_the_address_shows_the_list(client, junk):
    names = ["tab", "q", "status", "cause", "owner", "department", "received_from", "after", "before", "size"]
    for name in names:
        assert client.get(page("complaint_list"), {"tab": "open", name: junk}).status_code in (200, 400, 422)


def test_the_empty_queue_teaches(client):
    assert "Silence is not proof of satisfaction" in text_of(client.get(page("complaint_list"), {"tab": "all"}))


@pytest.mark.parametrize("name", ["complaint_list", "complaint_detail"])
def test_one_row_or_thirty_cost_the_same_queries(client, agent, name):
    complaint = ComplaintFactory(in_progress=True, owner=agent)
    args = [complaint.reference] if name == "complaint_detail" else []

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(page(name, *args), {"tab": "all"}).status_code == 200
        return len(captured)

    cost()
    EntryFactory(complaint=complaint, author=UserFactory())
    RemedyFactory(complaint=complaint)
    few = cost()
    for _ in range(20):
        ComplaintFactory(in_progress=True)
        EntryFactory(complaint=complaint, author=UserFactory())
        RemedyFactory(complaint=complaint)
    assert cost() == few


def test_an_officer_is_assigned_from_the_row(client, agent):
    complaint = ComplaintFactory()
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/complaints/?tab=all"}
    opened = text_of(client.get(page("complaint_assign", complaint.reference), headers=htmx))
    assert "Rina Wulandari" in opened
    assert "<html" not in opened
    answer = client.post(page("complaint_assign", complaint.reference), {"owner": agent.pk, "version": 1}, headers=htmx)
    assert f'id="complaint-{complaint.pk}"' in text_of(answer)
    assert "Rina Wulandari" in text_of(answer)
    complaint.refresh_from_db()
    assert complaint.owner == agent


def test_the_status_changes_from_the_row_and_words_need_their_page(client):
    complaint = ComplaintFactory()
    url, htmx = page("complaint_status", complaint.reference), {"HX-Request": "true"}
    assert "Being investigated" in text_of(client.post(url, {"step": "start"}, headers=htmx))
    answer = client.post(url, {"step": "resolve"}, headers=htmx)
    assert answer["HX-Redirect"] == page("complaint_resolve", complaint.reference)
