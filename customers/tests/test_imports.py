import csv
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from customers.enums import ImportStatus, Standing, StandingSource
from customers.imports.reasons import ImportRefused
from customers.models import Contract, Customer, CustomerMerge, ImportRun, Phone, StandingChange, Transaction
from customers.signals import transactions_recorded
from customers.tests.factories import CustomerFactory, TransactionFactory
from customers.tests.imports import AT, bring_in, counts, named, write

pytestmark = pytest.mark.django_db


EXAMPLE = Path(__file__).parents[2] / "retention" / "tests" / "example"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    with override("en"):
        yield


def test_a_customer_comes_in_with_everything_the_file_says(tmp_path):
    path = write(
        tmp_path,
        "external_id;name;kind;party_type;is_test;email;phone;city;birth_date;language;department;"
        "acquisition_source;exit_reason;exit_date;notes\n"
        "A1;  Siti   Rahayu ;internal;individual;1;Siti@example.id;0812-3456-7890;Solo;31/12/1990;en;Tata Graha;"
        'pameran;moved;2026-01-31;"dua\nbaris"\n',
    )

    assert counts(bring_in("customers", path)) == (1, 0, 0, 0)

    customer = Customer.objects.get(external_id="A1")
    assert (customer.name, customer.kind, customer.is_test, customer.city) == ("Siti Rahayu", "internal", True, "Solo")
    assert (customer.email, customer.birth_date, customer.language) == ("Siti@example.id", date(1990, 12, 31), "en")
    assert customer.department.name == "Tata Graha"
    assert (customer.exit_reason, customer.exit_date) == ("moved", date(2026, 1, 31))
    assert customer.notes == "dua\nbaris"
    phone = customer.phones.get()
    assert (phone.typed, phone.digits, phone.e164) == ("0812-3456-7890", "81234567890", "+6281234567890")
    assert phone.is_mobile


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", "|"), ("cp1252", ";")],
)
def test_usual_encodings_and_delimiters_are_recognised(tmp_path, encoding, delimiter):
    rows = [["external_id", "name", "city"], ["A1", "José Müller", "Zürich"]]
    content = "\r\n".join(delimiter.join(row) for row in rows)

    bring_in("customers", write(tmp_path, content.encode(encoding)))

    assert Customer.objects.values_list("name", "city").get() == ("José Müller", "Zürich")


def test_importing_the_same_file_twice_changes_nothing(tmp_path):
    for kind in ("customers", "transactions", "contracts", "merges", "standings"):
        first, second = (bring_in(kind, EXAMPLE / f"{kind}.csv") for _ in range(2))
        assert (first.rejected, first.updated, first.unchanged) == (0, 0, 0)
        assert counts(second) == (0, 0, first.created, 0)
    assert Customer.objects.count() == 22
    assert Transaction.objects.count() == 55
    assert Transaction.objects.get(reference="T105").refund_of.reference == "T104"
    assert Customer.objects.get(external_id="C12").merged_into.external_id == "C11"
    assert CustomerMerge.objects.get(duplicate__external_id="C10").merged_at == datetime(2024, 2, 1, 3, tzinfo=UTC)
    assert Contract.objects.get().ends_on == date(2025, 6, 30)
    assert Customer.objects.get(external_id="C18").standing == Standing.PRIMARY


def test_a_changed_cell_updates_and_an_empty_one_leaves_what_is_stored(tmp_path):
    bring_in("customers", write(tmp_path, "external_id,name,city,phone\nA1,Ani,Solo,0811234567\n"))

    result = bring_in("customers", write(tmp_path, "external_id,name,city,phone\nA1,Ani Lestari,,0271 712345\n"))

    assert counts(result) == (0, 1, 0, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.city, customer.version) == ("Ani Lestari", "Solo", 2)
    assert list(customer.phones.values_list("digits", "position")) == [("811234567", 0), ("271712345", 1)]


BAD_CUSTOMERS = {
    "blank name": ("A1,,,", [(2, "name")]),
    "blank key": (",Ani,,", [(2, "external_id")]),
    "no e-mail address": ("A1,Ani,nowhere,", [(2, "email")]),
    "no phone": ("A1,Ani,,call me", [(2, "phone")]),
    "half a phone": ("A1,Ani,,0812", [(2, "phone")]),
    "two faults": ("A1,Ani,nowhere,12", [(2, "email"), (2, "phone")]),
    "NUL": ("A1,An\x00i,,", [(2, "name")]),
    "long name": (f"A1,{'n' * 201},,", [(2, "name")]),
    "too many cells": ("A1,Ani,,,x", [(2, "")]),
    "too few cells": ("A1,Ani", [(2, "")]),
    "open quote": ('A1,"Ani,,', [(2, "")]),
    "quote inside": ('A1,"An"i,,', [(2, "")]),
}


