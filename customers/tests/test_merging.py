"""Two records become one and two again, value by value."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import AppError, NotAllowed, StaleRecord
from customers.models import Customer, CustomerMerge, Phone
from customers.record_values import SINGLE
from customers.services import (
    MergeChoices,
    merge_customers,
    undo_merge,
    update_customer,
    withdraw_survey_consent,
)
from customers.services.merging import forget_taken, settle_merges
from customers.tests.factories import CustomerFactory, PhoneFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ALL = MergeChoices(taken=frozenset(SINGLE), joined=frozenset())


def merged(duplicate: Customer, survivor: Customer, choices: MergeChoices | None = None) -> CustomerMerge:
    return merge_customers(duplicate=duplicate, survivor=survivor, at=AT, choices=choices)


def undone(merge: CustomerMerge) -> tuple[str, ...]:
    return undo_merge(merge=merge, at=AT, by=None).kept


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def typed(customer: Customer) -> list[str]:
    return list(customer.phones.order_by("position", "id").values_list("typed", flat=True))


# --- what is taken over -----------------------------------------------------------------------------------------------


def test_the_survivor_takes_over_what_was_chosen_and_the_duplicate_stays_as_it_was():
    duplicate = CustomerFactory(name="Budi S.", email="budi@example.com", city="Solo", birth_date=date(1980, 1, 2))
    survivor = CustomerFactory(name="Budi Santoso", email="old@example.com")
    merged(duplicate, survivor, MergeChoices(taken=frozenset({"email", "birth_date"})))
    kept, old = fresh(survivor), fresh(duplicate)
    assert (kept.name, kept.email, kept.city, kept.birth_date) == (
        "Budi Santoso",
        "budi@example.com",
        "",
        date(1980, 1, 2),
    )
    assert (old.name, old.email, old.city, old.merged_into) == ("Budi S.", "budi@example.com", "Solo", kept)


def test_phones_and_tags_are_united_without_those_that_were_left_out():
    survivor, duplicate = CustomerFactory(tags=["vip", "old"]), CustomerFactory(tags=["vip", "hotel"])
    for customer, local in ((survivor, "8111"), (survivor, "8112"), (duplicate, "8112"), (duplicate, "8113")):
        PhoneFactory(customer=customer, local=local, position=customer.phones.count())
    merged(duplicate, survivor, MergeChoices(phones=["8112", "8113"], tags=["vip", "hotel"]))
    assert typed(survivor) == ["08112", "08113"]
    assert fresh(survivor).tags == ["vip", "hotel"]
    assert typed(duplicate) == ["08112", "08113"]


def test_texts_are_put_one_under_the_other_and_too_long_ones_are_refused():
    duplicate, survivor = CustomerFactory(notes="Rings in the evening"), CustomerFactory(notes="Pays in cash")
    merge = merged(duplicate, survivor, MergeChoices(joined=frozenset({"notes"})))
    assert fresh(survivor).notes == "Pays in cash\n\nRings in the evening"
    undone(merge)
    Customer.objects.update(notes="x" * 2500)
    Customer.objects.filter(pk=duplicate.pk).update(notes="y" * 2500)
    with pytest.raises(AppError, match="longer than 4000 characters") as refusal:
        merged(duplicate, survivor, MergeChoices(joined=frozenset({"notes"})))
    assert refusal.value.field == "notes"
    assert fresh(duplicate).merged_into is None


def test_a_reason_for_leaving_is_taken_over_with_its_day_and_a_further_field_by_its_key():
    duplicate = CustomerFactory(exit_reason="moved", exit_date=date(2026, 1, 5), custom_values={"size": "L", "car": 2})
    survivor = CustomerFactory(custom_values={"size": "S"})
    merge = merged(duplicate, survivor, MergeChoices(taken=frozenset({"exit", "custom_values.car"})))
    kept = fresh(survivor)
    assert (kept.exit_reason, kept.exit_date) == ("moved", date(2026, 1, 5))
    assert kept.custom_values == {"size": "S", "car": 2}
    undone(merge)
    kept = fresh(survivor)
    assert (kept.exit_reason, kept.exit_date, kept.custom_values) == ("", None, {"size": "S"})


def test_more_phone_numbers_than_a_record_holds_are_refused():
    duplicate, survivor = CustomerFactory.create_batch(2)
    for customer in (duplicate, survivor):
        PhoneFactory.create_batch(11, customer=customer)
    with pytest.raises(AppError, match="at most 20") as refusal:
        merged(duplicate, survivor, MergeChoices())
    assert (refusal.value.field, survivor.phones.count()) == ("phones", 11)


def test_who_refused_contact_or_surveys_under_one_record_has_refused_as_the_customer():
    duplicate, survivor = CustomerFactory(survey_consent=False, do_not_contact=True), CustomerFactory()
    merge = merged(duplicate, survivor)
    assert (fresh(survivor).survey_consent, fresh(survivor).do_not_contact) == (False, True)
    undone(merge)
    assert (fresh(survivor).survey_consent, fresh(survivor).do_not_contact) == (True, False)


def test_undoing_one_merge_leaves_the_refusal_of_another_duplicate_in_force():
    first, second = CustomerFactory.create_batch(2, survey_consent=False)
    survivor = CustomerFactory()
    merges = [merged(first, survivor), merged(second, survivor)]
    undone(merges[0])
    assert fresh(survivor).survey_consent is False
    undone(merges[1])
    assert fresh(survivor).survey_consent is True


def test_a_refusal_said_after_the_merge_outlives_its_undoing():
    duplicate, survivor = CustomerFactory(survey_consent=False), CustomerFactory()
    merge = merged(duplicate, survivor)
    withdraw_survey_consent(customer=fresh(survivor), at=AT)
    undone(merge)
    assert fresh(survivor).survey_consent is False


def test_refusals_of_merges_that_came_in_a_file_reach_the_end_of_the_chain_and_come_back():
    first, second, last = CustomerFactory(do_not_contact=True), CustomerFactory(), CustomerFactory()
    rows = CustomerMerge.objects.bulk_create(
        [CustomerMerge(duplicate=first, survivor=second), CustomerMerge(duplicate=second, survivor=last)]
    )
    settle_merges(at=AT)
    assert [fresh(one).merged_into for one in (first, second)] == [last, last]
    assert list(Customer.objects.order_by("pk").values_list("do_not_contact", flat=True)) == [True, True, True]
    for row in rows:
        undo_merge(merge=row, at=AT, by=None)
    assert list(Customer.objects.order_by("pk").values_list("do_not_contact", flat=True)) == [True, False, False]


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_what_somebody_changed_since_is_kept_and_named():
    duplicate = CustomerFactory(email="new@example.com", city="Solo", tags=["vip"])
    survivor = CustomerFactory(email="old@example.com", city="Yogyakarta")
    PhoneFactory(customer=duplicate, local="81134567890")
    merge = merged(duplicate, survivor, MergeChoices(taken=frozenset({"email", "city"})))
    kept = fresh(survivor)
    update_customer(
        customer=kept, expected_version=kept.version, at=AT, by=None, city="Bandung", phones=["+62 811-3456-7890"]
    )
    assert undone(merge) == ("city", "phones.81134567890")
    kept = fresh(survivor)
    assert (kept.email, kept.city, kept.tags, typed(kept)) == ("old@example.com", "Bandung", [], ["+62 811-3456-7890"])


def test_a_chain_is_taken_apart_from_its_beginning_and_what_was_passed_on_goes_too():
    first = CustomerFactory(email="first@example.com")
    PhoneFactory(customer=first, local="8111")
    second, third = CustomerFactory(email="second@example.com"), CustomerFactory(email="third@example.com")
    take = MergeChoices(taken=frozenset({"email"}))
    one, two = merged(first, second, take), merged(second, third, take)
    assert (fresh(third).email, typed(third)) == ("first@example.com", ["08111"])
    undone(one)
    assert (fresh(third).email, typed(third)) == ("second@example.com", [])
    assert (fresh(first).merged_into, fresh(second).merged_into) == (None, third)
    undone(two)
    assert [fresh(one).email for one in (first, second, third)] == [
        "first@example.com",
        "second@example.com",
        "third@example.com",
    ]


def test_undoing_is_refused_when_the_personal_data_of_one_were_erased():
    duplicate, survivor = CustomerFactory.create_batch(2)
    merge = merged(duplicate, survivor)
    Customer.objects.filter(pk=survivor.pk).update(erased_at=AT)
    with pytest.raises(NotAllowed, match="erased since"):
        undone(merge)
    assert fresh(duplicate).merged_into == survivor


def test_a_merge_forgets_what_it_took_over_when_it_can_no_longer_be_undone():
    duplicate, survivor = CustomerFactory(email="new@example.com"), CustomerFactory()
    merge = merged(duplicate, survivor, MergeChoices(taken=frozenset({"email"})))
    assert forget_taken(at=AT + timedelta(days=30)) == 0
    assert forget_taken(at=AT + timedelta(days=30, seconds=1)) == 1
    merge.refresh_from_db()
    assert (merge.taken, merge.undone_at) == ({}, None)


# --- everything undone, everything as it was --------------------------------------------------------------------------

NUMBERS = ["8111", "8112", "8113"]
TAGS = ["vip", "hotel", "old"]


@st.composite
def records(draw: Any) -> list[dict]:
    few = st.sampled_from
    record = st.fixed_dictionaries(
        {
            "email": few(["", "a@example.com", "b@example.com"]),
            "city": few(["", "Solo", "Medan"]),
            "birth_date": few([None, date(1980, 1, 1), date(1990, 2, 2)]),
            "notes": few(["", "one", "two"]),
            "tags": st.lists(few(TAGS), unique=True),
            "numbers": st.lists(few(NUMBERS), unique=True),
            "custom_values": st.dictionaries(few(["size", "car"]), few([1, "L"])),
            "survey_consent": st.booleans(),
            "exit": few([("", None), ("moved", date(2026, 1, 5)), ("closed", date(2025, 1, 5))]),
        }
    )
    return draw(st.lists(record, min_size=2, max_size=5))


def choices(*, leave_out: bool) -> st.SearchStrategy[MergeChoices]:
    single = ["email", "city", "birth_date", "exit", "custom_values.size", "custom_values.car", "notes"]
    some = st.none() | st.lists(st.sampled_from(NUMBERS + TAGS), unique=True) if leave_out else st.none()
    joined = st.frozensets(st.just("notes")) if leave_out else st.just(frozenset())
    return st.builds(MergeChoices, taken=st.frozensets(st.sampled_from(single)), joined=joined, phones=some, tags=some)


def make(values: dict) -> Customer:
    values = dict(values)
    numbers, (reason, day) = values.pop("numbers"), values.pop("exit")
    customer = CustomerFactory(**values, exit_reason=reason, exit_date=day)
    for position, local in enumerate(numbers):
        PhoneFactory(customer=customer, local=local, position=position)
    return customer


def state() -> list[tuple]:
    """Every record as people see it."""
    columns = ("pk", "email", "city", "birth_date", "notes", "custom_values", "survey_consent", "exit_reason")
    rows = Customer.objects.order_by("pk").values_list(*columns, "merged_into", "exit_date", "tags")
    numbers: dict[int, list] = {}
    for pk, text, place in Phone.objects.order_by("digits").values_list("customer", "typed", "position"):
        numbers.setdefault(pk, []).append((text, place))
    return [(*row[:-1], sorted(row[-1]), numbers.get(row[0], [])) for row in rows]


def without_places(rows: list[tuple]) -> list[tuple]:
    """The order of phone numbers depends on when each came."""
    return [(*row[:-1], [text for text, _place in row[-1]]) for row in rows]


@pytest.mark.parametrize("leave_out", [False, True])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=records(), data=st.data())
def test_whatever_was_merged_and_undone_undoing_the_rest_in_any_order_restores_every_record(leave_out, records, data):
    with transaction.atomic():
        for values in records:
            make(values)
        before = state()
        made = merge_and_undo_some(data, leave_out=leave_out)
        reached = state()
        for merge, _chosen in data.draw(st.permutations(made)):
            assert undone(merge) == ()
        assert state() == before
        if not leave_out:  # then what stood before was also what these merges alone make
            for merge, chosen in made:
                merged(fresh(merge.duplicate), fresh(merge.survivor), chosen)
            assert without_places(state()) == without_places(reached)
        transaction.set_rollback(True)


def merge_and_undo_some(data: Any, *, leave_out: bool) -> list[tuple[CustomerMerge, MergeChoices]]:
    """Up to six merges and undoings; gives the merges in force, the oldest first."""
    made: list[tuple[CustomerMerge, MergeChoices]] = []
    for _ in range(data.draw(st.integers(1, 6))):
        still_open = list(Customer.objects.filter(merged_into=None).order_by("pk"))
        if made and (len(still_open) < 2 or data.draw(st.booleans())):
            undone(made.pop(data.draw(st.integers(0, len(made) - 1)))[0])
        elif len(still_open) > 1:
            duplicate, survivor = data.draw(st.permutations(still_open))[:2]
            chosen = data.draw(choices(leave_out=leave_out))
            made.append((merged(duplicate, survivor, chosen), chosen))
    return made


# --- at the same time -------------------------------------------------------------------------------------------------


def test_a_record_that_was_saved_since_the_page_was_opened_is_not_merged_unseen():
    duplicate, survivor = CustomerFactory.create_batch(2)
    seen = {duplicate.pk: duplicate.version, survivor.pk: survivor.version}
    update_customer(customer=fresh(survivor), expected_version=1, at=AT, by=None, city="Solo")
    with pytest.raises(StaleRecord):
        merge_customers(duplicate=duplicate, survivor=survivor, at=AT, expected_versions=seen)
    assert not CustomerMerge.objects.exists()


def test_who_was_editing_the_duplicate_or_what_the_survivor_took_over_is_told():
    duplicate, survivor = CustomerFactory(city="Solo"), CustomerFactory()
    mine, theirs = fresh(duplicate), fresh(survivor)
    merged(duplicate, survivor, MergeChoices(taken=frozenset({"city"})))
    for record in (mine, theirs):
        with pytest.raises(StaleRecord):
            update_customer(customer=record, expected_version=record.version, at=AT, by=None, address="Jl. Melati 3")
    assert fresh(survivor).address == ""


@pytest.mark.django_db(transaction=True)
def test_of_several_people_who_merge_the_same_pair_either_way_round_one_does():
    first, second = CustomerFactory.create_batch(2)

    def attempt(number: int) -> bool:
        pair = (first, second) if number % 2 else (second, first)
        try:
            merged(fresh(pair[0]), fresh(pair[1]), MergeChoices())
            return True
        except AppError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert CustomerMerge.objects.count() == 1
    assert Customer.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_merging_and_undoing_along_one_chain_at_once_leaves_every_pointer_right():
    people = CustomerFactory.create_batch(6)
    first = [merged(people[number], people[number + 1]) for number in range(0, 5, 2)]

    def attempt(number: int) -> None:
        try:
            if number < 3:
                undo_merge(merge=first[number], at=AT, by=UserFactory())
            else:
                place = 2 * (number - 3) + 1
                merged(fresh(people[place]), fresh(people[(place + 2) % 6]))
        except AppError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(attempt, range(6)))
    into = dict(CustomerMerge.objects.filter(undone_at=None).values_list("duplicate", "survivor"))
    for person in people:
        end = person.pk
        while end in into:
            end = into[end]
        assert fresh(person).merged_into_id == (end if end != person.pk else None)
