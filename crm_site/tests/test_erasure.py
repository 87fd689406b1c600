"""Erasure takes the person and leaves the numbers: nothing of them is found in any table or file afterwards."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import SavedView
from accounts.tests.factories import UserFactory
from common.errors import AppError
from complaints import services as complaints
from complaints.models import Cause
from complaints.tests.factories import ComplaintFactory
from customers.enums import EvidenceKind, LinkKind
from customers.imports.uploads import stored_path
from customers.models import (
    Customer,
    CustomerLink,
    ImportChange,
    ImportRun,
    Need,
    SpecialDay,
    StageEvidence,
)
from customers.services import add_follow_up, create_customer, log_interaction, merge_customers, update_customer
from customers.tasks import tidy_search_words
from customers.tests.factories import CustomerFactory, TransactionFactory
from guide.models import CharacterMark
from jobs.enums import Status
from jobs.models import BulkChange, Job, results_folder
from loyalty.models import LedgerEntry
from loyalty.tests.factories import MembershipFactory
from privacy import services
from retention.tests.test_example import retention_json
from retention.tests.worlds import import_example, rows
from surveys.models import Answer
from surveys.tests.factories import ResponseFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NAME, OLD_NAME, TWIN = "Budi Hartawan", "Budi Hartawann", "Boedi Hartawan"
EMAIL, OLD_EMAIL = "budi.hartawan@contoh.example", "lama.hartawan@contoh.example"
PHONE, OLD_PHONE = "0812-9988-7766", "0813-5544-3322"
ADDRESS = "Jalan Cendrawasih 99"
WORDS = ["hartawan", "lama.hartawan", "81299887766", "9988-7766", "81355443322", "5544-3322", "cendrawasih"]


@pytest.fixture
def manager():
    return UserFactory(manager=True, language="en")


@pytest.fixture
def budi(manager, settings, tmp_path) -> Customer:
    """A customer who left traces everywhere."""
    settings.UPLOADS_DIR = tmp_path
    budi = known_under_two_names(manager)
    know_closely(budi, manager)
    do_business(budi, manager)
    complain(budi, manager)
    leave_in_files(tmp_path, budi, manager)
    return Customer.objects.get(pk=budi.pk)


def known_under_two_names(manager) -> Customer:
    """Noted wrongly at first, corrected, noted once more, and folded together."""
    budi = create_customer(
        name=OLD_NAME, email=OLD_EMAIL, phones=[OLD_PHONE], address=ADDRESS, notes=f"{NAME} collects stamps", at=NOW,
        by=manager, expectations=f"{NAME} expects silence", external_id="C-77", city="Bogor",
    )  # fmt: skip
    update_customer(
        customer=budi, expected_version=1, at=NOW, by=manager, name=NAME, email=EMAIL, phones=[PHONE],
    )  # fmt: skip
    twin = create_customer(name=TWIN, email=EMAIL, phones=[PHONE], external_id=EMAIL, at=NOW, by=manager)
    merge_customers(duplicate=twin, survivor=budi, at=NOW, by=manager)
    Customer.objects.filter(pk=budi.pk).update(tags=["pak-hartawan"], custom_values={"spouse": "Ibu Hartawan"})
    return budi


def know_closely(budi: Customer, manager) -> None:
    Need.objects.create(customer=budi, text=f"{NAME} wants a quiet room", noted_by=manager)
    SpecialDay.objects.create(customer=budi, label=f"Wedding of {NAME}", day=NOW.date(), note=ADDRESS)
    CustomerLink.objects.create(
        customer=budi, other=CustomerFactory(), kind=LinkKind.values[0], role=f"brother of {NAME}"
    )
    StageEvidence.objects.create(
        customer=budi, kind=EvidenceKind.values[0], happened_on=NOW.date(), note=f"{NAME} recommended us"
    )
    CharacterMark.objects.create(customer=budi, character="quiet", review_on=NOW.date(), marked_by=manager)
    services.record_consent(
        customer=budi, purpose="marketing", given=True, channel="email", note=f"mail of {EMAIL}", at=NOW, by=manager
    )


def do_business(budi: Customer, manager) -> None:
    log_interaction(customer=budi, kind="call", summary=f"Spoke with {NAME}", details=PHONE, at=NOW, by=manager)
    add_follow_up(customer=budi, owner=manager, task=f"Call {NAME}", details=ADDRESS, due_at=NOW, at=NOW)
    TransactionFactory(customer=budi, reference="INV-1", amount=Decimal(500_000))
    membership = MembershipFactory(customer=budi, balance=0)
    LedgerEntry.objects.create(
        membership=membership, kind="goodwill", points=100, balance_after=100, reason=f"for {NAME}", created_at=NOW
    )


def complain(budi: Customer, manager) -> None:
    complaint = complaints.log_complaint(
        customer=budi, channel="phone", summary=f"{NAME} complains", details=ADDRESS, at=NOW, by=manager
    )
    complaints.reply(complaint=complaint, body=f"Dear {NAME}", at=NOW, by=manager)
    complaints.propose_remedy(complaint=complaint, kind="refund", amount=100_000, description=NAME, at=NOW, by=manager)
    response = ResponseFactory(invitation__customer=budi)
    answer = Answer.objects.filter(response=response, text__gt="").first()
    if answer:
        Answer.objects.filter(pk=answer.pk).update(text=f"{NAME} was here")


def leave_in_files(folder: Path, budi: Customer, manager) -> None:
    """In a saved view, an export, and two imports: one with rejected rows, one that overwrote something."""
    SavedView.objects.create(owner=manager, list_key="customers", name=NAME, query=urlencode({"q": NAME}))
    results_folder().joinpath("export.csv").write_text(f"{NAME},{EMAIL}")
    Job.objects.create(
        kind="x", title=f"Export of {NAME}", status=Status.DONE, finished_at=NOW, result_file="export.csv",
        parameters={"q": NAME},
    )  # fmt: skip
    rejects = folder / "rejected.csv"
    rejects.write_text(f"{NAME},{PHONE}")
    ImportRun.objects.create(
        kind="customers", filename="a.csv", sha256="0", status="done", errors_file=str(rejects),
        problems=[[2, "phone", f"{PHONE} is no phone number"]],
    )  # fmt: skip
    run = ImportRun.objects.create(kind="customers", filename="b.csv", sha256="1", status="done")
    ImportChange.objects.create(run=run, model="customers.customer", object_id=budi.pk, before={"name": NAME})


def request_for(customer: Customer, manager):
    request = services.take_in_request(
        kind="erasure", customer=customer, channel="phone", details=f"{NAME} wants to be forgotten", received_at=NOW,
        requester=NAME, contact=PHONE, at=NOW, by=manager,
    )  # fmt: skip
    services.note_identity(request=request, how=f"{NAME} showed a card", at=NOW, by=manager)
    return request


def end_complaints(customer: Customer, manager) -> None:
    for complaint in customer.complaints.all():
        complaints.resolve(
            complaint=complaint, resolution=f"{NAME} is content", cause=Cause.objects.first(), at=NOW, by=manager
        )
        complaints.accept(complaint=complaint, at=NOW)


def tidy() -> None:
    """What a worker does twice a minute: words that no text holds any more leave the tables of search."""
    while tidy_search_words():
        pass


def places_of(words: list[str]) -> dict[str, list[str]]:
    """The rows of the whole database in which one of the words stands, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT t::text FROM "{table}" AS t WHERE t::text ILIKE ANY(%s)', [[f"%{word}%" for word in words]]
            )
            if hits := [row[0][:300] for row in cursor.fetchall()]:
                found[table] = hits
    return found


