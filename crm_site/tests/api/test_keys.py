"""Keys and their rights, refusals, and the same call twice."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiKey
from accounts.queries import audited_models, lines_of_events
from accounts.services import find_usable_key, purge_api_answers, revoke_api_key
from accounts.tests.factories import UserFactory
from complaints.tests.factories import ComplaintFactory
from crm_site.tests.api.caller import ALL, SCOPES, Caller, addresses, errors_of
from customers.models import Customer
from customers.tests.factories import (
    CustomerFactory,
    CustomFieldFactory,
)
from privacy.models import AccessEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


# --- keys ------------------------------------------------------------------------------------------------------------


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


def test_lists_are_looks_at_everybody_on_the_page_for_one_statement(call):
    customers = [CustomerFactory(name=f"C{n:02d}") for n in range(27)]
    complaint = ComplaintFactory(customer=customers[-1])
    noted = AccessEntry.objects.filter(user=call.user, kind="api").order_by("customer_id")
    call("get", "customers")
    assert list(noted.values_list("customer_id", "record_id")) == [(one.pk, 0) for one in customers[:25]]
    noted.delete()
    call("get", "complaints")
    assert list(noted.values_list("customer_id", "record_id")) == [(complaint.customer_id, complaint.pk)]
    AccessEntry.objects.all().delete()
    with CaptureQueriesContext(connection) as made:
        call("get", "customers")
    assert sum("privacy_accessentry" in query["sql"] for query in made) == 1


# --- refusals --------------------------------------------------------------------------------------------------------


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


# --- the same call twice ---------------------------------------------------------------------------------------------


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
