"""A confidential case leaves no trace: for whoever is not named, the site answers the same with and without it.

Every address of the site, the lists with their searches, the API, exports and mails are asked twice.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import ApiScope, Role
from accounts.models import Department, User
from accounts.services import issue_api_key
from accounts.tests.factories import UserFactory
from complaints import services
from complaints.models import Complaint
from complaints.tests.factories import DepartmentFactory, a_cause
from customers.models import Customer
from outbox.models import Message
from outbox.sealing import unseal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # a Wednesday at ten in Jakarta
WORDS = ("Perundungan", "qzxdapur", "Ratna Rahasia", "qzxjanji", "qzxganti", "qzxjawab")
SEARCHES = (
    "/search/?q=qzxdapur", "/search/?q=Perundungan", "/complaints/?tab=all", "/complaints/?tab=open",
    "/complaints/?tab=overdue", "/complaints/?tab=unassigned", "/complaints/?tab=all&q=qzxdapur",
    "/complaints/?tab=all&severity=critical", "/complaints/dashboard/?days=30", "/complaints/dashboard/?days=365",
    "/complaints/remedies/?tab=decide", "/complaints/remedies/?tab=pay", "/complaints/remedies/?tab=paid",
    "/complaints/promises/?tab=all", "/complaints/promises/?tab=overdue", "/follow-ups/?tab=everybody",
    "/audit/?model=complaints.complaint", "/audit/?model=complaints.promise", "/audit/?model=complaints.remedy",
    "/admin/complaints/complaint/", "/outbox/?status=pending", "/charter/?lang=en",
)  # fmt: skip
# These differ from one look to the next by what they are for: who looked when, and the moment itself.
RESTLESS = {"readyz", "privacy:access_list", "privacy:download_list"}
NOISE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|submission_key" value="[^"]+"|value="[0-9a-f-]{36}"|nonce-[\w-]+|chart-\w+'
    r'|X-CSRFToken": "\w+"'
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|/c/[\w-]{20,}/|\[[0-9a-f]{10}\]|[0-9a-f]{10,}"
)


def tidied(text: str) -> str:
    return NOISE.sub("#", text)


def answers(client: Client, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """What each address answers, with what is drawn by lot taken out."""
    for address in addresses:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        yield address, f"{response.status_code} {tidied(content.decode(errors='replace'))}"


def everything(users: list[User], addresses: list[str], keys: dict[int, str]) -> dict[tuple[str, str], str]:
    """All answers of all people; nothing of the looking itself stays."""
    found: dict[tuple[str, str], str] = {}
    with transaction.atomic():
        for user in users:
            client = Client(raise_request_exception=False)
            client.force_login(user)
            found.update({(user.role, address): text for address, text in answers(client, addresses)})
            api = Client(headers={"Authorization": f"Bearer {keys[user.pk]}"})
            for address in ("/api/v1/complaints", "/api/v1/customers", "/api/v1/follow-ups"):
                found[user.role, address] = tidied(api.get(address).content.decode())
        transaction.set_rollback(True)
    return found


def make_secret_case(customer: Customer, boss: User, about: User) -> Complaint:
    """A whole life: received, answered, promised, made good, refused, late, with letters at each step."""
    moment = {"at": NOW - timedelta(days=6), "by": boss}
    case = services.log_complaint(
        customer=customer, channel="letter", summary="Perundungan di qzxdapur", details="Ratna Rahasia bercerita.",
        cause=a_cause("rude_service"), severity="critical", department=Department.objects.get(name="Dapur tersembunyi"),
        about_person=about, is_restricted=True, named=[boss], **moment,
    )  # fmt: skip
    services.assign(complaint=case, owner=boss, **moment)
    services.reply(complaint=case, body="Kami qzxjawab segera.", **moment)
    services.make_promise(
        complaint=case, what="Menelepon qzxjanji", owner=boss, due_at=NOW - timedelta(days=5), **moment
    )
    small = services.propose_remedy(complaint=case, kind="voucher", amount=90_000, description="qzxganti", **moment)
    services.propose_remedy(complaint=case, kind="refund", amount=900_000, description="qzxganti", **moment)
    services.resolve(complaint=case, resolution="qzxjawab", decision="refused", **moment)
    services.refuse(complaint=case, at=moment["at"], reason="Ratna Rahasia tidak setuju")
    services.pay_remedy(remedy=small, reference="qzxganti-1", paid_at=NOW, at=NOW, by=boss)
    return case


def wake_workers(at: datetime) -> None:
    services.warn_of_deadlines(at=at)
    services.send_promise_digests(at=at)
    services.close_accepted_complaints(at=at)


@pytest.fixture
def people(world):
    """One of each role who is not named, and two who matter: the manager who is named, and who it is about."""
    DepartmentFactory(name="Dapur tersembunyi")
    outsiders = [UserFactory(role=role, language="en") for role in Role.values]
    return outsiders, UserFactory(manager=True, full_name="Named Manager"), UserFactory(full_name="Accused Agent")


def test_the_site_answers_the_same_with_and_without_it(world, people):
    outsiders, boss, accused = people
    _client, by_name = world
    addresses = [address for name, address in by_name.items() if name not in RESTLESS] + list(SEARCHES)
    customer = Customer.objects.get(email="budi@example.com")
    scopes = list(ApiScope.values)
    with time_machine.travel(NOW, tick=False):
        keys = {
            user.pk: issue_api_key(name="x", scopes=scopes, days=9, by=user, at=NOW, submission_key=UUID(int=user.pk))[
                1
            ]
            for user in outsiders
        }
        wake_workers(NOW)
        letters_before = letters(outsiders)
        without = everything(outsiders, addresses, keys)
        case = make_secret_case(customer, boss, accused)
        wake_workers(NOW)
        with_it = everything(outsiders, addresses, keys)
        assert letters(outsiders) == letters_before

    differing = [key for key in without if without[key] != with_it[key]]
    assert [(key, where(without[key], with_it[key])) for key in differing] == []
    traces = [key for key, text in with_it.items() for word in (*WORDS, case.reference) if word in text]
    assert [key for key in traces if "q=" not in key[1]] == []


def where(before: str, after: str) -> str:
    """The first place at which two answers part."""
    place = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"{before[max(0, place - 80) : place + 80]} | {after[max(0, place - 80) : place + 80]}"


def letters(people: list[User]) -> list[tuple[str, str]]:
    """What the outbox lists, and every letter to somebody who is not named."""
    listed = [(message.to_email, message.subject) for message in Message.objects.listed().order_by("pk")]
    to_them = Message.objects.filter(to_email__in=[user.email for user in people]).order_by("pk")
    return listed + [(message.to_email, text_of(message)) for message in to_them]


def text_of(message: Message) -> str:
    return str(json.loads(unseal(bytes(message.sealed)))["text"]) if message.sealed else ""


def test_every_look_at_it_is_noted_and_only_those_who_know_of_it_read_that(people):
    outsiders, boss, accused = people
    customer = Customer.objects.get(email="budi@example.com")
    case = make_secret_case(customer, boss, accused)
    promise, remedy = case.promises.get(), case.remedies.first()
    client = Client()
    client.force_login(boss)
    for address in (
        case.get_absolute_url(),
        reverse("complaints:promise_detail", args=[promise.pk]),
        reverse("complaints:remedy_pay", args=[remedy.pk]),
    ):
        assert client.get(address).status_code == 200
    looks = client.get(f"{reverse('privacy:access_list')}?customer={customer.pk}").content.decode()
    assert case.reference in looks or "Named Manager" in looks
    for user in outsiders:
        other = Client()
        other.force_login(user)
        assert other.get(case.get_absolute_url()).status_code == 404
        page = other.get(f"{reverse('privacy:access_list')}?customer={customer.pk}")
        assert case.reference not in page.content.decode()