def test_nothing_of_the_person_is_left_in_any_table_or_file(
    budi, manager, tmp_path, django_capture_on_commit_callbacks
):
    request = request_for(budi, manager)
    end_complaints(budi, manager)
    assert {"customers_customer", "customers_customerevent", "outbox_message"} <= set(places_of(WORDS))
    with django_capture_on_commit_callbacks(execute=True):
        services.carry_out_erasure(request=request, at=NOW, by=manager)
    tidy()
    assert places_of(WORDS) == {}
    assert not CharacterMark.objects.exists()
    left = [path.name for path in tmp_path.rglob("*") if path.is_file() and "artawan" in path.read_text()]
    assert left == []


def figures(client: Client) -> list[str]:
    """As of one moment: some count hours."""
    pages = ["/complaints/dashboard/", "/retention/", "/loyalty/"]
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        texts = [client.get(page).content.decode() for page in pages]
    return [re.sub(r"<[^>]+>", " ", text) for text in texts]  # without tags, and so without tokens


def test_no_figure_moves(budi, manager, django_capture_on_commit_callbacks):
    client = Client()
    client.force_login(manager)
    end_complaints(budi, manager)
    request = request_for(budi, manager)
    before = figures(client)
    balances = list(LedgerEntry.objects.values_list("points", "balance_after"))
    with django_capture_on_commit_callbacks(execute=True):
        services.carry_out_erasure(request=request, at=NOW, by=manager)
    assert figures(client) == before
    assert list(LedgerEntry.objects.values_list("points", "balance_after")) == balances


def test_the_worked_example_comes_out_when_customers_are_erased():
    import_example()
    for name in ("C22", "C02", "C01", "C10", "C17"):
        services.erase_customer(customer=Customer.objects.get(external_id=name), at=NOW, by=None)
    for report in rows("expected"):
        found = retention_json(
            report["fy"], "--ids", "--cutoff", report["cutoff_utc"], "--window", report["window_months"]
        )
        counts = ["opening", "closing", "kept", "lost", "new", "won_back"]
        columns = ["opening_S", "closing_E", "kept_K", "lost_L", "new_N", "winback_W"]
        assert [found[name] for name in counts] == [int(report[name]) for name in columns], report["report"]
        assert f"{100 * found['rate']:.2f}" == report["rate_percent"]
        assert found["lost_ids"] == report["lost_ids"].split()


