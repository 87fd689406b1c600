"""The consent log: provable, complete, and heard at once."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from common.errors import AppError
from customers.models import Customer
from customers.services import merge_customers, update_customer
from customers.tests.factories import CustomerFactory
from outbox.enums import Status
from outbox.models import Message
from outbox.tests.factories import queue_mail
from privacy import queries, services
from privacy.enums import Basis, Channel
from privacy.letters import letters_for, purposes_with_letters
from privacy.models import ConsentEntry, ConsentPurpose, RefusalToFollow

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def said(customer: Customer, purpose: str = "surveys") -> list[tuple[bool, str]]:
    entries = ConsentEntry.objects.filter(customer=customer, purpose__key=purpose).order_by("id")
    return list(entries.values_list("given", "channel"))


def log_state(customer: Customer) -> bool:
    """What the newest line of the log says of surveys; without one people are asked until they object."""
    states = {state.purpose.key: state.is_allowed for state in queries.consents_of(customer)}
    return states["surveys"]


def test_a_consent_is_kept_with_its_wording_channel_moment_and_who_noted_it():
    customer, agent = CustomerFactory(), UserFactory()
    entry = services.record_consent(
        customer=customer, purpose="marketing", given=True, channel=Channel.PHONE, note="call of 9 March", at=NOW,
        by=agent,
    )  # fmt: skip
    assert (entry.wording.number, entry.channel, entry.note, entry.at, entry.by) == (
        1, "phone", "call of 9 March", NOW, agent,
    )  # fmt: skip
    state = {state.purpose.key: state for state in queries.consents_of(customer)}["marketing"]
    assert (state.is_allowed, state.entry) == (True, entry)


def test_silence_forbids_what_rests_on_consent_and_allows_the_rest():
    customer = CustomerFactory()
    states = {state.purpose.key: state.is_allowed for state in queries.consents_of(customer)}
    assert states == {"surveys": True, "marketing": False}
    everybody = Customer.objects.all()
    assert list(queries.allows(everybody, "surveys")) == [customer]
    assert list(queries.allows(everybody, "marketing")) == []
    services.record_consent(customer=customer, purpose="marketing", given=True, channel="phone", at=NOW)
    assert list(queries.allows(everybody, "marketing")) == [customer]
    Customer.objects.update(do_not_contact=True)
    assert list(queries.allows(everybody, "marketing")) == []


def test_a_form_a_file_a_list_and_plain_sql_all_leave_a_line(tmp_path):
    agent = UserFactory()
    customer = CustomerFactory(external_id="A1", survey_consent=False)
    update_customer(customer=customer, expected_version=1, at=NOW, by=agent, survey_consent=True)
    Customer.objects.filter(pk=customer.pk).update(survey_consent=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET survey_consent = TRUE")
    assert said(customer) == [(False, "registry"), (True, "registry"), (False, "registry"), (True, "registry")]


def test_a_file_that_changes_consents_is_named_as_their_source(tmp_path):
    customer = CustomerFactory(external_id="A1", name="Budi")
    file = tmp_path / "customers.csv"
    file.write_text("external_id,name,survey_consent\nA1,Budi,no\nA2,Sari,no\n")
    call_command("import_customers", str(file), stdout=io.StringIO())
    lines = {row.name: said(row) for row in Customer.objects.all()}
    if Customer.objects.filter(survey_consent=False).exists():  # the column is one that files may bring
        assert lines == {"Budi": [(False, "import")], "Sari": [(False, "import")]}
    assert log_state(customer) == Customer.objects.get(pk=customer.pk).survey_consent


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["form", "list", "sql", "record", "withdraw", "merge"]), st.integers(0, 2), st.booleans()
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_column_says_what_the_newest_line_says(steps):
    with transaction.atomic():
        rows = [CustomerFactory(survey_consent=consent) for consent in (True, False, True)]
        for how, which, consent in steps:
            row = Customer.objects.get(pk=rows[which].pk)
            if how == "form" and row.merged_into is None:
                update_customer(customer=row, expected_version=row.version, at=NOW, by=None, survey_consent=consent)
            elif how == "list":
                Customer.objects.filter(pk__lte=row.pk).update(survey_consent=consent)
            elif how == "sql":
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE customers_customer SET survey_consent = %s WHERE id = %s", [consent, row.pk])
            elif how == "record" and row.merged_into is None:
                services.record_consent(customer=row, purpose="surveys", given=consent, channel="phone", at=NOW)
            elif how == "withdraw":
                services.record_consent(customer=row, purpose="surveys", given=False, channel="email", at=NOW)
            elif how == "merge" and which and not Customer.objects.filter(pk=rows[0].pk, duplicates=row).exists():
                merge_customers(duplicate=row, survivor=rows[0], at=NOW)
        for row in Customer.objects.filter(pk__in=[one.pk for one in rows]):
            assert log_state(row) == row.survey_consent
        transaction.set_rollback(True)


@pytest.mark.parametrize("purpose", ["surveys", "marketing"])
def test_a_form_sent_twice_leaves_one_line(purpose):
    customer, key = CustomerFactory(), "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    values = {"customer": customer, "purpose": purpose, "given": False, "channel": "phone", "at": NOW}
    first = services.record_consent(**values, submission_key=key)
    assert services.record_consent(**values, submission_key=key) == first
    assert said(customer, purpose) == [(False, "phone")]


def test_saying_the_same_again_is_noted_again_for_it_is_new_evidence():
    customer = CustomerFactory()
    services.record_consent(customer=customer, purpose="surveys", given=True, channel="phone", at=NOW)
    services.record_consent(customer=customer, purpose="surveys", given=True, channel="letter", at=NOW)
    assert said(customer) == [(True, "phone"), (True, "letter")]
    assert {entry.wording.number for entry in ConsentEntry.objects.all()} == {1}


@pytest.mark.parametrize("purpose", ["surveys", "marketing"])
def test_a_refusal_holds_for_the_records_folded_together(purpose):
    survivor, duplicate, other = CustomerFactory.create_batch(3)
    merge_customers(duplicate=duplicate, survivor=survivor, at=NOW)
    services.record_consent(customer=survivor, purpose=purpose, given=False, channel="phone", at=NOW)
    assert said(duplicate, purpose) == [(False, "phone")]
    assert said(other, purpose) == []


def test_every_purpose_with_letters_stops_those_that_wait_when_it_is_refused():
    assert "surveys" in purposes_with_letters()
    for purpose in purposes_with_letters():
        customer = CustomerFactory(email="Budi@example.com")
        letters = [queue_mail(to="budi@EXAMPLE.com", purpose=template) for template in letters_for(purpose)]
        kept = [queue_mail(to="budi@example.com", purpose="complaints/mail/reply"), queue_mail(to="sari@example.com")]
        services.record_consent(customer=customer, purpose=purpose, given=False, channel="phone", at=NOW)
        states = dict(Message.objects.values_list("pk", "status"))
        assert {states[letter.pk] for letter in letters} == {Status.CANCELLED}
        assert {states[letter.pk] for letter in kept} == {Status.PENDING}


def test_refusals_set_by_a_list_are_followed_by_the_worker(django_assert_num_queries):
    customers = CustomerFactory.create_batch(3, email="budi@example.com")
    letter = queue_mail(to="budi@example.com", purpose=letters_for("surveys")[0])
    Customer.objects.filter(pk__in=[row.pk for row in customers]).update(survey_consent=False)
    assert services.follow_refusals() == 3
    assert services.follow_refusals() == 0
    letter.refresh_from_db()
    assert (letter.status, RefusalToFollow.objects.count()) == (Status.CANCELLED, 0)


def test_lines_of_the_log_never_change():
    services.record_consent(customer=CustomerFactory(), purpose="marketing", given=True, channel="phone", at=NOW)
    for change in (lambda rows: rows.update(given=False), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change(ConsentEntry.objects.all())


def test_a_wording_that_people_agreed_to_never_changes_and_a_new_one_counts_on():
    purpose, admin = ConsentPurpose.objects.get(key="marketing"), UserFactory(admin=True)
    first = purpose.wordings.get()
    purpose.wordings.update(text_en="Still free to be changed")
    services.record_consent(customer=CustomerFactory(), purpose="marketing", given=True, channel="phone", at=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        purpose.wordings.update(text_en="Something else")
    tomorrow = timezone.localdate(NOW) + timedelta(days=1)
    second = services.add_wording(purpose=purpose, text_id="B", text_en="B", valid_from=tomorrow, at=NOW, by=admin)
    assert second.number == 2
    today = services.record_consent(customer=CustomerFactory(), purpose="marketing", given=True, channel="web", at=NOW)
    later = services.record_consent(
        customer=CustomerFactory(), purpose="marketing", given=True, channel="web", at=NOW + timedelta(days=2)
    )
    assert (today.wording, later.wording) == (first, second)
    with pytest.raises(AppError, match="."):
        services.add_wording(
            purpose=purpose, text_id="C", text_en="C", valid_from=tomorrow - timedelta(days=9), at=NOW, by=admin
        )


def test_the_ground_of_surveys_can_not_become_consent_for_their_column_says_yes_until_no():
    purpose = ConsentPurpose.objects.get(key="surveys")
    with pytest.raises(AppError):
        services.save_purpose(purpose=purpose, expected_version=1, basis=Basis.CONSENT)


# --- pages ----------------------------------------------------------------------------------------


def test_a_clerk_notes_on_the_customers_page_what_was_said(client, agent):
    customer = CustomerFactory(name="Budi Santoso")
    page = client.get(f"/customers/{customer.pk}/?whole=1").content.decode()
    assert "Offers and promotions" in page
    address = f"/customers/{customer.pk}/consents/"
    assert "I agree to be contacted" in client.get(address).content.decode()
    values = {"purpose": "marketing", "given": "yes", "channel": "phone", "note": "call of today",
              "submission_key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"}  # fmt: skip
    assert client.post(address, values).status_code == 302
    log = client.get(address).content.decode()
    assert "call of today" in log
    assert agent.full_name in log


@pytest.mark.parametrize("changes", [{"purpose": "nothing"}, {"given": ""}, {"channel": "import"}, {"note": "x" * 301}])
def test_a_wrong_entry_is_refused_with_what_was_typed(client, agent, changes):
    customer = CustomerFactory()
    values = {"purpose": "marketing", "given": "yes", "channel": "phone", "note": "kept",
              "submission_key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", **changes}  # fmt: skip
    response = client.post(f"/customers/{customer.pk}/consents/", values)
    assert response.status_code == 422
    assert ("kept" in response.content.decode()) or "note" in changes
    assert not ConsentEntry.objects.exists()


def test_an_administrator_writes_a_purpose_and_its_text(client):
    client.force_login(UserFactory(admin=True, language="en"))
    values = {"key": "newsletter", "name_id": "Buletin", "name_en": "Newsletter", "basis": "consent", "position": "30",
              "is_active": "on"}  # fmt: skip
    response = client.post("/privacy/purposes/new/", values)
    client.post(response["Location"], {"text_id": "Saya mau", "text_en": "I want it",
                                       "valid_from": f"{timezone.localdate():%d-%m-%Y}"})  # fmt: skip
    page = client.get("/privacy/purposes/").content.decode()
    assert "Newsletter" in page
    assert "I want it" in page
    assert "identifier" in client.post("/privacy/purposes/new/", values).content.decode()
