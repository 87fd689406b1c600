"""Filters of the list one by one, and the segments that saved views stand for."""

from datetime import date, timedelta

import django_filters
import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone, translation

from accounts import services
from accounts.tests.factories import DepartmentFactory, UserFactory
from common.errors import AppError
from customers import filters
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.segments import CUSTOMERS, customers_in, segments_for, size_of
from customers.services import merge_customers
from customers.tests.factories import CustomerFactory, PhoneFactory

pytestmark = pytest.mark.django_db
NOON = "2026-03-10T05:00:00Z"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def found(query: str, user=None) -> set[str]:
    narrowed = CustomerFilter(QueryDict(query), user=user)
    assert narrowed.form.is_valid(), narrowed.form.errors
    return {customer.name for customer in narrowed.qs}


def segment(query: str, owner, **values):
    return services.save_view(
        owner=owner, list_key="customers", name=query[:60], query=query, at=timezone.now(), **values
    )


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("kind=internal", {"internal": True}),
        ("party_type=community", {"party_type": "community"}),
        ("commercial=no", {"is_commercial": False}),
        ("role=end_user", {"buyer_role": "end_user"}),
        ("standing=primary", {"primary": True}),
        ("standing_by=override", {"standing_source": "override"}),
        ("stage=client", {"stage": "client"}),
        ("stage_from=2026-01-01&stage_to=2026-01-31", {"stage_since": date(2026, 1, 31)}),
        ("city=SOLO", {"city": "Solo"}),
        ("language=en", {"language": "en"}),
        ("source=Friends", {"acquisition_source": "Friends"}),
        ("exit=moved", {"exit_reason": "moved", "exit_date": date(2026, 1, 1)}),
        ("exit=yes", {"exit_date": date(2026, 1, 1)}),
        ("email=yes", {"email": "a@example.com"}),
        ("consent=no", {"survey_consent": False}),
        ("no_contact=yes", {"do_not_contact": True}),
        ("test=yes", {"is_test": True}),
        ("birthday=3", {"birth_date": date(1980, 3, 9)}),
        ("age_from=46&age_to=46", {"birth_date": date(1980, 3, 10)}),
        ("tags=vip", {"tags": ["hotel", "vip"]}),
        ("tags=vip, hotel", {"tags": ["hotel", "vip"]}),
        ("tags=vip, other&tags_match=any", {"tags": ["hotel", "vip"]}),
        ("created_from=09-03-2026&created_to=09-03-2026", {"created_at": "2026-03-09T16:59:00Z"}),
    ],
)
def test_each_filter_finds_whom_it_names_and_nobody_else(query, values):
    CustomerFactory(
        name="Other", city="Medan", birth_date=date(1980, 4, 11), tags=["bus"], stage_since=date(2025, 1, 1)
    )
    CustomerFactory(name="Wanted", **values)
    merge_customers(
        duplicate=CustomerFactory(name="Folded", **values),
        survivor=Customer.objects.get(name="Wanted"),
        at=timezone.now(),
    )
    CustomerFactory(name="Erased", **values, erased_at=timezone.now())
    with time_machine.travel(NOON):
        assert found(query) == {"Wanted"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("phone=yes", {"Phone"}),
        ("phone=no", {"None", "Last year"}),
        ("exit=no", {"Phone", "None", "Last year"}),
        ("changed_from=10-03-2026", {"Phone", "None"}),
        ("tags=vip, bus", set()),
        ("tags=,", {"Phone", "None", "Last year"}),
    ],
)
def test_filters_that_ask_for_what_is_missing(query, names):
    with time_machine.travel(NOON):
        PhoneFactory(customer__name="Phone", customer__tags=["vip"])
        CustomerFactory(name="None", tags=["bus"])
    with time_machine.travel("2025-03-10T05:00:00Z"):
        CustomerFactory(name="Last year")
    assert found(query) == names


def test_the_29th_of_february_has_its_birthday_on_the_28th():
    CustomerFactory(name="Leap", birth_date=date(2008, 2, 29))
    with time_machine.travel("2026-02-28T05:00:00Z"):
        assert found("age_from=18") == set()
    with time_machine.travel("2026-03-01T05:00:00Z"):
        assert found("age_from=18") == {"Leap"}


