"""Logging a complaint while the customer is on the phone."""

import pytest

from complaints.models import Complaint
from complaints.tests.factories import ComplaintFactory, CustomerFactory
from complaints.tests.pages import form_values, page, text_of
from customers.models import Customer
from customers.tests.factories import PhoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


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
