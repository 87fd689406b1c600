"""The API from outside: keys, scopes, refusals, the same call twice, and each operation."""

import html
import json
import re
import shlex
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import ApiScope
from accounts.models import ApiKey
from accounts.queries import audited_models, lines_of_events
from accounts.services import find_usable_key, issue_api_key, purge_api_answers, revoke_api_key
from accounts.tests.factories import DepartmentFactory, UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory
from crm_site.api import SNAPSHOT
from customers.models import Customer, CustomField, FollowUp, Interaction, Transaction
from customers.services import merge_customers
from customers.tests.factories import (
    CustomerFactory,
    CustomFieldFactory,
    FollowUpFactory,
    InteractionFactory,
    PhoneFactory,
    TransactionFactory,
)
from privacy.models import AccessEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
ALL = ApiScope.values
GUIDE = project.BASE_DIR / "docs" / "api.md"


class Caller:
    """Another system with a key."""

    def __init__(self, scopes=ALL, *, user=None, language="en"):
        self.user = user or UserFactory(admin=True, full_name="Dewi")
        self.key, self.token = issue_api_key(name="Till", scopes=scopes, days=30, by=self.user, at=timezone.now())
        self.client = Client(raise_request_exception=False)
        self.language = language

    def __call__(self, method: str, path: str, body=None, **headers):
        headers = {"HTTP_AUTHORIZATION": f"Bearer {self.token}", "HTTP_ACCEPT_LANGUAGE": self.language, **headers}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", **data, **headers)


@pytest.fixture
def call():
    return Caller()


def errors_of(response) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json", response.content
    return {one["field"]: one["message"] for one in response.json().get("errors", [])}


# --- keys -------------------------------------------------------------------------------------------------------------


def test_a_key_works_until_it_is_revoked_expires_or_its_maker_leaves(call):
    assert call("get", "key").json() | {"expires_at": None} == {
        "name": "Till", "made_by": "Dewi", "scopes": sorted(ALL), "expires_at": None,
    }  # fmt: skip
    later = timezone.now() + timedelta(days=31)
    assert find_usable_key(call.token, at=later) is None
    call.user.is_active = False
    call.user.save()
    assert call("get", "key").status_code == 401
    call.user.is_active = True
    call.user.save()
    call.user.role = "manager"
    call.user.save()
    assert call("get", "key").status_code == 401
    call.user.role = "admin"
    call.user.save()
    revoke_api_key(key=call.key, by=call.user, at=timezone.now())
    assert call("get", "key").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer prima_" + "x" * 32, "prima_x"])
def test_without_a_valid_key_nothing_is_told(header, client):
    client.force_login(UserFactory(admin=True))
    CustomerFactory()
    for path in ("customers", "nowhere", "customers/1"):
        response = client.get(f"/api/v1/{path}", HTTP_AUTHORIZATION=header)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert response.json()["status"] == 401
        assert "Set-Cookie" not in response


def test_only_a_hash_of_the_token_is_stored_and_its_use_is_noted(call):
    call("get", "key")
    key = ApiKey.objects.get()
    assert call.token.encode() not in bytes(key.token_hash)
    assert len(call.token) > 36
    assert key.token_start == call.token[:12]
    assert key.last_used_at is not None


