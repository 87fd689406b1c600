"""Taking a whole import back: exactly as before, or kept and named where somebody has built on it since."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Department
from accounts.tests.factories import UserFactory
from common.errors import NotAllowed
from customers.enums import StandingSource
from customers.imports import wizard
from customers.imports.reverting import NotAsShown, revert, revert_plan
from customers.models import (
    Contract,
    Customer,
    CustomerMerge,
    DuplicatePair,
    ImportChange,
    ImportRun,
    Phone,
    StandingChange,
    Transaction,
)
from customers.services import merge_customers, set_standing, undo_merge, update_customer
from customers.tests.factories import (
    ContractFactory,
    CustomerFactory,
    FollowUpFactory,
    PhoneFactory,
    TransactionFactory,
)
from customers.tests.imports import AT, bring_in, everything, run_worker, write

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def imported(tmp_path, content: str, kind: str = "customers") -> ImportRun:
    bring_in(kind, write(tmp_path, content))
    return ImportRun.objects.latest("pk")


def take_back(run: ImportRun) -> dict:
    run.revert_plan = revert_plan(run)
    return revert(run, at=LATER)


def kept(plan: dict) -> list[tuple[str, str, int]]:
    return [(model, reason, rows) for model, _action, reason, rows, _samples in plan["kept"]]


def test_what_was_made_goes_and_what_was_overwritten_is_as_before(tmp_path):
    CustomerFactory(external_id="A1", name="Ani", city="Solo", tags=["vip"], notes="x")
    PhoneFactory(customer=CustomerFactory(external_id="A2", name="Budi"))
    before = everything()

    run = imported(
        tmp_path,
        "external_id,name,city,phone,phone2,tags,department\n"
        "A1,Ani Lestari,Semarang,0811234567,,baru,\nA2,Budi,,0811234568,,,\n"
        "A3,Cici,Solo,0811234569,0271712345,x,Gudang\n",
    )
    assert everything() != before
    plan = take_back(run)

    assert everything() == before
    assert plan["due"] == [
        ["accounts.department", "delete", 1],
        ["customers.customer", "delete", 1],
        ["customers.customer", "restore", 2],
        ["customers.phone", "delete", 2],
    ]
    assert plan["kept"] == []
    assert ImportChange.objects.count() == 0


def test_a_version_never_goes_back_so_that_open_forms_notice(tmp_path):
    customer = CustomerFactory(external_id="A1", name="Ani")
    take_back(imported(tmp_path, "external_id,name\nA1,Ani Lestari\n"))
    customer.refresh_from_db()
    assert (customer.name, customer.version, customer.updated_at) == ("Ani", 3, LATER)


def test_a_record_that_somebody_changed_since_is_kept_and_named(tmp_path):
    CustomerFactory(external_id="A1", name="Ani", city="Solo")
    run = imported(tmp_path, "external_id,name,city,phone\nA1,Ani,Semarang,\nA2,Budi,Solo,\nA3,Cici,Solo,0811234567\n")
    first, second, third = Customer.objects.order_by("external_id")
    for customer, change in ((first, {"city": "Medan"}), (second, {"notes": "VIP"}), (third, {"phones": []})):
        update_customer(customer=customer, expected_version=customer.version, at=LATER, by=None, **change)
    before = everything()

    plan = take_back(run)

    assert sorted(kept(plan)) == [("customers.customer", "changed", 1), ("customers.customer", "changed", 2)]
    assert plan["kept"][0][4][0] == ["Budi", second.get_absolute_url()]
    assert everything() == before


def test_what_somebody_changed_in_other_columns_stays_when_ours_are_set_back(tmp_path):
    CustomerFactory(external_id="A1", name="Ani", city="Solo")
    run = imported(tmp_path, "external_id,name,city\nA1,Ani,Semarang\n")
    customer = Customer.objects.get()
    update_customer(customer=customer, expected_version=2, at=LATER, by=None, name="Ani Lestari", notes="VIP")

    plan = take_back(run)

    customer.refresh_from_db()
    assert (customer.city, customer.name, customer.notes, plan["kept"]) == ("Solo", "Ani Lestari", "VIP", [])


@pytest.mark.parametrize("build_on", [TransactionFactory, ContractFactory, FollowUpFactory])
def test_a_customer_something_depends_on_is_kept(tmp_path, build_on):
    run = imported(tmp_path, "external_id,name\nA1,Ani\nA2,Budi\n")
    row = build_on(customer=Customer.objects.get(external_id="A1"))

    plan = take_back(run)

    assert kept(plan) == [("customers.customer", f"used:{row._meta.label_lower}", 1)]
    assert list(Customer.objects.values_list("external_id", flat=True)) == ["A1"]


def test_what_workers_made_of_a_record_does_not_hold_it(tmp_path):
    stored = CustomerFactory(name="Ani")
    run = imported(tmp_path, "external_id,name\nA1,Ani\n")
    customer = Customer.objects.get(external_id="A1")
    DuplicatePair.objects.create(lower=stored, higher=customer, score=50)
    StandingChange.objects.create(
        customer=customer, standing="secondary", effective_from=date(2026, 3, 9), source=StandingSource.POLICY
    )
    Customer.objects.filter(pk=customer.pk).update(standing="secondary")

    take_back(run)

    assert list(Customer.objects.all()) == [stored]


def test_a_standing_that_a_manager_set_holds_its_customer(tmp_path):
    run = imported(tmp_path, "external_id,name\nA1,Ani\n")
    set_standing(
        customer=Customer.objects.get(), standing="primary", effective_from=date(2026, 3, 9), source="override",
        reason="old friend", by=None, at=LATER,
    )  # fmt: skip
    assert kept(revert_plan(run)) == [("customers.customer", "used:customers.standingchange", 1)]


def test_a_merged_record_is_kept_until_the_merge_is_undone(tmp_path):
    stored = CustomerFactory(name="Ani", city="Solo")
    run = imported(tmp_path, "external_id,name,phone\nA1,Ani,0811234567\n")
    before = everything(without=("customers.customermerge",))
    merge = merge_customers(duplicate=Customer.objects.get(external_id="A1"), survivor=stored, at=LATER)

    assert kept(revert_plan(run)) == [("customers.customer", "merged", 1)]

    undo_merge(merge=merge, at=LATER, by=None)
    assert everything(without=("customers.customermerge",)) == before
    take_back(run)
    assert list(Customer.objects.all()) == [stored]
    assert (CustomerMerge.objects.count(), Phone.objects.count()) == (0, 0)


def test_erased_data_do_not_come_back_and_the_shell_stays(tmp_path):
    CustomerFactory(external_id="A1", name="Ani")
    run = imported(tmp_path, "external_id,name\nA1,Ani Lestari\nA2,Budi\n")
    Customer.objects.update(name="erased", erased_at=LATER)

    plan = take_back(run)

    assert kept(plan) == [("customers.customer", "erased", 1), ("customers.customer", "erased", 1)]  # made, changed
    assert set(Customer.objects.values_list("name", flat=True)) == {"erased"}


def test_transactions_go_and_come_back_with_their_refunds(tmp_path):
    customer = CustomerFactory(external_id="A1")
    TransactionFactory(customer=customer, reference="OLD", amount=Decimal("100.00"))
    before = everything()
    run = imported(
        tmp_path,
        "reference,customer,occurred_at,kind,amount,refund_of\n"
        "OLD,A1,2026-01-05T10:00:00Z,purchase,250,\nNEW,A1,2026-01-05T10:00:00Z,purchase,100,\n"
        "BACK,A1,2026-01-07T10:00:00Z,refund,50,NEW\n",
        kind="transactions",
    )
    assert Transaction.objects.count() == 3

    take_back(run)

    assert everything() == before


def test_a_purchase_that_was_refunded_since_is_kept(tmp_path):
    customer = CustomerFactory(external_id="A1")
    run = imported(
        tmp_path,
        "reference,customer,occurred_at,amount\nR1,A1,2026-01-05T10:00:00Z,100\nR2,A1,2026-01-05T10:00:00Z,100\n",
        kind="transactions",
    )
    TransactionFactory(customer=customer, kind="refund", refund_of=Transaction.objects.get(reference="R1"))

    plan = take_back(run)

    assert kept(plan) == [("customers.transaction", "used:customers.transaction", 1)]
    assert Transaction.objects.filter(reference__in=["R1", "R2"]).get().reference == "R1"


def test_a_refund_that_is_kept_keeps_its_purchase_too(tmp_path):
    CustomerFactory(external_id="A1")
    run = imported(
        tmp_path,
        "reference,customer,occurred_at,kind,amount,refund_of\nR1,A1,2026-01-05T10:00:00Z,purchase,100,\n"
        "R2,A1,2026-01-07T10:00:00Z,refund,50,R1\n",
        kind="transactions",
    )
    Transaction.objects.filter(reference="R2").update(amount=60)

    assert sorted(kept(revert_plan(run))) == [
        ("customers.transaction", "changed", 1),
        ("customers.transaction", "used:customers.transaction", 1),
    ]


def test_contracts_go_and_come_back(tmp_path):
    ContractFactory(customer=CustomerFactory(external_id="A1"), starts_on=date(2025, 1, 1), recorded_at=AT)
    before = everything()
    run = imported(tmp_path, "customer,start,end\nA1,2025-01-01,2025-12-31\nA1,2026-01-01,\n", kind="contracts")
    assert Contract.objects.count() == 2
    take_back(run)
    assert everything() == before


def test_merges_are_taken_apart_and_leave_nothing(tmp_path):
    one, two, three = (CustomerFactory(external_id=f"A{n}") for n in (1, 2, 3))
    Customer.objects.filter(pk=one.pk).update(do_not_contact=True)
    CustomerMerge.objects.create(duplicate=two, survivor=three, merged_at=AT)
    Customer.objects.filter(pk=two.pk).update(merged_into=three)
    before = everything()
    run = imported(
        tmp_path, "from,into,merged_at\nA1,A2,2024-01-01T00:00:00Z\nA2,A3,2024-05-01T00:00:00Z\n", kind="merges"
    )
    assert Customer.objects.get(pk=one.pk).merged_into == three
    assert Customer.objects.get(pk=three.pk).do_not_contact

    take_back(run)

    assert everything(without_columns=("taken",)) == {
        **before,
        "customers.customermerge": everything(without_columns=("taken",))["customers.customermerge"],
    }
    stored = CustomerMerge.objects.get()
    assert (stored.duplicate, stored.survivor, stored.merged_at) == (two, three, AT)


def test_the_history_of_standings_and_the_one_in_force_are_as_before(tmp_path):
    customer = CustomerFactory(external_id="A1", standing="secondary")
    StandingChange.objects.create(
        customer=customer, standing="secondary", effective_from=date(2025, 1, 1), source=StandingSource.POLICY,
        recorded_at=AT,
    )  # fmt: skip
    before = everything()
    run = imported(
        tmp_path, "customer,standing,effective_from\nA1,prospect,2025-01-01\nA1,primary,2026-01-01\n", kind="standings"
    )
    assert Customer.objects.get().standing == "primary"

    take_back(run)

    assert everything() == before


def test_nothing_is_taken_back_when_it_is_no_longer_what_was_shown(tmp_path):
    run = imported(tmp_path, "external_id,name\nA1,Ani\nA2,Budi\n")
    run.revert_plan = revert_plan(run)
    TransactionFactory(customer=Customer.objects.get(external_id="A1"))

    with pytest.raises(NotAsShown):
        revert(run, at=LATER)

    assert Customer.objects.count() == 2


def test_two_imports_are_taken_back_in_the_order_in_which_they_built_on_each_other(tmp_path):
    before = everything()
    first = imported(tmp_path, "external_id,name\nA1,Ani\n")
    between = everything()
    second = imported(tmp_path, "external_id,name\nA1,Ani Lestari\n")

    assert kept(revert_plan(first)) == [("customers.customer", "changed", 1)]
    take_back(second)
    assert everything() == between
    take_back(first)
    assert everything() == before


def test_workers_show_and_do_it_and_it_can_be_done_once(tmp_path):
    admin = UserFactory(admin=True)
    run = imported(tmp_path, "external_id,name\nA1,Ani\n")
    ImportRun.objects.update(finished_at=timezone.now())
    wizard.preview_revert(run=run, by=admin, at=LATER)
    run_worker()
    run.refresh_from_db()
    assert run.revert_plan["due"] == [["customers.customer", "delete", 1]]

    wizard.begin_revert(run=run, by=admin, at=LATER)
    with pytest.raises(NotAllowed):
        wizard.begin_revert(run=run, by=admin, at=LATER)
    run_worker()

    run.refresh_from_db()
    assert (run.status, run.reverted_by, Customer.objects.count()) == ("reverted", admin, 0)
    with pytest.raises(NotAllowed):
        wizard.preview_revert(run=run, by=admin, at=LATER)


def test_the_command_takes_back_what_it_can_and_says_what_it_kept(tmp_path, capsys):
    run = imported(tmp_path, "external_id,name\nA1,Ani\nA2,Budi\n")
    ImportRun.objects.update(finished_at=timezone.now())
    TransactionFactory(customer=Customer.objects.get(external_id="A1"))

    for options in (["--dry-run"], []):
        with pytest.raises(CommandError) as failure:
            call_command("revert_import", str(run.pk), "--json", *options)
        assert failure.value.returncode == 1
        assert json.loads(capsys.readouterr().out) == {"taken_back": 1, "kept": 1}

    assert Customer.objects.get().external_id == "A1"
    with pytest.raises(CommandError, match=r"taken back|ditarik kembali"):
        call_command("revert_import", str(run.pk))


def test_after_thirty_days_nothing_is_left_to_take_an_import_back_with(tmp_path):
    CustomerFactory(external_id="A1", name="Ani")
    run = imported(tmp_path, "external_id,name\nA1,Ani Lestari\nA2,\n")
    ImportRun.objects.update(started_at=datetime(2026, 1, 1, tzinfo=UTC), finished_at=datetime(2026, 1, 1, tzinfo=UTC))
    run.refresh_from_db()
    assert run.problems != []

    wizard.purge(at=datetime(2026, 3, 1, tzinfo=UTC))

    run.refresh_from_db()
    assert (run.problems, run.errors_file, run.report, ImportChange.objects.count()) == ([], "", {}, 0)
    assert not run.can_be_reverted
    assert Department.objects.count() == 0