@pytest.mark.parametrize(("row", "faults"), BAD_CUSTOMERS.values(), ids=BAD_CUSTOMERS.keys())
def test_a_bad_row_is_named_by_line_and_column_and_the_others_go_in(tmp_path, row, faults):
    content = f"external_id,name,email,phone\n{row}\n" + ("" if "open" in row or '"Ani,' in row else "A2,Budi,,\n")

    result = bring_in("customers", write(tmp_path, content))

    assert named(result) == faults
    assert result.rejected == 1
    assert list(Customer.objects.values_list("name", flat=True)) == ["Budi"] * result.created


BAD_VALUES = {
    "kind": "stranger",
    "party_type": "ghost",
    "is_test": "maybe",
    "birth_date": "31-02-2000",
    "exit_date": "yesterday",
    "language": "fr",
    "exit_reason": "bored",
}


@pytest.mark.parametrize(("column", "value"), BAD_VALUES.items())
def test_a_value_outside_its_column_is_shown_in_the_reason(tmp_path, column, value):
    result = bring_in("customers", write(tmp_path, f"external_id,name,{column}\nA1,Ani,{value}\n"))

    assert named(result) == [(2, column)]
    assert f"“{value}”" in result.problems[0].reason


@pytest.mark.parametrize(
    ("header", "row", "column"),
    [
        ("birth_date", "2027-01-01", "birth_date"),
        ("birth_date", "1799-01-01", "birth_date"),
        ("kind", "internal", "department"),
        ("exit_reason", "moved", "exit_date"),
    ],
)
def test_what_contradicts_itself_is_rejected(tmp_path, header, row, column):
    assert named(bring_in("customers", write(tmp_path, f"external_id,name,{header}\nA1,Ani,{row}\n"))) == [(2, column)]


def test_the_second_row_with_a_key_is_rejected_and_names_the_first(tmp_path):
    result = bring_in("customers", write(tmp_path, "external_id,name\nA1,Ani\nA2,Budi\nA1,Cici\n"))

    assert counts(result) == (2, 0, 0, 1)
    assert (named(result), result.problems[0].reason) == ([(4, "external_id")], "Line 2 already has this key.")


def test_bytes_that_are_no_utf8_spoil_only_their_row(tmp_path):
    content = "external_id,name\nA1,José\n".encode() + b"A2,M\xfcller\n"

    result = bring_in("customers", write(tmp_path, content))

    assert (counts(result), named(result)) == ((1, 0, 0, 1), [(3, "name")])


def test_personal_data_that_were_erased_do_not_come_back(tmp_path):
    CustomerFactory(external_id="A1", name="erased", erased_at=AT)

    result = bring_in("customers", write(tmp_path, "external_id,name\nA1,Ani\n"))

    assert named(result) == [(2, "external_id")]
    assert Customer.objects.get().name == "erased"


BAD_TRANSACTIONS = {
    "unknown customer": ("R1,A9,2026-01-05T10:00:00+07:00,,100,,", "customer"),
    "no offset": ("R1,A1,2026-01-05T10:00:00,,100,,", "occurred_at"),
    "day only": ("R1,A1,2026-01-05,,100,,", "occurred_at"),
    "impossible day": ("R1,A1,2026-02-30T10:00:00Z,,100,,", "occurred_at"),
    "far away year": ("R1,A1,9999-01-05T10:00:00Z,,100,,", "occurred_at"),
    "negative": ("R1,A1,2026-01-05T10:00:00Z,,-100,,", "amount"),
    "no amount": ("R1,A1,2026-01-05T10:00:00Z,,many,,", "amount"),
    "huge amount": (f"R1,A1,2026-01-05T10:00:00Z,,{'9' * 30},,", "amount"),
    "currency": ("R1,A1,2026-01-05T10:00:00Z,,100,rupiah,", "currency"),
    "purchase that refunds": ("R1,A1,2026-01-05T10:00:00Z,purchase,100,,OLD", "kind"),
    "refund of nothing": ("R1,A1,2026-01-05T10:00:00Z,refund,100,,GONE", "refund_of"),
    "refund of itself": ("R1,A1,2026-01-05T10:00:00Z,refund,100,,R1", "refund_of"),
    "refund in another currency": ("R1,A1,2026-01-05T10:00:00Z,refund,100,USD,OLD", "currency"),
    "refund to another customer": ("R1,A2,2026-01-05T10:00:00Z,refund,100,,OLD", "refund_of"),
}