def test_too_many_calls_are_asked_to_wait(call, monkeypatch, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    monkeypatch.setattr("accounts.api.door.CALLS_A_MINUTE", 2)
    answers = [call("get", "key") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


SCOPES = {
    ("get", "customers"): ApiScope.CUSTOMERS_READ,
    ("get", "customers/{c}"): ApiScope.CUSTOMERS_READ,
    ("get", "customers/external/{e}"): ApiScope.CUSTOMERS_READ,
    ("get", "custom-fields"): ApiScope.CUSTOMERS_READ,
    ("post", "customers"): ApiScope.CUSTOMERS_WRITE,
    ("patch", "customers/{c}"): ApiScope.CUSTOMERS_WRITE,
    ("put", "customers/external/{e}"): ApiScope.CUSTOMERS_WRITE,
    ("get", "customers/{c}/transactions"): ApiScope.TRANSACTIONS_READ,
    ("post", "transactions"): ApiScope.TRANSACTIONS_WRITE,
    ("get", "customers/{c}/interactions"): ApiScope.CONTACTS_READ,
    ("get", "customers/{c}/follow-ups"): ApiScope.CONTACTS_READ,
    ("get", "follow-ups"): ApiScope.CONTACTS_READ,
    ("post", "customers/{c}/interactions"): ApiScope.CONTACTS_WRITE,
    ("post", "customers/{c}/follow-ups"): ApiScope.CONTACTS_WRITE,
    ("post", "follow-ups/{f}/done"): ApiScope.CONTACTS_WRITE,
    ("get", "complaints"): ApiScope.COMPLAINTS_READ,
    ("get", "complaints/{k}"): ApiScope.COMPLAINTS_READ,
    ("post", "complaints"): ApiScope.COMPLAINTS_WRITE,
    ("get", "key"): None,
}


def addresses() -> dict[tuple[str, str], str]:
    customer = CustomerFactory(external_id="H-1")
    names = {"c": customer.pk, "e": "H-1", "f": FollowUpFactory().pk, "k": ComplaintFactory().reference}
    return {(method, path): path.format(**names) for method, path in SCOPES}


def test_each_operation_asks_its_scope_and_no_other(client):
    found = addresses()
    for scope in ALL:
        caller = Caller([scope])
        for (method, path), address in found.items():
            wanted = SCOPES[method, path]
            body = None if method == "get" else {}
            allowed = caller(method, address, body).status_code != 403
            assert allowed == (wanted in (None, scope)), (method, path, scope)


def test_the_table_of_scopes_names_every_operation(client):
    described = client.get("/api/v1/openapi.json").json()["paths"]
    names = {"c": "customer_id", "e": "external_id", "f": "follow_up_id", "k": "reference"}
    table = {
        (method, "/api/v1/" + path.format(**{short: f"{{{name}}}" for short, name in names.items()})): scope
        for (method, path), scope in SCOPES.items()
    }
    assert table.keys() == {(method, path) for path, methods in described.items() for method in methods}
    for (method, path), scope in table.items():
        assert described[path][method]["security"] == [{"Bearer": [scope.value] if scope else []}], path


def test_a_change_is_noted_with_its_maker_and_the_name_of_the_key(call):
    made = call("post", "customers", {"name": "Rani"}).json()
    events = audited_models()["customers.customer"].objects.filter(pgh_obj_id=made["id"])
    (line,) = lines_of_events([("customers.customer", events.get().pgh_id)], user=call.user)
    assert line.user == call.user
    assert line.source == "API (Till) customer_list"
    assert events.get().pgh_context.metadata["api_key"] == call.key.pk


def test_whose_data_were_read_is_noted_for_the_maker_of_the_key(call):
    customer, complaint = CustomerFactory(external_id="H/1"), ComplaintFactory()
    call("get", f"customers/{customer.pk}/transactions")
    call("get", "customers/external/H/1")
    call("get", f"complaints/{complaint.reference}")
    call("get", "customers/999999")
    noted = AccessEntry.objects.filter(user=call.user, kind="api").values_list("customer_id", "record_id")
    assert sorted(noted) == sorted([(customer.pk, 0), (complaint.customer_id, complaint.pk)])


def test_lists_are_looks_at_everybody_on_the_page_for_one_statement(call, django_assert_max_num_queries):
    customers = [CustomerFactory(name=f"C{n:02d}") for n in range(27)]
    complaint = ComplaintFactory(customer=customers[-1])
    noted = AccessEntry.objects.filter(user=call.user, kind="api").order_by("id")
    call("get", "customers")
    assert list(noted.values_list("customer_id", "record_id")) == [(one.pk, 0) for one in customers[:25]]
    noted.delete()
    call("get", "complaints")
    assert list(noted.values_list("customer_id", "record_id")) == [(complaint.customer_id, complaint.pk)]
    AccessEntry.objects.all().delete()
    with CaptureQueriesContext(connection) as made:
        call("get", "customers")
    assert sum("privacy_accessentry" in query["sql"] for query in made) == 1


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_refusals_are_problems_in_the_language_of_the_caller():
    english, indonesian = Caller(language="en"), Caller(language="id")
    body = {"name": "", "email": 5, "nickname": "x", "birth_date": "31-12-2026", "language": "fr"}
    found = errors_of(english("post", "customers", body))
    assert found == {
        "name": "This text must not be empty.",
        "email": "Give a text.",
        "nickname": "There is no such field.",
        "birth_date": "Give a date like 2026-12-31.",
        "language": "Give one of: 'id' or 'en'.",
    }
    assert errors_of(indonesian("post", "customers", body))["nickname"] == "Isian seperti itu tidak ada."
    problem = english("get", "customers/999999").json()
    assert problem == {
        "type": "about:blank", "title": "Not found", "status": 404, "reference": problem["reference"],
        "detail": "There is nothing under this address.",
    }  # fmt: skip
    assert english("delete", "customers").json()["status"] == 405
    assert english("get", "nowhere/at/all").json()["status"] == 404
    assert english.client.post(
        "/api/v1/customers", "{", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {english.token}"
    ).json()["status"] == 400  # fmt: skip


def test_a_refused_call_writes_nothing(call):
    CustomFieldFactory(key="needed", is_required=True, label_en="Needed")
    response = call("post", "customers", {"name": "Rani", "phones": ["0812-3456-7890"]}, HTTP_IDEMPOTENCY_KEY="a")
    assert response.status_code == 422
    assert errors_of(response) == {"custom_needed": "“Needed” must be answered."}
    assert not Customer.objects.exists()
    body = {"name": "Rani", "custom": {"needed": "x"}}
    assert call("post", "customers", body, HTTP_IDEMPOTENCY_KEY="b").status_code == 201


# --- the same call twice ----------------------------------------------------------------------------------------------


def test_a_call_sent_again_gets_the_first_answer_and_makes_nothing_new(call):
    first = call("post", "customers", {"name": "Rani"}, HTTP_IDEMPOTENCY_KEY="order-1")
    again = call("post", "customers", {"name": "Rani"}, HTTP_IDEMPOTENCY_KEY="order-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    other = call("post", "customers", {"name": "Budi"}, HTTP_IDEMPOTENCY_KEY="order-1")
    assert other.status_code == 422
    assert Customer.objects.count() == 1
    assert Caller()("post", "customers", {"name": "Rani"}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 201
    assert purge_api_answers(at=timezone.now() + timedelta(days=2)) == 2
    assert call("post", "customers", {"name": "Rani"}, HTTP_IDEMPOTENCY_KEY="order-1").json() != first.json()


@pytest.mark.django_db(transaction=True)
def test_the_same_call_three_times_at_once_makes_one_customer():
    call = Caller()
    answers: list[int] = []

    def send() -> None:
        answers.append(call("post", "customers", {"name": "Rani"}, HTTP_IDEMPOTENCY_KEY="k").json()["id"])
        connection.close()

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1 == Customer.objects.count()


# --- customers --------------------------------------------------------------------------------------------------------


def test_a_customer_is_added_read_and_changed(call):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    CustomFieldFactory(key="nights", type="integer")
    office = DepartmentFactory(name="Front Office")
    body = {
        "name": "Rani", "email": "rani@example.com", "phones": ["0812-3456-7890"], "city": "Bogor",
        "birth_date": "1990-02-28", "department": "front office", "owner": call.user.email,
        "custom": {"view": "sea", "nights": 3},
    }  # fmt: skip
    made = call("post", "customers", body).json()
    assert {name: made[name] for name in ("name", "city", "birth_date", "department", "custom", "version")} == {
        "name": "Rani", "city": "Bogor", "birth_date": "1990-02-28", "department": office.name,
        "custom": {"view": "sea", "nights": 3}, "version": 1,
    }  # fmt: skip
    assert made["phones"] == [{"typed": "0812-3456-7890", "e164": "+6281234567890", "is_mobile": True}]
    assert made["owner"]["email"] == call.user.email
    change = {"version": 1, "city": "Depok", "owner": None, "custom": {"nights": None}}
    changed = call("patch", f"customers/{made['id']}", change).json()
    assert changed == call("get", f"customers/{made['id']}").json()
    assert {name: changed[name] for name in ("city", "owner", "custom", "version")} == {
        "city": "Depok", "owner": None, "custom": {"view": "sea"}, "version": 2,
    }  # fmt: skip
    assert changed["name"] == "Rani"


def test_two_who_change_the_same_customer_see_both_versions(call):
    customer = CustomerFactory(city="Bogor")
    assert call("patch", f"customers/{customer.pk}", {"version": 1, "city": "Depok"}).status_code == 200
    response = call("patch", f"customers/{customer.pk}", {"version": 1, "city": "Bandung"})
    assert response.status_code == 409
    assert {name: response.json()["current"][name] for name in ("city", "version")} == {"city": "Depok", "version": 2}


def test_the_same_identifier_is_added_once_changed_when_it_differs_and_left_alone_when_not(call):
    body = {"name": "Rani", "phones": ["0812-3456-7890"], "city": "Bogor"}
    assert call("put", "customers/external/H/1", body).status_code == 201
    again = call("put", "customers/external/H/1", body)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    changed = call("put", "customers/external/H/1", {"city": "Depok"}).json()
    assert (changed["city"], changed["name"], changed["version"]) == ("Depok", "Rani", 2)
    assert call("get", "customers/external/H/1").json() == changed
    assert errors_of(call("put", "customers/external/H2", {"city": "Depok"})).keys() == {"name"}
    assert errors_of(call("put", "customers/external/H2", {"name": "x", "external_id": "H3"})).keys() == {"external_id"}


def test_a_merged_record_leads_to_its_survivor_and_an_erased_one_nowhere(call):
    gone, survivor = CustomerFactory(external_id="old"), CustomerFactory()
    merge_customers(duplicate=gone, survivor=survivor, at=NOW)
    for path in (f"customers/{gone.pk}", "customers/external/old"):
        response = call("get", path)
        assert (response.status_code, response["Location"]) == (307, f"/api/v1/customers/{survivor.pk}")
    refused = call("patch", f"customers/{gone.pk}", {"version": 1, "city": "Depok"})
    assert (refused.status_code, refused.json()["merged_into"]) == (409, survivor.pk)
    erased = CustomerFactory(erased_at=NOW)
    assert call("get", f"customers/{erased.pk}").status_code == 404
    assert call("patch", f"customers/{erased.pk}", {"version": 1}).status_code == 404


def test_the_list_is_narrowed_like_the_page_sorted_and_given_page_by_page(call):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    for number in range(30):
        CustomerFactory(name=f"Guest {number:02d}", custom_values={"view": "sea" if number % 2 else "garden"})
    CustomerFactory(name="Staff", internal=True)
    first = call("get", "customers?kind=external&size=25&fields=name").json()
    assert first["items"][0] == {"name": "Guest 00"}
    rest = call("get", f"customers?kind=external&size=25&fields=name&after={first['next']}").json()
    assert [one["name"] for one in rest["items"]] == [f"Guest {number}" for number in range(25, 30)]
    assert rest["next"] is None
    sea = call("get", "customers?custom_view=sea&sort=-name&fields=name,custom").json()["items"]
    assert sea[0] == {"name": "Guest 29", "custom": {"view": "sea"}}
    assert len(sea) == 15


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("kind=martian", {"kind"}),
        ("kinds=external", {"kinds"}),
        ("sort=password", {"sort"}),
        ("fields=name,password", {"fields"}),
        ("size=7", {"size"}),
        ("size=x", {"size"}),
        ("after=zzz", {"after"}),
        ("custom_unknown=1", {"custom_unknown"}),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_and_never_passed_over(call, query, fields):
    CustomerFactory()
    response = call("get", f"customers?{query}")
    assert response.status_code == 422
    assert errors_of(response).keys() == fields


def test_the_definitions_of_further_fields_can_be_read(call):
    CustomFieldFactory(key="view", type="choice", options=["sea"], label_en="View", is_required=True)
    CustomFieldFactory(key="gone", is_active=False)
    (field,) = call("get", "custom-fields").json()
    assert {name: field[name] for name in ("key", "type", "is_required", "choices")} == {
        "key": "view", "type": "choice", "is_required": True,
        "choices": [{"value": "sea", "label_id": "Sea", "label_en": "Sea", "is_active": True}],
    }  # fmt: skip


# --- transactions -----------------------------------------------------------------------------------------------------


def sale(reference: str, customer: Customer, **more) -> dict:
    return {
        "reference": reference, "customer_id": customer.pk, "amount": "100000.00",
        "occurred_at": "2026-03-01T10:00:00+07:00", **more,
    }  # fmt: skip


def send(call, *rows) -> dict:
    answer = call("post", "transactions", {"transactions": rows})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_transactions_are_entered_once_and_bad_ones_say_why(call):
    customer = CustomerFactory(external_id="H-1")
    by_id = sale("T-1", customer)
    by_external_id = {**sale("T-2", customer), "customer_id": None, "external_id": "H-1"}
    unknown = {**sale("T-3", customer), "customer_id": 999_999}
    future = sale("T-4", customer, occurred_at="2100-01-01T00:00:00+07:00")
    answer = send(call, by_id, by_external_id, unknown, future, sale("T-1", customer))
    assert [one["status"] for one in answer["results"]] == ["created", "created", "rejected", "rejected", "rejected"]
    assert [one["errors"][0]["field"] for one in answer["results"][2:]] == ["customer", "occurred_at", "reference"]
    again = send(call, by_id, {**by_external_id, "amount": "5.00"})
    assert (again["created"], again["unchanged"], again["rejected"]) == (0, 1, 1)
    assert Transaction.objects.count() == 2
    listed = call("get", f"customers/{customer.pk}/transactions").json()["items"]
    assert {one["amount"] for one in listed} == {"100000.00"}


def test_refunds_take_at_most_what_is_left_also_within_a_batch(call):
    customer = CustomerFactory()
    refund = {"kind": "refund", "refund_of": "T-1", "occurred_at": "2026-03-02T10:00:00+07:00"}
    answer = send(
        call,
        sale("R-1", customer, amount="60000.00", **refund),
        sale("T-1", customer),
        sale("R-2", customer, amount="60000.00", **refund),
        sale("R-3", customer, amount="40000.00", **refund),
        sale("R-4", customer, **{**refund, "refund_of": "nothing"}),
    )
    assert [one["status"] for one in answer["results"]] == ["created", "created", "rejected", "created", "rejected"]
    assert send(call, sale("R-1", customer, amount="60000.00", **refund))["unchanged"] == 1
    assert Transaction.objects.get(reference="R-1").refund_of.reference == "T-1"


def test_business_of_a_merged_record_goes_to_its_survivor(call):
    gone, survivor = CustomerFactory(external_id="old"), CustomerFactory()
    merge_customers(duplicate=gone, survivor=survivor, at=NOW)
    send(call, {**sale("T-1", gone), "customer_id": None, "external_id": "old"})
    assert Transaction.objects.get().customer == survivor
    assert Transaction.objects.get().amount == Decimal(100_000)


def test_a_batch_costs_the_same_for_three_and_a_hundred(call):
    customers = CustomerFactory.create_batch(3)

    def queries(count: int) -> int:
        rows = [sale(str(uuid.uuid4()), customers[number % 3]) for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert send(call, *rows)["created"] == count
        return len(captured)

    queries(1)
    assert queries(3) == queries(100)


# --- interactions, follow-ups, complaints -----------------------------------------------------------------------------


def test_interactions_and_follow_ups_are_noted_listed_and_completed(call):
    customer, agent = CustomerFactory(), UserFactory()
    note = {"kind": "call", "summary": "Asked for the price", "happened_at": "2026-03-01T10:00:00+07:00"}
    made = call("post", f"customers/{customer.pk}/interactions", note).json()
    assert made["user"]["email"] == call.user.email
    assert call("get", f"customers/{customer.pk}/interactions").json() == {"items": [made], "next": None}
    assert Interaction.objects.count() == 1
    plan = {"task": "Call back", "due_at": "2026-03-10T10:00:00+07:00", "owner": agent.email}
    planned = call("post", f"customers/{customer.pk}/follow-ups", plan).json()
    assert call("get", f"follow-ups?owner={agent.email}").json()["items"] == [planned]
    assert call("get", f"follow-ups?owner={call.user.email}").json()["items"] == []
    done = call("post", f"follow-ups/{planned['id']}/done", {"outcome": "Sold"})
    assert (done.status_code, done.json()["outcome"]) == (200, "Sold")
    assert call("post", f"follow-ups/{planned['id']}/done", {"outcome": "Again"}).status_code == 409
    assert FollowUp.objects.get().outcome == "Sold"
    assert call("get", f"customers/{customer.pk}/follow-ups").json()["items"][0]["outcome"] == "Sold"


def test_confidential_complaints_exist_only_for_keys_of_people_named_on_them(call):
    named = Caller(user=UserFactory(admin=True))
    open_one, secret = ComplaintFactory(), ComplaintFactory(is_restricted=True)
    RestrictedAccess.objects.get_or_create(complaint=secret, user=named.user)
    listed = [one["reference"] for one in call("get", "complaints").json()["items"]]
    assert listed == [open_one.reference]
    assert call("get", f"complaints/{secret.reference}").status_code == 404
    assert call("get", f"complaints?customer={secret.customer_id}").json()["items"] == []
    assert len(named("get", "complaints").json()["items"]) == 2
    assert named("get", f"complaints/{secret.reference}").json()["reference"] == secret.reference


def test_a_complaint_is_recorded_with_its_cause(call):
    customer = CustomerFactory()
    body = {"customer_id": customer.pk, "channel": "chat", "summary": "The key did not open", "cause": "rude_service"}
    made = call("post", "complaints", body)
    assert made.status_code == 201, made.content
    assert call("get", f"complaints/{made.json()['reference']}").json() == made.json()
    assert errors_of(call("post", "complaints", {**body, "cause": "martians"})).keys() == {"cause"}


# --- cost -------------------------------------------------------------------------------------------------------------


def test_lists_cost_the_same_for_three_rows_and_a_hundred(call):
    customer = CustomerFactory()
    CustomFieldFactory(key="view", type="choice", options=["sea"])

    def fill(count: int) -> None:
        for _ in range(count):
            PhoneFactory(
                customer__internal=True, customer__owner=UserFactory(), customer__custom_values={"view": "sea"}
            )
            InteractionFactory(customer=customer)
            FollowUpFactory(customer=customer)
            ComplaintFactory(customer=customer)
        TransactionFactory.create_batch(count, customer=customer)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call("get", f"{path}?size=100").status_code == 200
        return len(captured)

    paths = ["customers", "complaints", "follow-ups"]
    paths += [f"customers/{customer.pk}/{what}" for what in ("transactions", "interactions", "follow-ups")]
    fill(3)
    [queries(path) for path in paths]
    few = [queries(path) for path in paths]
    fill(17)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 8


# --- whatever is sent -------------------------------------------------------------------------------------------------

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["\x00", "\ud800", "9" * 400, "2026-02-30", "1e400", "-1", "=1+1", "x" * 30_000, "', '"])
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "name", "version", "custom", "phones", "birth_date", "owner", "department", "transactions", "reference", "amount",
    "occurred_at", "customer_id", "external_id", "kind", "summary", "task", "due_at", "outcome", "channel", "cause",
    "happened_at", "refund_of", "currency", "exit_reason", "exit_date",
]  # fmt: skip
SOUND = {
    "name": "Rani", "version": 1, "reference": "T-1", "amount": "1.00", "occurred_at": "2026-03-01T10:00:00+07:00",
    "kind": "call", "summary": "x", "task": "x", "due_at": "2026-03-01T10:00:00+07:00", "outcome": "x",
    "channel": "phone",
}  # fmt: skip


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example,
                           HealthCheck.data_too_large],
)  # fmt: skip
@given(data=st.data())
def test_no_json_makes_an_operation_fail(call, data):
    field = CustomField.objects.filter(key="view").first()
    if field is None:
        CustomFieldFactory(key="view", type="choices", options=["sea"])
    if not hasattr(call, "addresses"):
        call.addresses = addresses()
    garbage = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5)
    mixed = garbage.map(lambda body: {**SOUND, **body})
    rows = st.lists(garbage.map(lambda row: {**SOUND, "kind": "refund", **row}), max_size=3).map(
        lambda found: {"transactions": found}
    )
    custom = st.dictionaries(st.sampled_from(["view", "x", "\x00"]), JSON, max_size=2).map(
        lambda values: {"name": "Rani", "version": 1, "custom": values}
    )
    body = data.draw(JSON | garbage | mixed | rows | custom)
    for (method, path), address in call.addresses.items():
        if method != "get":
            answer = call(method, address, body)
            assert answer.status_code < 500, (method, path, body, answer.content)


