"""Improvements: planned against a cause, due on the home page, and whether fewer complain afterwards."""

import math
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from common.errors import AppError
from complaints import queries, services
from complaints.models import Improvement
from complaints.queries.effects import ratio_interval
from complaints.tests.factories import ComplaintFactory, a_cause
from customers.tests.factories import CustomerFactory, TransactionFactory

TODAY = timezone.localdate()
NOW = timezone.now()
DONE = TODAY - timedelta(days=40)
KEY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def planned(owner=None, **fields) -> Improvement:
    values = {"title": "More staff at noon", "cause": a_cause("inefficient_service"), "due_on": TODAY, **fields}
    owner = owner or UserFactory()
    return services.plan_improvement(owner=owner, at=NOW, by=owner, **values)


def done(**fields) -> Improvement:
    row = planned(**fields)
    services.edit_improvement(
        improvement=row, expected_version=1, at=NOW, status="done", what_done="Two more", done_on=DONE
    )
    return row


def complaints(number: int, *, days: int, cause: str = "slow_service") -> None:
    for _n in range(number):
        ComplaintFactory(cause=a_cause(cause), received_at=noon(DONE + timedelta(days=days)))


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.1, 10))
def test_the_interval_holds_the_ratio_and_turns_around_when_before_and_after_change_places(before, after, exposure):
    if before + after == 0:
        return
    low, high = ratio_interval(before, after, exposure)
    assert 0 <= low <= high
    if before:
        assert low <= after / before * exposure * (1 + 1e-9) <= high * (1 + 1e-9) + 1e-9
    other_low, other_high = ratio_interval(after, before, 1 / exposure)
    assert math.isclose(low, 1 / other_high if math.isfinite(other_high) else 0, abs_tol=1e-9, rel_tol=1e-6)
    assert other_low >= 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "verdict"), [(30, 8, "fewer"), (8, 30, "more"), (15, 14, "unclear"), (5, 1, "too_few")]
)
def test_fewer_more_no_clear_change_or_too_few_to_tell(before, after, verdict):
    row = done()
    complaints(before, days=-9)
    complaints(after, days=9)
    complaints(20, days=9, cause="rude_staff")  # of another cause
    complaints(20, days=0)  # on the day itself
    complaints(20, days=-41)  # longer ago than there were days since
    effect = queries.rated_effect(row, user=UserFactory(), today=TODAY)
    assert (effect.before, effect.after, effect.days, effect.verdict) == (before, after, 40, verdict)
    assert not effect.is_rated


@pytest.mark.django_db
def test_twice_the_customers_make_as_many_complaints_a_change_for_the_better():
    row = done()
    complaints(30, days=-9)
    complaints(30, days=9)
    for n in range(40):
        customer = CustomerFactory()
        TransactionFactory(customer=customer, occurred_at=noon(DONE + timedelta(days=5)))
        if n < 10:
            TransactionFactory(customer=customer, occurred_at=noon(DONE - timedelta(days=5)))
    effect = queries.rated_effect(row, user=UserFactory(), today=TODAY)
    assert (effect.rate_before, effect.rate_after, effect.verdict) == (3000, 750, "fewer")


@pytest.mark.django_db
def test_confidential_complaints_are_counted_for_the_people_named_on_them_alone():
    row = done()
    complaints(12, days=9)
    ComplaintFactory(cause=a_cause("slow_service"), received_at=noon(DONE + timedelta(days=9)), is_restricted=True)
    assert queries.rated_effect(row, user=UserFactory(admin=True), today=TODAY).after == 12


@pytest.mark.django_db
def test_soon_after_it_is_too_early_to_tell():
    row = planned()
    services.edit_improvement(
        improvement=row, expected_version=1, at=NOW, status="done", what_done="x", done_on=TODAY - timedelta(days=13)
    )
    assert queries.effects_of([row], user=UserFactory(), today=TODAY)[row.pk].verdict == "too_early"


@pytest.mark.django_db
def test_what_is_done_says_what_and_was_not_done_in_the_future():
    row = planned()
    for values in ({"what_done": " "}, {"what_done": "x", "done_on": TODAY + timedelta(days=1)}):
        with pytest.raises(AppError):
            services.edit_improvement(improvement=row, expected_version=1, at=NOW, status="done", **values)
    with pytest.raises(AppError):
        planned(due_on=TODAY - timedelta(days=1))


@pytest.mark.django_db
def test_a_manager_plans_the_owner_is_told_at_home_and_may_say_how_far_it_is(client):
    owner, other = UserFactory(language="en"), UserFactory(language="en")
    client.force_login(UserFactory(manager=True, language="en"))
    form = {
        "title": "Call back within an hour", "cause": "slow_response", "owner": owner.pk, "submission_key": KEY,
        "due_on": f"{TODAY + timedelta(days=3):%d-%m-%Y}",
    }  # fmt: skip
    for _twice in range(2):
        assert client.post("/complaints/improvements/new/", form).status_code == 302
    row = Improvement.objects.get()
    client.force_login(other)
    assert row.title not in client.get("/").content.decode()
    assert '<form method="post"' not in client.get(row.get_absolute_url()).content.decode().partition("<main")[2]
    client.force_login(owner)
    assert row.title in client.get("/").content.decode()
    changed = {**form, "status": "running", "version": 1}
    assert client.post(row.get_absolute_url(), changed).status_code == 302
    assert client.post(row.get_absolute_url(), changed).status_code == 409
    assert client.post(row.get_absolute_url(), {**changed, "status": "done", "version": 2}).status_code == 422


@pytest.mark.django_db
def test_the_list_of_what_is_over_shows_before_and_after_in_one_statement(client, django_assert_max_num_queries):
    client.force_login(UserFactory(language="en"))
    for _n in range(12):
        done()
    complaints(30, days=-9)
    with django_assert_max_num_queries(8):
        page = client.get("/complaints/improvements/?tab=over").content.decode()
    assert page.count("30 → 0 in 40 days") == 12
