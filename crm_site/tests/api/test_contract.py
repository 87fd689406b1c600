"""Whatever is sent, and what is written about the API."""

import html
import json
import re
import shlex
from datetime import UTC, datetime

import pytest
from django.conf import settings as project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_site.api import SNAPSHOT
from crm_site.tests.api.caller import SCOPES, addresses
from customers.models import CustomField
from customers.tests.factories import (
    CustomerFactory,
    CustomFieldFactory,
    FollowUpFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
GUIDE = project.BASE_DIR / "docs" / "api.md"


# --- whatever is sent ------------------------------------------------------------------------------------------------

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


# --- what is written about it ----------------------------------------------------------------------------------------


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
