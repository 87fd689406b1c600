"""Another system that calls the API in the tests, and what it may call."""

import json

from django.test import Client
from django.utils import timezone

from accounts.enums import ApiScope
from accounts.services import issue_api_key
from accounts.tests.factories import UserFactory
from complaints.tests.factories import ComplaintFactory
from customers.tests.factories import (
    CustomerFactory,
    FollowUpFactory,
)

ALL = ApiScope.values
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


def errors_of(response) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json", response.content
    return {one["field"]: one["message"] for one in response.json().get("errors", [])}


def addresses() -> dict[tuple[str, str], str]:
    customer = CustomerFactory(external_id="H-1")
    names = {"c": customer.pk, "e": "H-1", "f": FollowUpFactory().pk, "k": ComplaintFactory().reference}
    return {(method, path): path.format(**names) for method, path in SCOPES}