@pytest.mark.parametrize(("row", "column"), BAD_TRANSACTIONS.values(), ids=BAD_TRANSACTIONS.keys())
def test_a_bad_transaction_is_rejected(tmp_path, row, column):
    TransactionFactory(customer=CustomerFactory(external_id="A1"), reference="OLD")
    CustomerFactory(external_id="A2")

    path = write(tmp_path, f"reference,customer,occurred_at,kind,amount,currency,refund_of\n{row}\n")

    assert named(bring_in("transactions", path)) == [(2, column)]
    assert Transaction.objects.count() == 1


def test_a_refund_may_stand_before_its_purchase_but_falls_with_it(tmp_path):
    CustomerFactory(external_id="A1")
    path = write(
        tmp_path,
        "reference,customer,occurred_at,kind,amount,refund_of\n"
        "F1,A1,2026-01-07T10:00:00Z,refund,50,P1\n"
        "P1,A1,2026-01-05T10:00:00Z,purchase,100,\n"
        "P2,A1,nonsense,purchase,100,\n"
        "F2,A1,2026-01-07T10:00:00Z,refund,50,P2\n",
    )

    result = bring_in("transactions", path)

    assert (counts(result), named(result)) == ((2, 0, 0, 2), [(4, "occurred_at"), (5, "refund_of")])
    refund = Transaction.objects.get(reference="F1")
    assert (refund.refund_of.reference, refund.amount, refund.currency) == ("P1", Decimal(50), "IDR")


def test_recorded_at_is_now_for_new_rows_and_stays_for_stored_ones(tmp_path):
    CustomerFactory(external_id="A1")
    content = "reference,customer,occurred_at,amount\nR1,A1,2026-01-05T10:00:00+07:00,{}\n"
    bring_in("transactions", write(tmp_path, content.format("1.250.000")))

    bring_in("transactions", write(tmp_path, content.format("2000000")), at=AT.replace(year=2027))

    stored = Transaction.objects.get()
    assert (stored.recorded_at, stored.amount) == (AT, Decimal(2_000_000))


def test_the_apps_above_hear_of_new_transactions_only(tmp_path):
    CustomerFactory(external_id="A1")
    path = write(tmp_path, "reference,customer,occurred_at,amount\nR1,A1,2026-01-05T10:00:00Z,100\n")
    heard = []

    def listen(at, **_):
        heard.append((at, Transaction.objects.count()))

    transactions_recorded.connect(listen)
    try:
        bring_in("transactions", path, dry_run=True)
        bring_in("transactions", path)
    finally:
        transactions_recorded.disconnect(listen)
    assert heard == [(AT, 1)]


MERGES = {
    "itself": ("A1,A1", [(2, "into")]),
    "unknown": ("A1,A9", [(2, "into")]),
    "circle of two": ("A1,A2\nA2,A1", [(2, "into"), (3, "into")]),
    "circle of three": ("A1,A2\nA2,A3\nA3,A1", [(2, "into"), (3, "into"), (4, "into")]),
    "merged elsewhere": ("A4,A1", [(2, "from")]),
    "internal into external": ("A5,A1", [(2, "into")]),
}


@pytest.mark.parametrize(("rows", "faults"), MERGES.values(), ids=MERGES.keys())
def test_contradictory_merges_are_rejected(tmp_path, rows, faults):
    one, two = (CustomerFactory(external_id=f"A{n}") for n in (1, 2))
    CustomerFactory(external_id="A3")
    CustomerMerge.objects.create(duplicate=CustomerFactory(external_id="A4", merged_into=two), survivor=two)
    CustomerFactory(external_id="A5", internal=True)

    result = bring_in("merges", write(tmp_path, f"from,into\n{rows}\n"))

    assert (named(result), CustomerMerge.objects.count()) == (faults, 1)
    one.refresh_from_db()
    assert one.merged_into is None


def test_a_chain_of_merges_ends_at_its_last_survivor(tmp_path):
    last = [CustomerFactory(external_id=f"A{n}") for n in (1, 2, 3)][-1]

    bring_in("merges", write(tmp_path, "from,into,merged_at\nA1,A2,2024-01-01T00:00:00Z\nA2,A3,2025-01-01T00:00:00Z\n"))

    assert set(Customer.objects.exclude(pk=last.pk).values_list("merged_into", flat=True)) == {last.pk}


