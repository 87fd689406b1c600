"""What staff see and do on the pages of complaint handling."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from complaints.models import Complaint, Entry, Remedy, RestrictedAccess
from complaints.tests.factories import (
    ComplaintFactory,
    CustomerFactory,
    EntryFactory,
    RemedyFactory,
    UserFactory,
    a_cause,
)
from customers.models import Customer
from customers.tests.factories import PhoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def client(client, agent):
    client.force_login(agent)
    return client


def page(name, *args):
    return reverse(f"complaints:{name}", args=args)


def form_values(**changes):
    return {"submission_key": str(uuid4()), "channel": "phone", "severity": "normal", **changes}


def text_of(response):
    return response.content.decode()


# --- logging ----------------------------------------------------------------------------------------


def test_a_caller_is_found_by_part_of_the_phone_number(client):
    PhoneFactory(customer__name="Budi Santoso", local="81234567890")
    answer = client.get(page("complaint_caller"), {"q": "34567"}, headers={"HX-Request": "true"})
    assert "Budi Santoso" in text_of(answer)
    assert "<html" not in text_of(answer)


def test_the_record_and_the_open_complaints_stand_beside_the_form(client):
    complaint = ComplaintFactory(customer__name="Budi Santoso", summary="Air panas mati")
    answer = text_of(client.get(page("complaint_new"), {"customer": complaint.customer_id}))
    assert "Budi Santoso" in answer
    assert "Air panas mati" in answer
    assert f'value="{complaint.reference}"' in answer


def test_a_complaint_is_saved_in_one_page_and_its_due_time_is_shown(client, agent):
    customer = CustomerFactory(email="budi@id.example")
    answer = client.post(
        page("complaint_new"),
        form_values(customer=customer.pk, cause="rude_service", summary="  Receptionist   shouted "),
        follow=True,
    )
    complaint = Complaint.objects.get()
    assert (complaint.summary, complaint.cause.slug, complaint.logged_by) == (
        "Receptionist shouted",
        "rude_service",
        agent,
    )
    assert answer.redirect_chain[-1][0] == complaint.get_absolute_url()
    assert f"{complaint.reference} is recorded. Due" in text_of(answer)
    assert "The receipt goes to budi@id.example" in text_of(answer)


def test_without_scripts_a_search_keeps_what_was_typed(client):
    PhoneFactory(customer__name="Budi Santoso", local="81234567890")
    answer = client.post(
        page("complaint_new"), form_values(find="1", q="santosa", summary="Shouted at", cause="rude_service")
    )
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "Budi Santoso" in shown
    assert 'value="Shouted at"' in shown
    assert Complaint.objects.count() == 0


def test_an_unknown_caller_is_added_with_the_complaint_and_only_once(client):
    values = form_values(
        new_name="Siti Aminah",
        new_phone="0812 3456 7890",
        new_email="siti@id.example",
        cause="slow_response",
        summary="x",
    )
    for _ in range(2):
        client.post(page("complaint_new"), values)
    customer = Customer.objects.get()
    assert (customer.name, customer.email) == ("Siti Aminah", "siti@id.example")
    assert [phone.e164 for phone in customer.phones.all()] == ["+6281234567890"]
    assert Complaint.objects.get().customer == customer


def test_a_form_with_gaps_is_shown_again_with_what_was_typed(client):
    answer = client.post(page("complaint_new"), form_values(summary="", details="Waited an hour"))
    assert answer.status_code == 422
    assert "Choose a customer, or enter the caller&#x27;s name." in text_of(answer)
    assert "Choose the cause: press 1 to 6." in text_of(answer)
    assert "Waited an hour" in text_of(answer)
    assert (Complaint.objects.count(), Customer.objects.count()) == (0, 0)


def test_a_call_about_an_open_complaint_is_added_to_it(client):
    complaint = ComplaintFactory(waiting=True)
    client.post(
        page("complaint_new"),
        form_values(customer=complaint.customer_id, summary="It was room 12", add_to=complaint.reference),
    )
    complaint.refresh_from_db()
    assert complaint.status == "investigating"
    assert complaint.entries.get(kind="customer_message").body == "It was room 12"
    assert Complaint.objects.count() == 1


HOSTILE = ["\x00", "😡" * 300, "\u202eevil", "'; DROP TABLE--", "<script>alert(1)</script>", "9" * 5000]


@pytest.mark.parametrize("junk", HOSTILE)
def test_junk_in_any_field_is_a_sentence_and_never_an_error(client, junk):
    values = form_values(customer=CustomerFactory().pk, cause="rude_service", summary="Fine")
    for field in [*values, "department", "new_phone", "new_email", "q", "named", "language"]:
        answer = client.post(page("complaint_new"), {**values, field: junk})
        assert answer.status_code in (302, 422), field
        assert "<script>alert(1)" not in text_of(answer)


# --- the queue --------------------------------------------------------------------------------------


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
    htmx = {"HX-Request": "true"}
    opened = text_of(client.get(page("complaint_assign", complaint.reference), headers=htmx))
    assert "Ayu Lestari" in opened
    assert "<html" not in opened
    answer = client.post(page("complaint_assign", complaint.reference), {"owner": agent.pk, "version": 1}, headers=htmx)
    assert f'id="complaint-{complaint.pk}"' in text_of(answer)
    assert "Ayu Lestari" in text_of(answer)
    complaint.refresh_from_db()
    assert complaint.owner == agent


def test_the_status_changes_from_the_row_and_words_need_their_page(client):
    complaint = ComplaintFactory()
    url, htmx = page("complaint_status", complaint.reference), {"HX-Request": "true"}
    assert "Being investigated" in text_of(client.post(url, {"step": "start"}, headers=htmx))
    answer = client.post(url, {"step": "resolve"}, headers=htmx)
    assert answer["HX-Redirect"] == page("complaint_resolve", complaint.reference)


# --- one complaint ----------------------------------------------------------------------------------


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


# --- who may -------------------------------------------------------------------------------------------


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
