"""The audit trail: one list of everything, histories, searching, the file, and rows that never change."""

import csv
import io
import re
from contextlib import nullcontext
from datetime import timedelta

import pghistory
import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ChangeSet, Redaction, User
from accounts.services import list_earlier_changes, redaction
from accounts.tests.factories import PASSWORD, DepartmentFactory, UserFactory
from common.audit import ERASED
from common.tests.pages import send
from complaints.models import Complaint
from complaints.tests.factories import ComplaintFactory, RemedyFactory
from customers.models import Customer, Phone
from customers.services import create_customer, update_customer
from customers.tests.factories import CustomerFactory, PhoneFactory, TransactionFactory

pytestmark = pytest.mark.django_db
CustomerEvent = apps.get_model("customers.CustomerEvent")
NOW = timezone.now()


@pytest.fixture
def admin(client) -> User:
    user = UserFactory(admin=True, language="en", full_name="Dewi Anggraini")
    client.force_login(user)
    return user


def page(client, query: str = "") -> str:
    return client.get(f"/audit/?{query}").content.decode()


def rename(name: str, new: str, by: User | None = None) -> Customer:
    customer = CustomerFactory(name=name)
    with pghistory.context(user=by.pk if by else None, page="customers:customer_edit", reference="ab12cd34ef"):
        update_customer(customer=customer, expected_version=1, at=NOW, by=by, name=new)
    return customer


def test_one_list_tells_who_changed_what_from_what_to_what_in_all_tables(client, admin):
    data = {"full_name": "New Name", "email": "k@example.com", "role": "agent", "language": "", "is_active": "on"}
    clerk = UserFactory(full_name="Old Name", email="k@example.com")
    send(client, f"/users/{clerk.pk}/", data)
    rename("Budi Santosa", "Budi Santoso", admin)
    text = page(client)
    for part in ("<del>Old Name</del>", "<ins>New Name</ins>", "<del>Budi Santosa</del>", "<ins>Budi Santoso</ins>"):
        assert part in text
    assert "accounts:user_edit" in text
    assert PASSWORD not in text
    assert text.index("Budi Santosa") < text.index("Old Name")


def test_a_statement_that_changes_many_rows_is_one_line_that_opens(client, admin):
    CustomerFactory.create_batch(30, city="Bogor")
    Customer.objects.filter(city="Bogor").update(city="Depok")
    change = ChangeSet.objects.latest("pk")
    assert (change.action, change.rows, change.record_id) == ("update", 30, None)
    assert "30 rows" in page(client, "model=customers.customer&action=update")
    rows = client.get(f"/audit/{change.pk}/").content.decode()
    assert rows.count("<del>Bogor</del>") == 25
    assert "after=" in rows


def test_what_a_change_points_at_is_called_by_its_name(client, admin):
    department = DepartmentFactory(name="Kantor Depan")
    customer = CustomerFactory()
    Customer.objects.filter(pk=customer.pk).update(owner=admin, department=department)
    text = page(client, "action=update")
    assert "<ins>Kantor Depan</ins>" in text
    assert "<ins>Dewi Anggraini</ins>" in text


def test_what_the_program_counts_is_in_the_trail_and_not_in_the_list(client, admin):
    customer = rename("Budi Santosa", "Budi Santoso", admin)
    versions = CustomerEvent.objects.filter(pgh_obj_id=customer.pk).order_by("pgh_id").values_list("version", flat=True)
    assert list(versions) == [1, 2]
    shown = page(client, "model=customers.customer&action=update")
    assert re.findall("<ins>(.*?)</ins>", shown) == ["Budi Santoso"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("model=customers.phone", False),
        ("model=customers.customer", True),
        ("action=delete", False),
        ("reference=ab12cd34ef", True),
        ("reference=0000000000", False),
        ("text=santosa", True),
        ("text=santoso", True),
        ("text=nobody", False),
        ("text=50%25", False),
        ("model=customers.customer&field=name", True),
        ("model=customers.customer&field=city&action=update", False),
        (f"until={NOW - timedelta(days=2):%d-%m-%Y}", False),
        (f"since={NOW - timedelta(days=1):%d-%m-%Y}", True),
    ],
)
def test_filters_narrow_the_list(client, admin, query, found):
    rename("Budi Santosa", "Budi Santoso", admin)
    assert ("<del>Budi Santosa</del>" in page(client, query)) == found


