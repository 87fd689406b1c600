"""The words of the search stay what a fresh count of all names would give, whoever writes names and how."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.bulk import make_customers
from customers.models import Customer, NameWord
from customers.models.words import Words
from customers.queries import search_customers
from customers.services import count_words, merge_customers, tidy_words
from customers.tests.factories import CustomerFactory

NAMES = st.sampled_from(
    ["Budi Santoso", "Budi", "Siti Ma'ruf", "José-Ramos", "SITI budi", "PT. Budi (Tbk)", "–", "漢字 Li"]
)
CITIES = st.sampled_from(["", "Solo", "Budi", "Kota Baru"])


def recomputed() -> set[str]:
    words = Customer.objects.annotate(words=Words("name", "city")).values_list("words", flat=True)
    return {word for some in words for word in some}


def known() -> set[str]:
    return set(NameWord.objects.filter(in_doubt=False).values_list("word", flat=True))


def tidy_all() -> None:
    while tidy_words(NameWord):
        pass


class Registry:
    """Ways in which names get into the table, change and vanish."""

    def add(self, name: str, city: str) -> None:
        CustomerFactory(name=name, city=city)

    def add_many(self, name: str, city: str) -> None:
        Customer.objects.bulk_create(CustomerFactory.build_batch(3, name=name, city=city))

    def rename_one(self, name: str, city: str) -> None:
        if customer := Customer.objects.order_by("?").first():
            customer.name, customer.city = name, city
            customer.save()

    def rename_all(self, name: str, city: str) -> None:
        Customer.objects.update(name=name)

    def change_something_else(self, name: str, city: str) -> None:
        Customer.objects.update(notes=name)

    def delete_some(self, name: str, city: str) -> None:
        Customer.objects.filter(name=name, merges=None, absorbed=None).delete()

    def merge(self, name: str, city: str) -> None:
        one, two = CustomerFactory(name=name), CustomerFactory(name=f"{name} Wibowo", city=city)
        merge_customers(duplicate=one, survivor=two, at=timezone.now())

    def upsert(self, name: str, city: str) -> None:
        rows = CustomerFactory.build_batch(2, name=name, city=city)
        for number, row in enumerate(rows):
            row.external_id = f"same-{number}"
        Customer.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["external_id"], update_fields=["name", "city"]
        )

    def give_up(self, name: str, city: str) -> None:
        with transaction.atomic():
            CustomerFactory(name=f"{name} Rolledback")
            transaction.set_rollback(True)


STEPS = [name for name in vars(Registry) if not name.startswith("_")]


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_are_what_a_recomputation_gives_whatever_happened(data):
    with transaction.atomic():
        for _step in range(data.draw(st.integers(1, 8))):
            step = data.draw(st.sampled_from(STEPS))
            getattr(Registry(), step)(data.draw(NAMES), data.draw(CITIES))
            assert recomputed() <= known(), step
            if data.draw(st.booleans()):
                tidy_words(NameWord)
        tidy_all()
        assert known() == recomputed()
        assert NameWord.objects.count() == len(known())
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_word_of_an_erased_name_is_forgotten_and_others_of_the_name_stay():
    erased = CustomerFactory(name="Budi Zyxelwardana", city="")
    CustomerFactory(name="Budi", city="")
    Customer.objects.filter(pk=erased.pk).update(name="–", erased_at=timezone.now())
    tidy_all()
    assert known() == {"budi"}
    assert search_customers("zyxelwardana") == []


@pytest.mark.django_db
def test_counting_mends_a_table_that_lost_or_kept_too_much_and_notes_how_often_each_word_is_used():
    CustomerFactory.create_batch(3, name="Siti", city="")
    CustomerFactory(name="Siti Rahayu", city="Solo")
    NameWord.objects.filter(word="rahayu").delete()
    NameWord.objects.bulk_create(NameWord(word=word) for word in ("nobody", "siti", "siti"))
    count_words(NameWord)
    tidy_all()
    assert dict(NameWord.objects.values_list("word", "uses")) == {"siti": 4, "rahayu": 1, "solo": 1}
    assert NameWord.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_new_words_in_opposite_order_never_wait_for_each_other():
    both_wrote_one = threading.Barrier(2, timeout=20)

    def write(names: list[str]) -> None:
        try:
            with transaction.atomic():
                CustomerFactory(name=names[0], city="")
                both_wrote_one.wait()
                CustomerFactory(name=names[1], city="")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [["Aminah", "Zubaidah"], ["Zubaidah", "Aminah"]]))
    assert known() == recomputed() == {"aminah", "zubaidah"}
    count_words(NameWord)
    tidy_all()
    assert sorted(NameWord.objects.values_list("word", "in_doubt")) == [("aminah", False), ("zubaidah", False)]


@pytest.mark.django_db(transaction=True)
def test_a_word_in_doubt_stays_while_somebody_is_writing_it():
    customer = CustomerFactory(name="Zulkarnain", city="")
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                CustomerFactory(name="Ahmad Zulkarnain", city="")
                written.set()
                may_commit.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert written.wait(20)
        Customer.objects.filter(pk=customer.pk).update(name="Ismail")
        assert tidy_words(NameWord) == 0
        may_commit.set()
        writing.result()
    tidy_all()
    assert known() == recomputed() == {"ahmad", "zulkarnain", "ismail"}


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_a_tidy_worker_leave_nothing_out():
    done = threading.Event()

    def write(seed: int) -> None:
        try:
            for number in range(12):
                name = f"Nama{(seed * number) % 5} Kata{number % 3}"
                customer = CustomerFactory(name=name, city="")
                Customer.objects.filter(pk=customer.pk).update(name=f"Ganti{(seed + number) % 4}")
        finally:
            connection.close()

    def tidy() -> None:
        try:
            while not done.is_set():
                tidy_words(NameWord)
                count_words(NameWord)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        tidying = pool.submit(tidy)
        list(pool.map(write, range(1, 5)))
        done.set()
        tidying.result()
    assert recomputed() <= known()
    tidy_all()
    count_words(NameWord)
    tidy_all()
    assert known() == recomputed()
    assert NameWord.objects.count() == len(known())


@pytest.mark.django_db
def test_rows_of_a_large_update_are_not_compared_each_with_each():
    make_customers(count=4_000, seed=1, today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) UPDATE customers_customer SET notes = 'Known'")
        [plan] = cursor.fetchone()[0]
    [spent] = [trigger["Time"] for trigger in plan["Triggers"] if "words_update" in trigger["Trigger Name"]]
    assert spent < 700  # milliseconds; a few, where each with each takes seconds