def test_the_latest_standing_of_the_history_is_in_force_and_one_set_by_hand_is_kept(tmp_path):
    customer = CustomerFactory(external_id="A1")
    StandingChange.objects.create(
        customer=customer, standing="primary", effective_from=date(2024, 1, 1), source=StandingSource.OVERRIDE
    )
    path = write(
        tmp_path,
        "customer,standing,effective_from\nA1,secondary,2025-01-01\nA1,prospect,2023-01-01\n"
        "A1,prospect,2024-01-01\nA1,primary,2999-01-01\n",
    )

    result = bring_in("standings", path)

    assert (counts(result), named(result)) == ((2, 0, 0, 2), [(4, "standing"), (5, "effective_from")])
    customer.refresh_from_db()
    assert (customer.standing, customer.standing_source) == ("secondary", "import")


def test_a_contract_ends_after_it_starts(tmp_path):
    CustomerFactory(external_id="A1")
    result = bring_in("contracts", write(tmp_path, "customer,start,end\nA1,2025-01-01,2024-12-31\nA1,2024-01-01,\n"))
    assert (counts(result), named(result)) == ((1, 0, 0, 1), [(2, "end")])


def test_a_dry_run_counts_exactly_and_writes_nothing(tmp_path):
    bring_in("customers", write(tmp_path, "external_id,name\nA1,Ani\nA2,Budi\n"))
    runs = ImportRun.objects.count()
    path = write(tmp_path, "external_id,name\nA1,Ani\nA2,Bram\nA3,Cici\n,x\n")

    dry = bring_in("customers", path, dry_run=True)

    assert counts(dry) == (1, 1, 1, 1)
    assert list(Customer.objects.order_by("pk").values_list("name", flat=True)) == ["Ani", "Budi"]
    assert ImportRun.objects.count() == runs
    assert counts(bring_in("customers", path)) == counts(dry)


def test_rejected_rows_can_be_mended_and_imported_again(tmp_path):
    content = 'external_id;name;email;remark\nA1;Ani;;"=cmd|1"\nA2;=SUM(A1);nowhere;-x\nA3;Cici;nowhere;\n'
    result = bring_in("customers", write(tmp_path, content))
    assert (counts(result), result.unknown_columns) == ((1, 0, 0, 2), ["remark"])
    with result.errors_file.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["external_id", "name", "email", "remark", "error"]
    assert rows[1][:4] == ["A2", "'=SUM(A1)", "nowhere", "'-x"]
    assert rows[1][4].startswith("Line 3 – email: “nowhere”")
    assert os.stat(result.errors_file).st_mode & 0o077 == 0

    mended = result.errors_file.read_text(encoding="utf-8-sig").replace("nowhere;", "here@example.id;", 2)
    again = bring_in("customers", write(tmp_path, mended))

    assert (counts(again), again.unknown_columns) == ((2, 0, 0, 0), ["remark"])
    assert Customer.objects.get(external_id="A2").name == "=SUM(A1)"


REFUSED = {
    "empty": b"",
    "blank lines": b"\n\n",
    "required column missing": b"external_id,city\nA1,Solo\n",
    "column twice": b"external_id,name,name\nA1,a,b\n",
    "old spreadsheet": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "cut spreadsheet": b"PK\x03\x04" + b"\0" * 600,
    "endless line": b"external_id,name" * 200_000,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_table_is_refused_as_a_whole(tmp_path, content):
    with pytest.raises(ImportRefused):
        bring_in("customers", write(tmp_path, content))
    assert (Customer.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_a_run_is_noted_with_its_counts(tmp_path):
    result = bring_in("customers", write(tmp_path, "external_id,name\nA1,Ani\n,x\n"), filename="pelanggan.csv")

    run = ImportRun.objects.get()
    assert (run.kind, run.filename, run.status) == ("customers", "pelanggan.csv", ImportStatus.DONE)
    assert (run.rows, run.created, run.rejected, run.errors_file) == (2, 1, 1, str(result.errors_file))


def test_when_writing_fails_nothing_is_there_and_the_run_says_so(tmp_path, monkeypatch):
    CustomerFactory(external_id="A1")

    def fail(**_):
        raise KeyboardInterrupt

    transactions_recorded.connect(fail)
    try:
        with pytest.raises(KeyboardInterrupt):
            bring_in("transactions", write(tmp_path, "reference,customer,occurred_at\nR1,A1,2026-01-05T10:00:00Z\n"))
    finally:
        transactions_recorded.disconnect(fail)
    assert (Transaction.objects.count(), ImportRun.objects.get().status) == (0, ImportStatus.FAILED)


def test_the_same_number_is_not_added_again_in_another_notation(tmp_path):
    bring_in("customers", write(tmp_path, "external_id,name,phone\nA1,Ani,0812-3456-7890\n"))
    result = bring_in("customers", write(tmp_path, "external_id,name,phone\nA1,Ani,+62 812 3456 7890\n"))
    assert (counts(result), Phone.objects.count()) == ((0, 0, 1, 0), 1)
