"""Which pages of complaint handling open for whom, and what managers see on theirs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory, RemedyFactory
from complaints.tests.pages import page, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


ONE = [
    "complaint_detail",
    "complaint_edit",
    "complaint_assign",
    "complaint_status",
    "complaint_wait",
    "complaint_resolve",
    "complaint_remedy",
    "complaint_reopen",
]


@pytest.mark.parametrize("name", ONE)
def test_each_page_of_a_complaint_opens_for_staff_and_a_confidential_one_does_not_exist(client, agent, name):
    complaint = ComplaintFactory(confidential=True, summary="Bullied at the front office")
    assert client.get(page(name, complaint.reference)).status_code == 404
    assert client.post(page(name, complaint.reference)).status_code in (404, 405)
    RestrictedAccess.objects.create(complaint=complaint, user=agent)
    assert "Bullied at the front office" in text_of(client.get(page(name, complaint.reference)))


def test_a_confidential_complaint_shows_nowhere(client, agent):
    secret = ComplaintFactory(confidential=True, summary="Bullied at the front office")
    User.objects.filter(pk=agent.pk).update(role="admin")
    remedy = RemedyFactory(complaint=secret)
    for url in [
        page("complaint_list") + "?tab=all",
        page("complaint_list") + f"?tab=all&q={secret.reference}",
        page("complaint_new") + f"?customer={secret.customer_id}",
        page("complaint_dashboard"),
        page("remedy_queue"),
        secret.customer.get_absolute_url(),
        reverse("customers:customer_card", args=[secret.customer_id]),
    ]:
        assert "Bullied" not in text_of(client.get(url))
    assert client.get(page("remedy_decide", remedy.pk)).status_code == 404
    for step in ("complaint_start", "complaint_close"):
        assert client.post(page(step, secret.reference)).status_code == 404


@pytest.mark.parametrize("name", ["complaint_dashboard", "remedy_queue"])
def test_figures_and_approvals_are_for_managers(client, name):
    assert client.get(page(name)).status_code == 403


def test_a_manager_approves_from_the_queue(client, agent):
    User.objects.filter(pk=agent.pk).update(role="manager")
    remedy = RemedyFactory(description="One free night")
    assert "1,000,000" in text_of(client.get(page("remedy_queue")))
    client.post(page("remedy_decide", remedy.pk), {"decision": "approve"})
    remedy.refresh_from_db()
    assert (remedy.status, remedy.decided_by) == ("approved", agent)


def test_a_manager_sees_why_an_own_proposal_waits_for_another(client, agent):
    User.objects.filter(pk=agent.pk).update(role="manager")
    remedy = RemedyFactory(proposed_by=agent)
    assert "another manager decides" in text_of(client.get(page("remedy_decide", remedy.pk)))
    answer = client.post(page("remedy_decide", remedy.pk), {"decision": "approve"})
    assert answer.status_code == 422
    remedy.refresh_from_db()
    assert remedy.status == "proposed"


def test_the_figures_lead_to_their_lists(client, agent):
    User.objects.filter(pk=agent.pk).update(role="manager")
    now = timezone.now()
    for _ in range(8):
        ComplaintFactory(resolved=True, received_at=now - timedelta(days=3), resolved_at=now, due_at=now)
    for _ in range(4):
        ComplaintFactory(received_at=now - timedelta(days=9), due_at=now - timedelta(days=1))
    shown = text_of(client.get(page("complaint_dashboard")))
    assert "too few for a percentage" in shown
    links = client.get(page("complaint_dashboard")).context["links"]
    counts = {name: client.get(url).context["page"].rows for name, url in links.items()}
    assert {name: len(rows) for name, rows in counts.items()} == {
        "open": 4,
        "overdue": 4,
        "received": 12,
        "resolved": 8,
        "on_time": 8,
    }
