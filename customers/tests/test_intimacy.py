"""Needs, special days, relations and free texts: what makes a record a person."""

import html
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.errors import AppError, StaleRecord
from customers.enums import LinkKind
from customers.models import Customer, CustomerLink, Need, SpecialDay
from customers.queries import coming_days, ties_of
from customers.queries.intimacy import next_occurrence
from customers.services import (
    add_link,
    add_special_day,
    confirm_need,
    edit_need,
    end_need,
    merge_customers,
    note_need,
    rewrite_text,
    update_customer,
)
from customers.tests.factories import (
    CustomerDayFactory,
    CustomerFactory,
    CustomerLinkFactory,
    NeedFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def sent_by(form, **changes) -> dict:
    """What a browser would send back of a form."""
    values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {**{name: "on" if value is True else value for name, value in values.items()}, **changes}


# --- needs ------------------------------------------------------------------------------------------------------------


def test_a_need_is_noted_once_asked_about_again_and_ended_without_being_forgotten():
    customer, key = CustomerFactory(), uuid.uuid4()
    values = {"customer": customer, "kind": "preference", "text": "High floor", "at": NOW, "by": UserFactory()}
    need = note_need(**values, review_on=date(2026, 3, 1), submission_key=key)
    assert note_need(**values, submission_key=key) == need
    assert need.is_due_for_review(date(2026, 3, 9))
    assert not confirm_need(need=need, review_on=date(2027, 3, 9), at=NOW).is_due_for_review(date(2026, 3, 9))
    end_need(need=need, at=NOW)
    assert end_need(need=need, at=NOW + timedelta(days=1)).ended_at == NOW
    with pytest.raises(AppError):
        confirm_need(need=need, review_on=None, at=NOW)
    assert Need.objects.count() == 1


def test_two_editors_of_a_need_do_not_overwrite_each_other():
    need = NeedFactory(text="High floor")
    edit_need(need=Need.objects.get(), expected_version=1, kind="need", text="Low floor", review_on=None)
    with pytest.raises(StaleRecord) as stale:
        edit_need(need=need, expected_version=1, kind="need", text="Any floor", review_on=None)
    assert stale.value.current["text"] == "Low floor"


def test_needs_are_noted_confirmed_and_ended_on_the_customers_page(client, agent):
    customer = CustomerFactory()
    values = {
        "submission_key": uuid.uuid4(),
        "kind": "demand",
        "text": "Invoice by the fifth",
        "review_on": "01-01-2026",
    }
    page = client.post(url("need_create", customer.pk), values, follow=True)
    assert "Demand Invoice by the fifth" in text_of(page)
    assert "Still true?" in text_of(page)
    need = Need.objects.get()
    assert "Still true?" not in text_of(client.post(url("need_confirm", need.pk), follow=True))
    assert "Invoice by the fifth" in text_of(client.get(url("customer_card", customer.pk)))
    client.post(url("need_end", need.pk))
    assert "Demand Invoice" not in text_of(client.get(customer.get_absolute_url()))


def test_what_a_folded_duplicate_wanted_stands_on_the_survivors_page(client, agent):
    duplicate, survivor = CustomerFactory.create_batch(2)
    NeedFactory(customer=duplicate, text="No peanuts")
    merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())
    assert "No peanuts" in text_of(client.get(survivor.get_absolute_url()))


# --- special days -----------------------------------------------------------------------------------------------------


def coming(first: date, last: date, **values) -> list[tuple[date, str, int | None]]:
    return [(day.on, day.label, day.years) for day in coming_days(first=first, last=last, **values)]


def test_birthdays_and_special_days_come_by_date_also_over_the_turn_of_the_year():
    CustomerFactory(birth_date=date(1990, 1, 2))
    CustomerFactory(birth_date=date(1990, 1, 20))
    CustomerFactory(birth_date=date(1990, 12, 31), do_not_contact=True)
    CustomerFactory(birth_date=date(1990, 12, 31), erased_at=timezone.now())
    CustomerDayFactory(label="Founding day", day=date(2010, 12, 30))
    CustomerDayFactory(label="Wedding", day=date(2027, 1, 1), is_yearly=False)
    CustomerDayFactory(label="Wedding long ago", day=date(2026, 1, 1), is_yearly=False)
    assert coming(date(2026, 12, 28), date(2027, 1, 10)) == [
        (date(2026, 12, 30), "Founding day", 16),
        (date(2027, 1, 1), "Wedding", None),
        (date(2027, 1, 2), "Ulang tahun", 37),
    ]


