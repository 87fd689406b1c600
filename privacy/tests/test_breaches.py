"""The register of breaches: a clock of 3 × 24 hours, letters to those concerned, nothing closed before all are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import SavedView
from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed
from customers.tests.factories import CustomerFactory
from jobs.models import Job
from jobs.services import run_job
from outbox.models import Message
from privacy import queries, services
from privacy.models import Breach, BreachPerson, PrivacyPolicy
from privacy.queries.breaches import Reach

pytestmark = pytest.mark.django_db
NOW = timezone.now()
KEY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
ADDRESS = "/privacy/breaches/"


@pytest.fixture
def manager(client):
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def noted(**facts) -> Breach:
    facts = {"title": "A stolen laptop", "discovered_at": NOW - timedelta(hours=1), "data_kinds": ["contact"], **facts}
    return services.note_breach(at=NOW, by=None, measures=facts.pop("measures", "Accounts were locked."), **facts)


def form(**changes) -> dict:
    day = timezone.localtime(NOW - timedelta(hours=1))
    return {
        "title": "A stolen laptop", "discovered_on": f"{day:%d-%m-%Y}", "discovered_time": f"{day:%H:%M}",
        "data_kinds": ["contact", "finance"], "submission_key": KEY, **changes,
    }  # fmt: skip


def test_a_breach_is_noted_once_and_its_clock_runs_from_the_discovery(client, manager):
    PrivacyPolicy.objects.create(breach_hours=48)
    for _twice in range(2):
        response = client.post(f"{ADDRESS}new/", form())
    breach = Breach.objects.get()
    assert response["Location"] == breach.get_absolute_url()
    assert breach.due_at - breach.discovered_at == timedelta(hours=48)
    assert breach.reference in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"discovered_on": "31-12-2199"}, "future"),
        ({"happened_on": f"{timezone.localdate() + timedelta(days=2):%d-%m-%Y}"}, "after it was discovered"),
        ({"data_kinds": []}, "required"),
        ({"title": "a\x00b"}, "stored"),
        ({"people": "-1"}, "greater"),
    ],
)
def test_a_wrong_entry_is_named_kept_and_not_stored(client, manager, changes, sentence):
    response = client.post(f"{ADDRESS}new/", form(details="It was in the car", **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "It was in the car" in page
    assert not Breach.objects.exists()


def test_two_editors_lose_nothing(client, manager):
    breach = noted()
    first, second = form(version=1, title="First"), form(version=1, title="Second")
    assert client.post(f"{breach.get_absolute_url()}edit/", first).status_code == 302
    assert client.post(f"{breach.get_absolute_url()}edit/", second).status_code == 409
    assert Breach.objects.get().title == "First"


def test_late_ones_are_marked_on_the_list_and_on_the_home_page_of_managers_alone(client, manager):
    late, fresh = noted(title="Late one", discovered_at=NOW - timedelta(hours=80)), noted(title="Fresh one")
    assert set(Breach.objects.overdue(NOW)) == {late}
    assert client.get(ADDRESS).content.decode().count("overdue") == 1
    home = client.get("/").content.decode()
    assert home.index("Late one") < home.index("Fresh one")
    client.force_login(UserFactory())
    assert fresh.title not in client.get("/").content.decode()


def test_it_is_closed_only_when_all_were_told_and_something_was_done(manager):
    breach = noted(measures="")
    with pytest.raises(NotAllowed):
        services.close_breach(breach=breach, at=NOW)
    services.tell_authority(breach=breach, how="Letter 12", told_at=NOW, at=NOW)
    services.tell_people(breach=breach, how="Nobody is at risk: encrypted", told_at=NOW, at=NOW)
    assert not queries.pressing_breaches(manager).exists()
    with pytest.raises(NotAllowed):
        services.close_breach(breach=breach, at=NOW)
    Breach.objects.update(measures="Disk wiped from afar")
    services.close_breach(breach=breach, at=NOW)
    with pytest.raises(NotAllowed):
        services.tell_people(breach=breach, how="Again", told_at=NOW, at=NOW)


@pytest.mark.parametrize("hours", [-200, 5])
def test_nobody_was_told_before_the_discovery_or_in_the_future(hours):
    with pytest.raises(AppError):
        services.tell_authority(breach=noted(), how="Letter", told_at=NOW + timedelta(hours=hours), at=NOW)


def test_those_concerned_come_from_a_segment_and_by_number_each_once(client, manager):
    breach = noted()
    bogor, other = CustomerFactory(city="Bogor"), CustomerFactory(city="Solo")
    twin = CustomerFactory(city="Bogor", merged_into=bogor)
    segment = SavedView.objects.create(owner=manager, list_key="customers", name="Bogor", query="city=Bogor")
    address = f"{breach.get_absolute_url()}people/"
    client.post(address, {"segment": segment.pk, "numbers": f"{other.number.lower()}, {twin.number}"})
    assert set(BreachPerson.objects.values_list("customer", flat=True)) == {bogor.pk, other.pk}
    assert "P-000000" in client.post(address, {"numbers": "P-000000"}).content.decode()
    assert client.post(address, {"numbers": ""}).status_code == 422


def test_everybody_with_an_address_is_written_to_once_in_their_language(client, manager, monkeypatch):
    monkeypatch.setattr("privacy.services.breaches.BATCH", 2)
    breach = noted()
    people = [
        CustomerFactory(email=f"c{n}@example.com", language="id" if n else "en", do_not_contact=True) for n in range(3)
    ]
    silent = CustomerFactory(email="")
    services.add_numbers(breach=breach, numbers=[one.number for one in (*people, silent)])
    for _twice in range(2):
        client.post(f"{breach.get_absolute_url()}letters/")
        for job in Job.objects.filter(finished_at=None):
            run_job(job)
    assert sorted(Message.objects.values_list("to_email", "language")) == [
        ("c0@example.com", "en"), ("c1@example.com", "id"), ("c2@example.com", "id"),
    ]  # fmt: skip
    assert queries.reach_of(breach) == Reach(named=4, reachable=3, written=3)
    client.post(f"{breach.get_absolute_url()}people/{silent.pk}/remove/")
    client.post(f"{breach.get_absolute_url()}people/{people[0].pk}/remove/")
    assert BreachPerson.objects.count() == 3


def test_without_measures_no_letter_goes_out(manager):
    breach = noted(measures="")
    services.add_numbers(breach=breach, numbers=[CustomerFactory(email="a@example.com").number])
    with pytest.raises(AppError, match="Tuliskan"):
        services.send_letters(breach=breach, at=NOW, by=manager)


def test_the_letter_says_what_the_law_asks_for_and_comes_as_a_file(client, manager):
    breach = noted(advice="Change your password", details="It was in the car", people=12)
    for whom in ("authority", "people"):
        page = client.get(f"{breach.get_absolute_url()}letter/{whom}/").content.decode()
        for text in ("A stolen laptop", "Addresses and telephone numbers", "Accounts were locked", "It was in the car"):
            assert text in page, (whom, text)
    file = client.get(f"{breach.get_absolute_url()}letter/authority/?file=1")
    assert file["Content-Disposition"] == f'attachment; filename="{breach.reference}-authority.html"'


def test_the_page_costs_the_same_for_3_people_and_for_25(client, manager):
    breach = noted()

    counts = []
    for number in (3, 22):
        people = CustomerFactory.create_batch(number)
        services.add_numbers(breach=breach, numbers=[one.number for one in people])
        with CaptureQueriesContext(connection) as queries_made:
            client.get(breach.get_absolute_url())
        counts.append(len(queries_made))
    assert counts[0] == counts[1]