def test_the_filter_by_person_leaves_what_this_person_did(client, admin):
    other = UserFactory()
    rename("Budi", "Budi A", admin)
    rename("Sari", "Sari B", other)
    text = page(client, f"user={other.pk}")
    assert "<ins>Sari B</ins>" in text
    assert "<ins>Budi A</ins>" not in text


def test_a_search_reads_a_bounded_stretch_and_goes_on_where_it_ended(client, admin, monkeypatch):
    monkeypatch.setattr("accounts.queries.audit_search.WINDOW", 4)
    monkeypatch.setattr("accounts.queries.audit_search.BATCH", 2)
    rename("Budi Santosa", "Budi Santoso")
    DepartmentFactory.create_batch(6)
    first = client.get("/audit/?text=santosa")
    assert "Santosa</del>" not in first.content.decode()
    assert first.context["searched_back_to"] is not None
    second = client.get(f"/audit/{first.context['older']}")
    assert "<del>Budi Santosa</del>" in second.content.decode()


def test_the_history_of_a_customer_found_by_number_holds_its_phones(client, admin):
    customer = create_customer(name="Budi", phones=["0812-3456-7890"], at=NOW, by=admin)
    Phone.objects.filter(customer=customer).delete()
    CustomerFactory(name="Somebody Else")
    text = page(client, f"record={customer.number.lower()}")
    assert "0812-3456-7890" in text
    assert "deleted" in text
    assert "Somebody Else" not in text
    assert "Nothing is called" in page(client, "record=P-999999")


def test_a_long_history_is_read_page_by_page_without_loss(client, admin):
    customer = CustomerFactory()
    for number in range(60):
        Customer.objects.filter(pk=customer.pk).update(city=f"City {number}")
        PhoneFactory(customer=customer) if number % 3 == 0 else None
    seen, query = [], f"?record={customer.number}"
    name = {"customers.customer": "city", "customers.phone": "digits"}
    while query:
        response = client.get(f"/audit/{query}")
        seen += [
            (line.label, {change.name: change.after for change in line.changes}.get(name[line.label]))
            for line in response.context["lines"]
        ]
        query = response.context["older"]
    assert len(seen) == 61 + 20
    assert len(set(seen)) == len(seen)


def test_a_confidential_complaint_shows_in_no_list_search_history_or_file(client, admin):
    secret = ComplaintFactory(summary="Perundungan di dapur", is_restricted=True)
    RemedyFactory(complaint=secret, description="Perundungan lagi")
    Complaint.objects.filter(pk__in=[secret.pk, ComplaintFactory().pk]).update(severity="high")
    bulk = ChangeSet.objects.filter(table="complaints.complaint").latest("pk")
    addresses = ["", "?text=perundungan", f"?record={secret.reference}", "?model=complaints.complaint",
                 f"?model=complaints.complaint&record={secret.pk}", "export/", "export/?text=perundungan",
                 f"export/?model=complaints.complaint&record={secret.pk}", f"{bulk.pk}/"]  # fmt: skip
    for address in addresses:
        response = client.get(f"/audit/{address}")
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert "Perundungan" not in text, address
        assert secret.reference not in text.replace(f"record={secret.reference}", "").replace(
            f'value="{secret.reference}"', ""
        ).replace(f"called {secret.reference}", ""), address
    own = ChangeSet.objects.filter(table="complaints.complaint", record_id=secret.pk).first()
    assert client.get(f"/audit/{own.pk}/").status_code == 404


