"""The nightly search for duplicates, and what people decide about the pairs it finds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from customers.enums import PairStatus
from customers.models import CommonValue, Customer, DuplicatePair, DuplicateScan
from customers.queries import matching
from customers.services import (
    dismiss_pairs,
    forget_pairs_of,
    merge_customers,
    reopen_pair,
    start_due_scan,
    start_scan,
    undo_merge,
    update_customer,
)
from customers.services import duplicates as service
from customers.tests.factories import CustomerFactory, PhoneFactory, UserFactory
from jobs.models import Job
from jobs.services import run_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NIGHT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)  # half past one in Jakarta


def scan(*, is_full: bool | None = True, at: datetime | None = None) -> DuplicateScan:
    job = run_job(start_scan(at=at or timezone.now(), is_full=is_full))
    assert job.status == "done"
    return DuplicateScan.objects.get(pk=job.parameters["scan"])


def found() -> list[tuple[str, str, int, list[str]]]:
    pairs = DuplicatePair.objects.open().select_related("lower", "higher").order_by("-score", "id")
    return [(pair.lower.name, pair.higher.name, pair.score, pair.reasons) for pair in pairs]


def person(name: str, **values) -> Customer:
    phone = values.pop("phone", "")
    customer = CustomerFactory(name=name, **values)
    if phone:
        PhoneFactory(customer=customer, local=phone)
    return customer


# --- what is found ----------------------------------------------------------------------------------------------------


def test_pairs_come_with_their_reasons_the_surest_first():
    person("Budi Santoso", phone="81234567890", email="budi@example.com", city="Solo")
    person("BUDI SANTOSO", phone="81234567890", email="Budi@Example.com", city="solo")
    person("Siti Rahmawati", birth_date=date(1990, 5, 1))
    person("Siti Rachmawati", birth_date=date(1990, 5, 1))
    person("Agus Wijaya", city="Medan")
    person("Wijaya, Agus", city="Medan")
    person("Dewi Lestari", phone="81999999999")
    person("Hotman Siregar", phone="81999999999")
    person("Nobody Else", city="Medan", birth_date=date(1971, 1, 1))
    scan()
    assert found() == [
        ("Budi Santoso", "BUDI SANTOSO", 100, ["email", "phone", "name", "city"]),
        ("Siti Rahmawati", "Siti Rachmawati", 70, ["name", "birth_date"]),
        ("Agus Wijaya", "Wijaya, Agus", 50, ["name", "city"]),
        ("Dewi Lestari", "Hotman Siregar", 45, ["phone"]),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drs. Soeharto Wibowo", "Suharto Wibowo"),
        ("Muh. Yusuf", "Muhammad Yusuf"),
        ("B. Santoso", "Budi Santoso"),
        ("PT Maju Jaya", "Maju Jaya, PT."),
        ("Budi Santosa", "Budi Santoso"),
        ("Yanti Koesoemo", "Ianti Kusumo"),
        ("José Gunawan", "Jose Gunawan"),
    ],
)
def test_old_spelling_initials_titles_and_typing_errors_are_the_same_name(one, other):
    person(one, city="Solo"), person(other, city="Solo")
    scan()
    assert [(first, second) for first, second, _score, _reasons in found()] == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Budi Santoso", "city": "Solo"}, {"name": "Bambang Santoso", "city": "Solo"}),
        ({"name": "Budi Santoso"}, {"name": "Budi Santoso"}),
        ({"name": "Budi Santoso", "city": "Solo"}, {"name": "Budi Santoso", "city": "Medan"}),
        (
            {"name": "Budi", "birth_date": date(1980, 1, 1), "phone": "81234567890"},
            {"name": "Siti", "birth_date": date(1990, 1, 1), "phone": "81234567890"},
        ),
        ({"name": "-", "city": "Solo"}, {"name": "-", "city": "Solo"}),
        ({"name": "Budi Santoso", "city": "Solo"}, {"name": "Budi Santoso", "city": "Solo", "is_test": True}),
        ({"name": "Budi", "email": "a@example.com"}, {"name": "Budi", "email": "a@example.com", "internal": True}),
    ],
)
def test_what_is_too_little_to_go_by_is_no_pair(one, other):
    person(**one), person(**other)
    scan()
    assert found() == []


def test_what_too_many_share_is_not_compared_and_is_named():
    for number in range(21):
        person(f"Clerk {number}", phone="2155512340")
    for _number in range(11):
        person("Budi Santoso", city="Jakarta")
    scan()
    assert found() == []
    assert list(CommonValue.objects.order_by("kind").values_list("kind", "value", "records")) == [
        (1, "2155512340", 21),
        (3, "Budi Santoso, Jakarta", 11),
    ]


def test_a_common_name_is_a_reason_only_beside_something_else_and_a_rare_one_alone(monkeypatch):
    monkeypatch.setattr(matching, "LEAST_RECORDS", 1)
    for number in range(60):
        person(f"{['Budi', 'Agus', 'Siti'][number % 3]} {['Santoso', 'Lestari'][number % 2]}", city="Solo")
    person("Budi Santoso", city="Solo", phone="81234567890"), person("Budi Santoso", city="Medan", phone="81234567890")
    person("Agus Lestari", birth_date=date(1990, 5, 1)), person("Agus Lestari", birth_date=date(1990, 5, 1))
    person("Hotman Simanjuntak", city="Solo"), person("Hotman Simanjuntak", city="Solo")
    scan()
    assert [(first, reasons) for first, _second, _score, reasons in found()] == [
        ("Agus Lestari", ["name", "birth_date"]),
        ("Budi Santoso", ["phone", "name"]),
        ("Hotman Simanjuntak", ["name", "city"]),
    ]


def test_the_number_of_a_folded_record_leads_to_its_survivor():
    survivor = person("Budi Santoso")
    merge_customers(duplicate=person("Budi S.", phone="81234567890"), survivor=survivor, at=timezone.now())
    person("Boedi Santoso", phone="81234567890")
    scan()
    assert found() == [("Budi Santoso", "Boedi Santoso", 85, ["phone", "name"])]


# --- from one search to the next --------------------------------------------------------------------------------------


def test_a_second_search_changes_nothing_and_a_pair_that_is_none_any_more_goes():
    first, _second = person("Budi Santoso", city="Solo"), person("Budi Santoso", city="Solo")
    scan()
    pair = DuplicatePair.objects.get()
    scan()
    assert DuplicatePair.objects.get().found_at == pair.found_at
    Customer.objects.filter(pk=first.pk).update(city="Medan", updated_at=timezone.now())
    scan()
    assert not DuplicatePair.objects.exists()


def test_between_full_searches_only_what_changed_is_looked_at():
    first, second = person("Budi Santoso", city="Solo"), person("Siti Aminah", city="Solo")
    Customer.objects.update(updated_at=timezone.now() - timedelta(days=2))
    scan()
    update_customer(
        customer=second, expected_version=1, at=timezone.now(), by=None, name="Budi Santosa", phones=["0812-3456-7890"]
    )
    partial = scan(is_full=None)
    assert (partial.is_full, partial.records) == (False, 1)
    assert [(one, other) for one, other, *_rest in found()] == [("Budi Santoso", "Budi Santosa")]
    person("Boedi", phone="81234567890")
    assert scan(is_full=None).records == 2
    assert ("Budi Santosa", "Boedi") in [(one, other) for one, other, *_rest in found()]
    merge_customers(duplicate=first, survivor=Customer.objects.get(pk=second.pk), at=timezone.now())
    scan(is_full=None)
    assert first.name not in {name for one, other, *_rest in found() for name in (one, other)}


def test_both_kinds_of_search_find_the_same_pairs():
    for number in range(12):
        person(
            ["Budi Santoso", "Boedi Santosa", "Siti Aminah", "S. Aminah"][number % 4],
            city=["Solo", "Medan"][number % 2],
            birth_date=date(1980, 1, 1 + number % 3),
            phone=f"8123456{number % 5}00",
        )
    scan()
    full = found()
    assert len(full) > 5
    DuplicatePair.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_matchkey")
        cursor.execute("DELETE FROM customers_matchrecord WHERE customer_id > %s", [Customer.objects.earliest("pk").pk])
    scan(is_full=False)
    assert sorted(found()) == sorted(full)


def test_small_steps_find_what_one_large_step_finds(monkeypatch):
    for _number in range(3):
        person("Budi Santoso", city="Solo"), person("Siti Aminah", phone="81234567890")
    scan()
    whole = found()
    for name in ("RECORDS_A_STEP", "KEYS_A_STEP"):
        monkeypatch.setattr(service, name, 2)
    DuplicatePair.objects.all().delete()
    scan()
    assert sorted(found()) == sorted(whole)
    assert len(whole) == 6


def test_one_search_a_night_however_often_the_scheduler_ticks_and_a_full_one_each_week():
    person("Budi Santoso")
    job = start_due_scan(at=NIGHT)
    assert start_due_scan(at=NIGHT + timedelta(minutes=10)) is None
    run_job(job)
    assert start_due_scan(at=NIGHT + timedelta(hours=23)) is None
    nights = [start_due_scan(at=NIGHT + timedelta(days=day)) for day in range(1, 9) if run_all()]
    run_all()
    assert [DuplicateScan.objects.get(pk=job.parameters["scan"]).is_full for job in nights] == [
        *[False] * 6, True, False,
    ]  # fmt: skip


def run_all() -> bool:
    for job in Job.objects.unfinished():
        run_job(job)
    return True


def test_a_full_search_that_was_broken_off_is_made_again_in_full():
    start_scan(at=NIGHT, is_full=True)
    Job.objects.update(status="failed", finished_at=NIGHT)
    assert start_due_scan(at=NIGHT + timedelta(days=1)).parameters["since"] == ""
    assert DuplicateScan.objects.first().is_full


# --- what people decide -----------------------------------------------------------------------------------------------


@pytest.fixture
def pair():
    person("Budi Santoso", city="Solo"), person("Budi Santoso", city="Solo")
    scan()
    return DuplicatePair.objects.get()


def test_what_is_not_the_same_is_not_proposed_again_until_one_of_the_two_changes(pair):
    dismiss_pairs(pairs=[pair], at=timezone.now(), by=UserFactory())
    scan()
    assert found() == []
    first = Customer.objects.get(pk=pair.lower_id)
    update_customer(customer=first, expected_version=first.version, at=timezone.now(), by=None, notes="Nothing to do")
    scan()
    assert found() == []
    update_customer(customer=first, expected_version=first.version, at=timezone.now(), by=None, email="b@example.com")
    scan(is_full=False)
    assert len(found()) == 1


def test_a_decision_can_be_taken_back_while_both_stand_for_themselves(pair):
    dismiss_pairs(pairs=[pair], at=timezone.now(), by=UserFactory())
    assert dismiss_pairs(pairs=[pair], at=timezone.now(), by=UserFactory()) == 0
    assert reopen_pair(pair=pair).status == PairStatus.OPEN
    assert len(found()) == 1


def test_merging_settles_the_pair_and_taking_apart_says_it_is_not_the_same(pair):
    merge = merge_customers(duplicate=pair.lower, survivor=pair.higher, at=timezone.now())
    pair.refresh_from_db()
    assert pair.status == PairStatus.MERGED
    undo_merge(merge=merge, at=timezone.now(), by=UserFactory())
    pair.refresh_from_db()
    assert pair.status == PairStatus.DISMISSED
    scan()
    assert found() == []


def test_nothing_that_was_compared_outlives_the_personal_data(pair):
    forget_pairs_of(customer=pair.lower)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT customer_id) FROM customers_matchkey")
        keys, customers = cursor.fetchone()
        cursor.execute("SELECT array_agg(customer_id) FROM customers_matchrecord")
        assert (customers, cursor.fetchone()[0]) == (1, [pair.higher_id])
    assert (keys > 0, DuplicatePair.objects.count()) == (True, 0)
