"""Granted money is paid once, and never more of it is granted than there is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import InternalError, connection, transaction

from common.errors import AppError, NotAllowed
from complaints import services
from complaints.models import Entry, HandlingPolicy, Remedy
from complaints.queries import granted_in_month
from complaints.tests.factories import RemedyFactory, UserFactory

AT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def boss():
    return UserFactory(manager=True, language="en")


@pytest.fixture
def granted(db, boss):
    return services.decide_remedy(remedy=RemedyFactory(), approve=True, at=AT, by=boss)


def pay(remedy, by, reference="TRF-1", **fields):
    return services.pay_remedy(
        remedy=Remedy.objects.get(pk=remedy.pk), reference=reference, paid_at=AT, at=LATER, by=by, **fields
    )


@pytest.mark.django_db
def test_the_same_payment_told_twice_is_one_and_another_one_is_refused(granted, boss):
    for _ in range(2):
        pay(granted, boss)
    with pytest.raises(NotAllowed, match="TRF-1"):
        pay(granted, boss, reference="TRF-2")
    assert Remedy.objects.get().payment_reference == "TRF-1"
    assert Entry.objects.filter(kind="remedy", new_value="paid").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reference": "  "}, "reference"),
        ({"paid_at": LATER + timedelta(minutes=1)}, "paid_on"),
        ({"paid_at": AT - timedelta(days=2)}, "paid_on"),
    ],
)
def test_a_payment_has_a_number_and_a_moment_after_it_was_granted(granted, boss, fields, field):
    values = {"reference": "TRF-1", "paid_at": AT, **fields}
    with pytest.raises(AppError) as refusal:
        services.pay_remedy(remedy=granted, at=LATER, by=boss, **values)
    assert refusal.value.field == field
    assert Remedy.objects.get().paid_at is None


@pytest.mark.django_db
def test_only_granted_money_is_paid_and_only_by_managers(granted, boss):
    for remedy, by in ((RemedyFactory(), boss), (granted, UserFactory())):
        with pytest.raises(NotAllowed):
            pay(remedy, by)


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_payment(granted, boss):
    pay(granted, boss)
    with pytest.raises(InternalError), transaction.atomic():
        Remedy.objects.filter(pk=granted.pk).update(payment_reference="TRF-2")


def at_once(*calls):
    """Run all in threads that begin together; what each gave or the refusal it met."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        except AppError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_pay_once(granted, boss):
    outcomes = at_once(*[lambda number=number: pay(granted, boss, reference=f"TRF-{number}") for number in range(4)])
    assert [type(outcome) for outcome in outcomes].count(Remedy) == 1
    assert Entry.objects.filter(kind="remedy", new_value="paid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_managers_who_approve_at_the_same_moment_do_not_go_beyond_the_budget(boss):
    HandlingPolicy.objects.update_or_create(defaults={"monthly_budget": 2_500_000})
    remedies = [RemedyFactory() for _ in range(4)]
    outcomes = at_once(
        *[
            lambda remedy=remedy: services.decide_remedy(remedy=remedy, approve=True, at=AT, by=boss)
            for remedy in remedies
        ]
    )
    assert [type(outcome) for outcome in outcomes].count(Remedy) == 2
    assert granted_in_month(AT) == 2_000_000


@pytest.mark.django_db
def test_the_cashier_gets_what_is_to_be_paid_as_a_file_and_notes_the_payment(client, granted, boss):
    RemedyFactory()
    client.force_login(boss)
    page = client.get("/complaints/remedies/?tab=pay").content.decode()
    assert granted.complaint.reference in page
    lines = b"".join(client.get("/complaints/remedies/to-pay.csv").streaming_content).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [str(granted.pk)]
    form = {"reference": "TRF-77", "paid_on": "03-03-2030"}
    answer = client.post(f"/complaints/remedies/{granted.pk}/pay/", form)
    assert (answer.status_code, "TRF-77" in answer.content.decode()) == (422, True)
    client.post(f"/complaints/remedies/{granted.pk}/pay/", form | {"paid_on": "04-03-2026"})
    assert Remedy.objects.get(pk=granted.pk).payment_reference == "TRF-77"
    assert "TRF-77" in client.get("/complaints/remedies/?tab=paid").content.decode()