def test_the_file_holds_a_line_for_each_field_and_no_cell_comes_alive(client, admin):
    rename("Budi Santosa", "=HYPERLINK(1)", admin)
    CustomerFactory.create_batch(3, city="Bogor")
    Customer.objects.filter(city="Bogor").update(city="Depok")
    text = b"".join(client.get("/audit/export/?lang=en&model=customers.customer").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    renamed = [row for row in rows if row["Before"] == "Budi Santosa"]
    assert [(row["Field"], row["After"], row["Who"]) for row in renamed] == [
        ("full name", "'=HYPERLINK(1)", "Dewi Anggraini")
    ]
    assert sum(row["Before"] == "Bogor" for row in rows) == 3


def test_the_list_costs_the_same_for_3_rows_and_for_30(client, admin):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    def make() -> None:
        complaint = ComplaintFactory(owner=admin)
        TransactionFactory(customer=complaint.customer)

    make()
    few = cost()
    for _n in range(10):
        make()
    assert cost() <= few


def test_what_was_changed_before_there_was_a_list_is_listed_once(monkeypatch):
    monkeypatch.setattr("accounts.services.listing.STRETCH", 2)
    rename("Budi", "Budi Santoso")
    CustomerFactory.create_batch(3)
    facts = ["table", "action", "at", "context_id", "user_id", "source", "reference"]
    listed = set(ChangeSet.objects.filter(table="customers.customer").values_list(*facts))
    ChangeSet.objects.all().delete()
    CustomerFactory(name="New")
    assert sum(iter(list_earlier_changes, 0)) > 2  # until nothing is left
    assert list_earlier_changes() == 0
    again = ChangeSet.objects.filter(table="customers.customer")
    assert sum(change.rows for change in again) == 6
    assert listed <= set(again.values_list(*facts))


# --- rows that never change -----------------------------------------------------------------------


def tampering() -> list:
    events = CustomerEvent.objects.all()
    return [
        lambda: events.update(name="Somebody"),
        lambda: events.update(name=ERASED),
        lambda: events.update(pgh_label="insert"),
        lambda: events.delete(),
    ]


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("silence", [nullcontext, pgtrigger.ignore])
def test_events_refuse_to_be_changed_even_with_triggers_told_to_be_silent(attempt, silence):
    rename("Budi", "Budi Santoso")
    with pytest.raises(DatabaseError), transaction.atomic(), silence():
        tampering()[attempt]()
    assert sorted(CustomerEvent.objects.values_list("name", flat=True)) == ["Budi", "Budi Santoso"]


def test_a_logged_redaction_empties_personal_columns_and_counts_rows():
    customer = rename("Budi", "Budi Santoso")
    other = rename("Sari", "Sari Dewi")
    by = UserFactory(admin=True)
    with redaction(reason="DP-2026-00001", by=by, at=NOW) as redactor:
        redactor.redact_events(Customer, Q(pgh_obj_id=customer.pk))
    names = CustomerEvent.objects.order_by("pgh_id").values_list("pgh_obj_id", "name", "kind")
    assert list(names) == [
        (customer.pk, ERASED, "external"),
        (customer.pk, ERASED, "external"),
        (other.pk, "Sari", "external"),
        (other.pk, "Sari Dewi", "external"),
    ]
    log = Redaction.objects.get()
    assert (log.rows, log.by, log.reason) == ({"customers.customerevent": 2}, by, "DP-2026-00001")


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Somebody"},
        {"kind": "internal"},
        {"pgh_created_at": NOW},
        {"name": ERASED, "city": "Nowhere"},
        {"pgh_obj": 7},
    ],
)
def test_a_redaction_can_do_nothing_else(values):
    rename("Budi", "Budi Santoso")
    with pytest.raises(DatabaseError), redaction(reason="x", by=None, at=NOW):
        CustomerEvent.objects.update(**values)
    with pytest.raises(DatabaseError), redaction(reason="x", by=None, at=NOW):
        CustomerEvent.objects.all().delete()
    assert not Redaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_exception_ends_with_its_transaction_and_the_log_is_final():
    rename("Budi", "Budi Santoso")
    with redaction(reason="x", by=None, at=NOW):
        pass
    with pytest.raises(DatabaseError, match="never changed"):
        CustomerEvent.objects.update(name=ERASED)
    with pytest.raises(DatabaseError, match="never changes"):
        Redaction.objects.update(reason="something else")
    with pytest.raises(DatabaseError, match="never changes"):
        Redaction.objects.all().delete()


def test_what_was_erased_is_called_so(client, admin):
    customer = rename("Budi", "Budi Santoso", admin)
    with redaction(reason="DP-2026-00001", by=admin, at=NOW) as redactor:
        redactor.redact_events(Customer, Q(pgh_obj_id=customer.pk))
    text = page(client, f"model=customers.customer&record={customer.pk}")
    assert "Personal data erased" in text
    assert "DP-2026-00001" in client.get("/audit/redactions/").content.decode()