@pytest.mark.parametrize("text", ["%00", "9" * 400, "%F0%9F%98%80", "-1", "1e400", "..%2F..%2F", "%FF", "'--"])
def test_no_address_or_parameter_makes_an_operation_fail(call, text):
    names = ["size", "after", "sort", "fields", "q", "kind", "owner", "customer", "status", "custom_view", "lang"]
    query = "&".join(f"{name}={text}" for name in names)
    for method, path in SCOPES:
        address = path.format(c=text, e=text, f=text, k=text)
        for target in (address, f"{address}?{query}", f"{path.format(c=1, e='x', f=1, k='x')}?{query}"):
            assert call(method, target, None if method == "get" else {}).status_code < 500, (method, target)


# --- what is written about it -----------------------------------------------------------------------------------------


def test_the_description_is_what_it_was(client):
    """A change of the API is a change of a contract: look at it, then write the file anew as the message says."""
    described = json.loads(json.dumps(client.get("/api/v1/openapi.json").json()))
    kept = json.loads(SNAPSHOT.read_text())
    assert described == kept, "manage.py shell -c 'from crm_site.api import write_snapshot as w; w()' writes it anew"


def test_the_page_of_the_api_tells_every_operation(client):
    page = client.get("/api/v1/docs").content.decode()
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        for details in methods.values():
            assert html.escape(details["summary"]) in page, path
    assert "<script>" not in page


def test_the_examples_of_the_guide_work(call):
    """Each curl of docs/api.md, sent as it stands there, one after the other."""
    customer = CustomerFactory(pk=4711, external_id="H-4711")
    FollowUpFactory(pk=93, customer=customer)
    CustomFieldFactory(key="room_view", type="choice", options=["sea"])
    examples = re.findall(r"^curl (.+?)(?=^```|^curl )", GUIDE.read_text(), re.M | re.S)
    assert len(examples) >= 8
    for example in examples:
        words = shlex.split(example.replace("\\\n", " "))
        method = words[words.index("-X") + 1].lower() if "-X" in words else "get"
        (address,) = (word for word in words if word.startswith("https://"))
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in
                   (words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
                   if name not in ("Authorization", "Content-Type")}  # fmt: skip
        answer = call(method, address.partition("/api/v1/")[2], body, **headers)
        assert answer.status_code in (200, 201), (example, answer.content)