def test_records_folded_together_go_together_and_others_stay(budi, manager):
    end_complaints(budi, manager)
    other = CustomerFactory(name="Sari Dewi")
    services.erase_customer(customer=budi, at=NOW, by=manager)
    twin = Customer.objects.get(merged_into=budi)
    other.refresh_from_db()
    assert (twin.name, twin.external_id, twin.erased_at, other.name) == (twin.number, None, NOW, "Sari Dewi")
    assert Customer.objects.get(pk=budi.pk).external_id == "C-77"


def test_an_open_complaint_stands_in_the_way_and_is_named(budi, manager):
    request = request_for(budi, manager)
    with pytest.raises(AppError, match="K-"):
        services.carry_out_erasure(request=request, at=NOW, by=manager)
    assert places_of([NAME])


def test_an_open_confidential_complaint_betrays_nothing_waits_and_goes_later(budi, manager):
    end_complaints(budi, manager)
    named = UserFactory()
    secret = complaints.log_complaint(
        customer=budi, channel="phone", summary="Perundungan di dapur", at=NOW, by=named, is_restricted=True,
        named=[named],
    )  # fmt: skip
    assert services.obstacles(budi, user=manager) == []
    services.carry_out_erasure(request=request_for(budi, manager), at=NOW, by=manager)
    assert services.finish_erasures(at=NOW) == 0
    secret.refresh_from_db()
    assert secret.summary == "Perundungan di dapur"
    complaints.resolve(complaint=secret, resolution="Selesai", cause=Cause.objects.first(), at=NOW, by=named)
    complaints.accept(complaint=secret, at=NOW + timedelta(days=1))
    assert services.finish_erasures(at=NOW + timedelta(days=2)) == 1
    tidy()
    assert places_of(["perundungan"]) == {}
    assert services.finish_erasures(at=NOW + timedelta(days=3)) == 0


def test_what_is_erased_is_in_nobodys_data_file_and_confidential_matters_are_in_none(manager):
    from privacy.services.data_file import tables_about

    customer = CustomerFactory(language="en")
    ComplaintFactory(customer=customer, summary="Cold soup")
    ComplaintFactory(customer=customer, summary="Perundungan", is_restricted=True)
    text = json.dumps(list(tables_about(customer)), ensure_ascii=False)
    assert "Cold soup" in text
    assert "Perundungan" not in text


def test_an_erased_person_does_not_come_back_with_the_next_file(budi, manager, tmp_path):
    end_complaints(budi, manager)
    services.erase_customer(customer=budi, at=NOW, by=manager)
    file = tmp_path / "again.csv"
    file.write_text(f"external_id,name\nC-77,{NAME}\n")
    with pytest.raises(Exception, match="."):
        call_command("import_customers", str(file), stdout=StringIO(), stderr=StringIO())
    assert not Customer.objects.filter(name=NAME).exists()


def test_what_was_done_to_many_at_once_forgets_the_person_and_nobody_else(budi, manager):
    end_complaints(budi, manager)
    other = CustomerFactory()
    job = Job.objects.create(kind="bulk", title="x", parameters={"list": "customers"})
    elsewhere = Job.objects.create(kind="bulk", title="x", parameters={"list": "complaints"})
    for one in (job, elsewhere):
        BulkChange.objects.create(job=one, what={}, ids=[other.pk, budi.pk, 5])
    services.erase_customer(customer=budi, at=NOW, by=manager)
    assert list(BulkChange.objects.order_by("id").values_list("ids", flat=True)) == [
        [other.pk, 5], [other.pk, budi.pk, 5],
    ]  # fmt: skip


@pytest.mark.parametrize("upload", ["", "gone"])
def test_rejected_rows_go_also_when_the_upload_is_gone(
    budi, manager, tmp_path, django_capture_on_commit_callbacks, upload
):
    end_complaints(budi, manager)
    rejects = tmp_path / "more.csv"
    rejects.write_text(f"x,{PHONE}")
    run = ImportRun.objects.create(
        kind="customers", filename="c.csv", sha256="2", status="done", upload=upload, errors_file=str(rejects)
    )
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_customer(customer=budi, at=NOW, by=manager)
    run.refresh_from_db()
    assert (run.errors_file, rejects.exists()) == ("", False)


def test_a_file_that_waits_to_be_brought_in_goes_when_it_names_the_person_workbooks_too(
    budi, manager, django_capture_on_commit_callbacks
):
    end_complaints(budi, manager)
    for name, words in (("his", NAME), ("other", "Sari Dewi")):
        with ZipFile(stored_path(name), "w") as workbook:
            workbook.writestr("xl/sharedStrings.xml", f"<t>{words}</t>")
        ImportRun.objects.create(kind="customers", filename="d.xlsx", sha256=name, status="checked", upload=name)
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_customer(customer=budi, at=NOW, by=manager)
    waiting = ImportRun.objects.filter(filename="d.xlsx").order_by("pk")
    assert list(waiting.values_list("status", "upload")) == [("failed", ""), ("checked", "other")]
    assert [stored_path(name).exists() for name in ("his", "other")] == [False, True]