@pytest.mark.parametrize(("year", "on"), [(2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))])
def test_a_29_february_is_kept_on_the_28th_in_other_years(year, on):
    CustomerFactory(birth_date=date(2000, 2, 29))
    assert [day for day, _label, _years in coming(date(year, 2, 20), date(year, 3, 5))] == [on]


@given(st.dates(date(1950, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_a_day_of_every_year_comes_within_a_year(day, today):
    comes = next_occurrence(day, today=today)
    assert today <= comes < today + timedelta(days=367)
    assert (comes.month, comes.day) in {(day.month, day.day), (2, 28)}


def test_staff_see_the_days_of_the_customers_they_look_after(client, agent):
    today = timezone.localdate()
    CustomerDayFactory(customer__owner=agent, customer__name="Mine", day=today.replace(year=2000))
    CustomerDayFactory(customer__name="Somebody else's", day=today.replace(year=2000))
    mine, everybody = client.get(url("special_day_list")), client.get(url("special_day_list") + "?whose=all")
    assert [day.customer.name for day in mine.context["days"]] == ["Mine"]
    assert [day.customer.name for day in everybody.context["days"]] == ["Mine", "Somebody else's"]
    assert "Special days of your customers Mine" in text_of(client.get("/"))


def test_a_day_is_noted_changed_and_removed(client, agent):
    customer = CustomerFactory()
    values = {"submission_key": uuid.uuid4(), "label": "Founding day", "day": "02-06-2010", "is_yearly": "on"}
    assert "Founding day" in text_of(client.post(url("special_day_create", customer.pk), values, follow=True))
    day = SpecialDay.objects.get()
    form = client.get(url("special_day_edit", day.pk)).context["form"]
    client.post(url("special_day_edit", day.pk), sent_by(form, label="Anniversary", day="02-06-2010"))
    assert client.post(url("special_day_edit", day.pk), sent_by(form, day="03-06-2010")).status_code == 409
    day.refresh_from_db()
    assert (day.label, day.is_yearly) == ("Anniversary", True)
    client.post(url("special_day_remove", day.pk))
    assert not SpecialDay.objects.exists()


def test_a_single_day_that_is_over_is_refused():
    with pytest.raises(AppError) as refused:
        add_special_day(
            customer=CustomerFactory(), label="Wedding", day=date(2026, 3, 8), is_yearly=False, at=NOW, by=None
        )
    assert refused.value.field == "day"


# --- network ----------------------------------------------------------------------------------------------------------


def seen_from(customer: Customer) -> list[tuple[str, str]]:
    return [(str(tie.words), tie.to.name) for tie in ties_of(Customer.objects.get(pk=customer.pk))]


def tie(one: Customer, other: Customer, kind: LinkKind = LinkKind.EMPLOYEE) -> CustomerLink:
    return add_link(customer=one, other=other, kind=kind, at=NOW, by=None)


def test_a_relation_reads_rightly_from_both_ends(settings):
    settings.LANGUAGE_CODE = "id"
    budi, batik = CustomerFactory(name="Budi"), CustomerFactory(name="CV Batik")
    tie(budi, batik)
    assert seen_from(budi) == [("bekerja untuk", "CV Batik")]
    assert seen_from(batik) == [("mempekerjakan", "Budi")]


@pytest.mark.parametrize("kind", list(LinkKind))
def test_the_same_relation_is_not_noted_twice_and_mutual_ones_not_from_the_other_end(kind):
    one, other = CustomerFactory.create_batch(2)
    tie(one, other, kind)
    with pytest.raises(AppError) as refused:
        tie(one, other, kind)
    assert refused.value.field == "other"
    if kind in (LinkKind.PARTNER, LinkKind.FAMILY):
        with pytest.raises(AppError):
            tie(other, one, kind)
        with pytest.raises(IntegrityError), transaction.atomic():
            CustomerLinkFactory(customer=other, other=one, kind=kind)
    else:
        tie(other, one, kind)


def test_nobody_is_tied_to_itself_not_even_by_way_of_a_duplicate():
    survivor, duplicate = CustomerFactory.create_batch(2)
    merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())
    duplicate.refresh_from_db()
    with pytest.raises(AppError):
        tie(survivor, duplicate)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerLinkFactory(customer=survivor, other=survivor)


def test_relations_follow_a_folded_record_to_its_survivor_once():
    batik, budi, twin = (CustomerFactory(name=name) for name in ("CV Batik", "Budi", "B. Santoso"))
    tie(budi, batik)
    tie(twin, batik)
    tie(budi, twin, LinkKind.FAMILY)
    merge_customers(duplicate=twin, survivor=budi, at=timezone.now())
    assert [name for _words, name in seen_from(batik)] == ["Budi"]
    assert [name for _words, name in seen_from(budi)] == ["CV Batik"]


def test_a_relation_is_added_changed_and_removed_on_the_page(client, agent):
    budi, batik = CustomerFactory(name="Budi"), CustomerFactory(name="CV Batik")
    assert 'value="CV Batik"' in client.get(f"{url('link_create', budi.pk)}?other={batik.pk}").content.decode()
    values = {"submission_key": uuid.uuid4(), "kind": "employee", "role": "Purchasing", "other": batik.pk}
    page = client.post(url("link_create", budi.pk), values, follow=True)
    assert "works for CV Batik Purchasing" in text_of(page)
    assert "employs Budi Purchasing" in text_of(client.get(batik.get_absolute_url()))
    again = client.post(url("link_create", budi.pk), {**values, "submission_key": uuid.uuid4()})
    assert "The two are tied like this already." in text_of(again)
    link = CustomerLink.objects.get()
    form = client.get(url("link_edit", link.pk)).context["form"]
    client.post(url("link_edit", link.pk), sent_by(form, kind="contact"))
    assert "is contact person of CV Batik" in text_of(client.get(budi.get_absolute_url()))
    client.post(url("link_remove", link.pk))
    assert not CustomerLink.objects.exists()


@pytest.mark.parametrize("other", ["", "x", "9" * 30, "-1"])
def test_a_relation_to_nobody_is_refused(client, agent, other):
    values = {"submission_key": uuid.uuid4(), "kind": "employee", "other": other}
    page = client.post(url("link_create", CustomerFactory().pk), values)
    assert page.status_code == 422
    assert "Choose the other customer." in text_of(page)


# --- free texts -------------------------------------------------------------------------------------------------------


def test_a_text_is_rewritten_in_its_place_though_something_else_was_saved(client, agent):
    customer = CustomerFactory(notes="Old\nnote", city="Solo")
    form = client.get(url("text_edit", customer.pk, "notes"), headers={"HX-Request": "true"}).context["form"]
    update_customer(customer=customer, expected_version=1, at=NOW, by=agent, city="Medan")
    client.post(url("text_edit", customer.pk, "notes"), sent_by(form, text="New note", seen="Old\r\nnote"))
    customer.refresh_from_db()
    assert (customer.notes, customer.city) == ("New note", "Medan")


def test_two_who_rewrite_the_same_text_see_both_and_lose_nothing(client, agent):
    customer = CustomerFactory(notes="Old")
    rewrite_text(customer=customer, name="notes", text="Theirs", seen="Old", at=NOW, by=agent)
    address = url("text_edit", customer.pk, "notes")
    late = client.post(address, {"text": "Mine", "seen": "Old"})
    assert late.status_code == 409
    assert "Theirs" in text_of(late)
    assert "Mine" in late.content.decode()
    client.post(address, sent_by(late.context["form"]))
    customer.refresh_from_db()
    assert customer.notes == "Mine"


@pytest.mark.parametrize(("text", "status"), [("x" * 4001, 422), ("a\x00b", 422), ("😀 =SUM(A1)", 302), ("", 302)])
def test_a_text_is_any_text_that_fits(client, agent, text, status):
    customer = CustomerFactory(expectations="Old")
    response = client.post(url("text_edit", customer.pk, "expectations"), {"text": text, "seen": "Old"})
    assert response.status_code == status
    customer.refresh_from_db()
    assert customer.expectations == (text if status == 302 else "Old")