def test_me_is_whoever_looks_at_the_list():
    rina, bayu = UserFactory(), UserFactory()
    CustomerFactory(name="Of Rina", owner=rina)
    CustomerFactory(name="Of Bayu", owner=bayu)
    CustomerFactory(name="Of nobody")
    assert found("owner=me", rina) == {"Of Rina"}
    assert found(f"owner={bayu.pk}", rina) == {"Of Bayu"}
    assert found("owner=none", rina) == {"Of nobody"}
    assert found("owner=me") == set()


def test_me_in_a_segment_is_the_owner_of_the_view_whoever_uses_it():
    rina = UserFactory(manager=True)
    CustomerFactory(name="Of Rina", owner=rina)
    CustomerFactory(name="Of nobody")
    mine = segment("owner=me", rina, shared_with="everybody")
    other = UserFactory()
    assert list(segments_for(other)) == [mine]
    assert [customer.name for customer in customers_in(segments_for(other).get())] == ["Of Rina"]


def test_a_segment_is_always_current_and_knows_its_size():
    solo = segment("city=Solo&sort=-created&columns=city", UserFactory())
    assert str(size_of(solo)) == "0"
    CustomerFactory.create_batch(3, city="solo")
    CustomerFactory(city="Medan")
    assert size_of(solo).value == 3
    assert customers_in(solo, among=Customer.objects.filter(name="nobody")).count() == 0


def test_a_view_that_searches_by_text_is_no_segment():
    owner = UserFactory()
    text = segment("q=hotel", owner)
    assert list(segments_for(owner)) == []
    with pytest.raises(AppError, match="searches by text"):
        customers_in(text)


def test_a_segment_whose_filter_is_gone_is_refused_and_never_means_everybody():
    owner, department = UserFactory(), DepartmentFactory()
    CustomerFactory()
    for query in ("cf_rank=gold", "stage=martian", f"department={department.pk + 99}"):
        with pytest.raises(AppError, match="no longer there"):
            customers_in(segment(query, owner))
    deleted = segment("city=Solo", owner)
    services.delete_view(view=deleted, by=owner, at=timezone.now())
    deleted.refresh_from_db()
    with pytest.raises(AppError, match="was deleted"):
        customers_in(deleted)


def test_an_app_above_adds_a_filter_that_works_everywhere(monkeypatch, client):
    monkeypatch.setattr(filters, "_builders", {})
    filters.register_filters(
        "tests",
        label="Tests",
        build=lambda user: {
            "initial": django_filters.CharFilter(label="Initial", field_name="name", lookup_expr="startswith")
        },
    )
    user = UserFactory(language="en")
    CustomerFactory(name="Ana")
    CustomerFactory(name="Budi")
    assert CUSTOMERS.canonical("initial=B&nonsense=1", user) == "initial=B"
    assert [customer.name for customer in customers_in(segment("initial=B", user))] == ["Budi"]
    client.force_login(user)
    page = client.get("/customers/?initial=A").content.decode()
    assert "Initial: A" in page
    assert "Budi" not in page


def test_equal_filters_are_equal_text():
    user = UserFactory()
    assert CUSTOMERS.canonical("kind=external&city=+Solo+&sort=name&q=", user) == "city=Solo&kind=external"
    assert CUSTOMERS.canonical("columns=b&columns=a&columns=b&after=x", user) == "columns=b&columns=a"


def test_a_folded_filter_is_open_while_it_narrows(client):
    client.force_login(UserFactory())
    assert '<details class="more-filters" open>' in client.get("/customers/?consent=no").content.decode()
    assert '<details class="more-filters">' in client.get("/customers/?kind=external").content.decode()


def test_the_age_of_the_added_is_told_in_local_days():
    with time_machine.travel("2026-03-09T17:30:00Z"):  # 00.30 of the 10th in Jakarta
        CustomerFactory(name="Night", created_at=timezone.now())
    assert found("created_from=10-03-2026&created_to=10-03-2026") == {"Night"}
    assert found("created_to=09-03-2026") == set()
    assert timedelta(hours=7) == timezone.localtime().utcoffset()
