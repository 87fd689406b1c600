"""A confidential case leaves no trace: for whoever is not named, the site answers the same with and without it.

Every address of the site, the lists with their searches, the API, every export and all mails are asked twice: on a day
with two such cases, and on the same day without them.
"""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from complaints import services
from complaints.models import Complaint
from complaints.tests.factories import CustomerFactory, DepartmentFactory
from crm_site.tests import outsiders as others
from customers.models import Customer
from loyalty.models import Membership
from loyalty.services import book_goodwill

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # a Wednesday at ten in Jakarta
SEARCHES = (
    "/search/?q=qzxdapur", "/search/?q=Perundungan", "/complaints/?tab=all", "/complaints/?tab=open",
    "/complaints/?tab=overdue", "/complaints/?tab=unassigned", "/complaints/?tab=all&q=qzxdapur",
    "/complaints/?tab=all&severity=critical", "/complaints/dashboard/?days=30", "/complaints/dashboard/?days=365",
    "/complaints/remedies/?tab=decide", "/complaints/remedies/?tab=pay", "/complaints/remedies/?tab=paid",
    "/complaints/promises/?tab=all", "/complaints/promises/?tab=overdue", "/follow-ups/?tab=everybody",
    "/audit/?model=complaints.complaint", "/audit/?model=complaints.promise", "/audit/?model=complaints.remedy",
    "/admin/complaints/complaint/", "/outbox/?status=pending", "/charter/?lang=en",
    "/admin/loyalty/ledgerentry/", "/complaints/iso-10002/?days=30", "/jobs/",
)  # fmt: skip
# These differ from one look to the next by what they are for: who looked when, and the moment itself.
RESTLESS = {"readyz", "privacy:access_list", "privacy:download_list"}


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


class Day:
    """What everybody who is not named finds, on the day with the cases or on the one without."""

    def __init__(self, people, addresses: list[str], *, with_cases: bool):  # noqa: ANN001
        self.outsiders, self.boss, self.accused = people
        self.customer = Customer.objects.get(email="budi@example.com")
        self.cases: list[Complaint] = []
        with transaction.atomic():
            others.count_from(5_000)
            self._make_cases() if with_cases else self._give_goodwill()
            others.count_from(10_000)
            self.ordinary = self._ordinary_work()
            others.count_from(15_000)
            wake_workers(NOW)
            self.letters = others.letters(self.outsiders)
            others.count_from(20_000)
            self.answers = others.everything(self.outsiders, addresses, self.customer, at=NOW)
            transaction.set_rollback(True)

    def _make_cases(self) -> None:
        self.cases = [
            others.make_secret_case(self.customer, self.boss, self.accused, at=NOW),
            others.make_secret_case_that_ended(self.customer, self.boss, at=NOW),
        ]

    def _give_goodwill(self) -> None:
        """As many points as a case gives, by hand: no stranger can tell one from the other."""
        membership = Membership.objects.get(customer=self.customer)
        book_goodwill(
            membership=membership, points=others.POINTS, source_key="goodwill:by hand", at=NOW - timedelta(days=5),
            by=self.boss,
        )  # fmt: skip

    def _ordinary_work(self) -> tuple[object, ...]:
        """What others do that day, and what they are told of it."""
        agent = self.outsiders[0]
        case = services.log_complaint(
            customer=CustomerFactory(name="Sri"), channel="phone", summary="Cold soup", at=NOW, by=agent
        )
        week = {day: [(time(9), time(17))] for day in range(5)}
        return case.reference, services.change_working_hours(week=week, by=self.outsiders[2], at=NOW)


@pytest.fixture
def days(world, people):
    _client, by_name = world
    addresses = [address for name, address in by_name.items() if name not in RESTLESS] + list(SEARCHES)
    with time_machine.travel(NOW, tick=False):
        return [Day(people, addresses, with_cases=with_cases) for with_cases in (False, True)]


def test_the_site_its_files_and_its_letters_are_the_same_with_and_without_it(days):
    without, with_it = days
    assert with_it.letters == without.letters
    assert with_it.ordinary == without.ordinary
    differing = [key for key in without.answers if without.answers[key] != with_it.answers[key]]
    parted = [f"{key}: {others.where(without.answers[key], with_it.answers[key])}" for key in differing]
    assert not parted, "\n\n".join(parted)
    words = (*others.WORDS, *(case.reference for case in with_it.cases))
    traces = [key for key, text in with_it.answers.items() for word in words if word in text]
    assert [key for key in traces if "q=" not in key[1]] == []


def test_what_one_who_is_named_does_to_many_at_once_is_shown_to_nobody_else(people, world):
    outsiders, boss, accused = people
    customer = Customer.objects.get(email="budi@example.com")
    others.make_secret_case(customer, boss, accused, at=NOW)
    admin, named = Client(), Client()
    admin.force_login(next(user for user in outsiders if user.is_admin))
    named.force_login(boss)
    before = admin.get("/jobs/").content.decode()
    form = {"action": "tags", "all": "1", "query": "tab=all", "add": "qzxtanda", "confirmed": "1"}
    address = named.post("/jobs/bulk/complaints/", form)["Location"]
    assert "qzxtanda" in named.get(address).content.decode()
    assert admin.get(address).status_code == 404
    assert others.tidied(admin.get("/jobs/").content.decode()) == others.tidied(before)


def test_every_look_at_it_is_noted_and_only_those_who_know_of_it_read_that(people):
    outsiders, boss, accused = people
    customer = Customer.objects.get(email="budi@example.com")
    case = others.make_secret_case(customer, boss, accused, at=NOW)
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
