"""Many customers as a file."""

import csv
import io
import re

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import SavedView
from accounts.tests.factories import UserFactory
from customers.tests.bulk_actions.asking import PAGE, ask, do
from customers.tests.factories import CustomerFactory, PhoneFactory
from jobs import services
from jobs.models import Export, Job

pytestmark = pytest.mark.django_db


def file_of(client, job: Job) -> bytes:
    return b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content)


def rows_of(client, job: Job) -> list[list]:
    content = file_of(client, job)
    if job.result_name.endswith("xlsx"):
        return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_file_has_the_columns_filters_and_order_of_the_list(client, manager):
    PhoneFactory(customer__name="=HYPERLINK(1)", customer__city="Solo", local="81234567890")
    CustomerFactory(name="Zainal", city="solo", primary=True)
    CustomerFactory(name="Elsewhere", city="Medan")
    job = do(client, "export", query="city=Solo&columns=phone&columns=standing&sort=-name",
             file_format="xlsx", which="shown", style="words")  # fmt: skip
    assert rows_of(client, job) == [
        ["Name", "Phone", "Standing"],
        ["Zainal", None, "Primary customer"],
        ["'=HYPERLINK(1)", "081234567890", "Prospective customer"],
    ]
    assert job.message == "The file has 2 rows. It is kept for a week."
    assert re.fullmatch(r"customers-\d{4}-\d\d-\d\d\.xlsx", job.result_name)


def test_a_file_for_programs_has_what_the_import_reads(client, manager):
    customer = CustomerFactory(name="Ana", primary=True, tags=["a", "b"], owner=UserFactory(email="rina@example.com"))
    job = do(client, "export", customer, file_format="csv", which="all", style="codes")
    head, row = rows_of(client, job)
    found = dict(zip(head, row, strict=True))
    assert {"external_id", "buyer_role", "is_commercial", "survey_consent", "notes"} <= set(head)
    assert [found[name] for name in ("name", "standing", "tags", "owner", "kind", "is_test")] == [
        "Ana", "primary", "a, b", "rina@example.com", "external", "False"
    ]  # fmt: skip


def test_every_file_is_noted_with_who_took_what(client, manager):
    CustomerFactory(city="Solo")
    do(client, "export", query="city=Solo", file_format="csv", which="shown", style="words")
    noted = Export.objects.get()
    assert (noted.exported_by, noted.rows, noted.described, noted.list_key) == (manager, 1, "City: Solo", "customers")
    assert client.get("/jobs/exports/").status_code == 403
    client.force_login(UserFactory(admin=True, language="en"))
    page = client.get("/jobs/exports/").content.decode()
    assert "Hendra" in page
    assert "City: Solo" in page
    with pytest.raises(Exception, match="Cannot update or delete"):
        Export.objects.all().delete()


def test_a_long_file_is_written_in_pieces_and_a_piece_written_twice_stands_there_once(client, manager, monkeypatch):
    from customers.bulk_actions.export import ExportCustomers

    monkeypatch.setattr(ExportCustomers, "chunk", 3)
    for number in range(8):
        CustomerFactory(name=f"C{number}")
    ask(client, "export", query="", confirmed="1", file_format="csv", which="shown", style="words")
    job = Job.objects.get()
    services._work_on(job, deadline=0)
    before = dict(Job.objects.get().state)
    services._work_on(job, deadline=0)
    Job.objects.update(state=before, done=3)  # as if the worker had died before its outcome was written
    job = services.run_job(Job.objects.get())
    assert [row[0] for row in rows_of(client, job)[1:]] == [f"C{number}" for number in range(8)]


def test_a_file_that_was_stopped_leaves_nothing_behind(client, manager, monkeypatch):
    from customers.bulk_actions.export import ExportCustomers
    from jobs.models import results_folder

    monkeypatch.setattr(ExportCustomers, "chunk", 1)
    CustomerFactory.create_batch(3)
    before = set(results_folder().iterdir())
    ask(client, "export", query="", confirmed="1", file_format="csv", which="shown", style="words")
    job = Job.objects.get()
    services._work_on(job, deadline=0)
    assert len(set(results_folder().iterdir()) - before) == 1
    job.refresh_from_db()
    services.cancel_job(job=job, at=timezone.now())
    assert set(results_folder().iterdir()) == before
    assert not Export.objects.exists()


def test_agents_are_not_offered_to_take_the_registry_home(client, agent):
    customer = CustomerFactory()
    assert "Export" not in client.get("/customers/").content.decode()
    page = client.get(PAGE, {"action": "export", "id": customer.pk}, follow=True)
    assert "Choose what to do" in page.content.decode()


def test_the_list_offers_what_one_may_do(client, agent):
    CustomerFactory()
    page = client.get("/customers/").content.decode()
    assert re.findall(r'name="action" value="(\w+)"', page) == ["tags", "assign"]
    client.force_login(UserFactory(manager=True))
    page = client.get("/customers/").content.decode()
    assert {"tags", "assign", "edit", "export"} <= set(re.findall(r'name="action" value="(\w+)"', page))
    assert SavedView.objects.count() == 0
