"""Import → merge → undo → revert leaves the registry exactly as it was, whatever was in it and in the file."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.imports.reverting import revert, revert_plan
from customers.models import Customer, CustomerMerge, ImportRun, Phone
from customers.services import merge_customers, undo_merge
from customers.services.merging import MergeChoices
from customers.tests.factories import CustomerFactory, TransactionFactory
from customers.tests.imports import AT, bring_in, everything

KEYS = [f"A{n}" for n in range(6)]
NAMES = st.sampled_from(["Ani", "Budi Santoso", "Siti", "José"])
NUMBERS = st.sampled_from(["0811234567", "0812-3456-7890", "0271 712345", "+62 811 234 567"])
TAGS = st.lists(st.sampled_from(["vip", "solo", "baru"]), max_size=3)
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(["", "Solo", "Medan"]),
        "tags": TAGS.map(";".join),
        "phone": st.one_of(st.just(""), NUMBERS),
        "phone2": st.one_of(st.just(""), NUMBERS),
        "salutation": st.sampled_from(["", "Ibu", "mr"]),
        "birth_date": st.sampled_from(["", "1990-12-31", "1/2/1985"]),
        "department": st.sampled_from(["", "Gudang", "gudang"]),
        "survey_consent": st.sampled_from(["", "ya", "tidak"]),
        "notes": st.sampled_from(["", "x", "'=1+1"]),
    },
)
ROWS = st.lists(st.tuples(st.sampled_from(KEYS), NAMES, OPTIONAL), min_size=1, max_size=6, unique_by=lambda row: row[0])
SALES = st.lists(
    st.tuples(st.sampled_from(["R1", "R2", "R3"]), st.sampled_from(KEYS), st.integers(1, 900)),
    max_size=3,
    unique_by=lambda row: row[0],
)


@dataclass(frozen=True)
class Base:
    """A customer who is there already."""

    key: str
    name: str
    phones: list[str]
    tags: list[str]
    city: str
    sales: int = 0
    values: dict = field(default_factory=dict)


BASES = st.lists(
    st.builds(
        Base,
        key=st.sampled_from(KEYS),
        name=NAMES,
        phones=st.lists(st.sampled_from(["811234567", "82112345678"]), unique=True, max_size=2),
        tags=st.lists(st.sampled_from(["vip", "lama"]), unique=True, max_size=2),
        city=st.sampled_from(["", "Solo"]),
        sales=st.integers(0, 2),
        values=st.sampled_from([{}, {"shoe_size": 40}]),
    ),
    max_size=4,
    unique_by=lambda base: base.key,
)
# Pairs of places among all customers there are then, with what the survivor takes over, in the order of undoing.
MERGES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 9),
        st.frozensets(st.sampled_from(["name", "city", "salutation", "birth_date", "notes"]), max_size=3),
        st.booleans(),
    ),
    max_size=4,
)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bases=BASES, rows=ROWS, sales=SALES, merges=MERGES, order=st.randoms(use_true_random=False))
def test_import_merge_undo_revert_leaves_everything_as_it_was(tmp_path, bases, rows, sales, merges, order):
    with transaction.atomic():
        fill(bases)
        before = everything(without=("customers.customermerge",))
        ids = set(Customer.objects.values_list("pk", flat=True))
        runs = [bring(tmp_path, "customers", customer_rows(rows)), bring(tmp_path, "transactions", sale_rows(sales))]

        done = merge_some(merges)
        order.shuffle(done)
        for merge in done:
            undo_merge(merge=merge, at=AT + timedelta(hours=2), by=None)
        for run in reversed(runs):
            take_back(run)

        assert everything(without=("customers.customermerge",)) == before
        assert {pk for row in CustomerMerge.objects.values_list("duplicate", "survivor") for pk in row} <= ids
        transaction.set_rollback(True)


def fill(bases: list[Base]) -> None:
    for base in bases:
        customer = CustomerFactory(
            external_id=base.key, name=base.name, tags=base.tags, city=base.city, custom_values=base.values
        )
        for place, digits in enumerate(base.phones):
            Phone.objects.create(customer=customer, typed=f"0{digits}", digits=digits, position=place)
        for number in range(base.sales):
            TransactionFactory(customer=customer, reference=f"{base.key}-{number}")


def customer_rows(rows) -> list[dict]:
    return [{"external_id": key, "name": name, **values} for key, name, values in rows]


def sale_rows(sales) -> list[dict]:
    at = datetime(2026, 1, 5, 3, tzinfo=UTC).isoformat()
    return [{"reference": ref, "customer": key, "occurred_at": at, "amount": amount} for ref, key, amount in sales]


def bring(folder: Path, kind: str, rows: list[dict]) -> ImportRun | None:
    if not rows:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / f"{kind}.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    bring_in(kind, path)
    return ImportRun.objects.latest("pk")


def merge_some(merges) -> list[CustomerMerge]:
    done = []
    everybody = list(Customer.objects.order_by("pk"))
    for one, other, taken, joins in merges:
        duplicate, survivor = everybody[one % len(everybody)], everybody[other % len(everybody)]
        duplicate.refresh_from_db()
        survivor.refresh_from_db()
        if duplicate == survivor or duplicate.merged_into_id or survivor.merged_into_id:
            continue
        choices = MergeChoices(taken=taken - {"notes"}, joined=frozenset({"notes"}) if joins else frozenset())
        merge = merge_customers(
            duplicate=duplicate, survivor=survivor, at=AT + timedelta(hours=1), choices=choices if taken else None
        )
        done.append(merge)
    return done


def take_back(run: ImportRun | None) -> None:
    if run is None or run.created + run.updated == 0:
        return
    run.revert_plan = revert_plan(run)
    assert run.revert_plan["kept"] == []
    revert(run, at=AT + timedelta(hours=3))
