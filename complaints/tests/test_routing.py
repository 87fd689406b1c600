"""New complaints find their officer by rules: the first that fits, people who are there, in turn also under load."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import DepartmentFactory
from common.errors import AppError
from complaints import services
from complaints.models import Absence, AgentGroup, Complaint, Entry, RoutingRule
from complaints.queries.routing import in_turn, rehearse
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory, a_cause

NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # Wednesday at ten in Jakarta


@pytest.fixture
def people(db):
    return [UserFactory(full_name=name) for name in ("Ayu", "Budi", "Citra")]


@pytest.fixture
def group(people):
    return services.save_group(name="Front office", members=people)


def a_rule(group, name="All", **fields) -> RoutingRule:
    return services.save_rule(name=name, group=group, **{"method": "round_robin", **fields})


def log(customer=None, at=NOW, **fields) -> Complaint:
    values = {"channel": "web", "summary": "Nobody called back", "cause": a_cause(), **fields}
    return services.log_complaint(customer=customer or CustomerFactory(email=""), at=at, **values)


def names(*complaints) -> list[str]:
    return [str(Complaint.objects.get(pk=one.pk).owner or "") for one in complaints]


# --- who ------------------------------------------------------------------------------------------------------


def test_complaints_go_in_turn_and_the_reason_stands_in_the_timeline(group):
    a_rule(group, name="Everything")
    assert names(*[log() for _ in range(4)]) == ["Ayu", "Budi", "Citra", "Ayu"]
    entry = Entry.objects.filter(kind="assignment").first()
    assert (entry.author, entry.rule_name, entry.new_value) == (None, "Everything", "Ayu")
    assert entry.method_name


def test_who_is_away_or_can_no_longer_sign_in_is_passed_over(group, people):
    a_rule(group)
    services.add_absence(user=people[0], first_on=date(2026, 3, 4), last_on=date(2026, 3, 5), on=date(2026, 3, 1))
    people[1].is_active = False
    people[1].save()
    assert names(log(), log(), log(at=NOW + timedelta(days=2))) == ["Citra", "Citra", "Ayu"]


def test_the_day_of_an_absence_is_the_day_of_the_business(group, people):
    a_rule(group)
    services.add_absence(user=people[0], first_on=date(2026, 3, 5), last_on=date(2026, 3, 5), on=date(2026, 3, 1))
    evening = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)  # half past midnight of the fifth in Jakarta
    assert names(log(at=evening - timedelta(hours=1)), log(at=evening)) == ["Ayu", "Budi"]
    AgentGroup.objects.update(last_given_to=None)
    assert names(log(at=evening)) == ["Budi"]


def test_where_nobody_is_there_the_complaint_waits_and_says_why(group, people):
    a_rule(group)
    for person in people:
        Absence.objects.create(user=person, first_on=date(2026, 3, 1), last_on=date(2026, 3, 9))
    complaint = log()
    assert names(complaint) == [""]
    assert [entry.rule_name for entry in complaint.entries.filter(kind="assignment")] == ["All"]


def test_the_least_busy_gets_it_and_of_equals_whose_turn_it_is(group, people):
    a_rule(group, method="least_busy")
    ComplaintFactory.create_batch(2, owner=people[0])
    ComplaintFactory(owner=people[1])
    ComplaintFactory.create_batch(5, closed=True, owner=people[2])
    assert names(log(), log(), log()) == ["Citra", "Budi", "Citra"]


def test_a_customer_comes_back_to_whom_they_know_if_that_person_is_there(group, people):
    a_rule(group, method="same_agent")
    customer = CustomerFactory(email="")
    ComplaintFactory(customer=customer, owner=people[2], received_at=NOW - timedelta(days=9))
    ComplaintFactory(customer=customer, owner=UserFactory(), received_at=NOW - timedelta(days=1))
    assert names(log(customer), log()) == ["Citra", "Ayu"]
    Absence.objects.create(user=people[2], first_on=date(2026, 3, 1), last_on=date(2026, 3, 9))
    assert names(log(customer)) == ["Budi"]  # nobody who is there knows the customer: in turn


def test_a_confidential_complaint_goes_only_to_people_named_on_it(group, people):
    a_rule(group)
    stranger = UserFactory()
    assert names(log(is_restricted=True, named=[stranger])) == [""]
    assert names(log(is_restricted=True, named=[stranger, people[2]])) == ["Citra"]


def test_nobody_gets_a_complaint_about_oneself(group, people):
    a_rule(group)
    assert names(log(about_person=people[0]), log()) == ["Budi", "Citra"]


@pytest.mark.django_db(transaction=True)
def test_complaints_that_come_at_once_do_not_go_to_the_same_person(group):
    a_rule(group)
    customers = CustomerFactory.create_batch(6, email="")
    start, failures = threading.Barrier(6), []

    def one(customer):
        try:
            start.wait()
            log(customer)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[customer]) for customer in customers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert failures == []
    assert Counter(names(*Complaint.objects.all())) == {"Ayu": 2, "Budi": 2, "Citra": 2}


@given(st.integers(1, 12), st.integers(1, 60))
def test_in_turn_nobody_gets_two_more_than_another(count, draws):
    class Person:
        def __init__(self, pk):
            self.pk = pk

    people, last, given_to = [Person(3 * number) for number in range(count)], None, Counter()
    for _ in range(draws):
        last = in_turn(people, last)[0].pk
        given_to[last] += 1
    counts = [given_to[person.pk] for person in people]
    assert max(counts) - min(counts) <= 1


# --- which rule --------------------------------------------------------------------------------------------------


def test_the_first_rule_that_fits_all_its_conditions_decides(people):
    cash, english, rest = (
        services.save_group(name=name, members=[person])
        for name, person in zip(("Cash", "English", "Rest"), people, strict=True)
    )
    department = DepartmentFactory()
    a_rule(cash, name="Bills", words=["tagihan", "bill"], channels=["web", "email"])
    a_rule(english, name="English", languages=["en"], severities=["high", "critical"], departments=[department.pk])
    a_rule(rest, name="Late", causes=["slow_response"], standings=["primary"], customer_tags=["vip"])
    vip = CustomerFactory(email="", standing="primary", tags=["vip", "x"])
    english_words = {"language": "en", "severity": "high", "department": department}
    assert names(
        log(summary="Tagihan dobel"),
        log(summary="Tagihannya dobel"),  # another word
        log(summary="x", details="Wrong bill.", channel="email"),
        log(summary="Wrong bill", channel="phone"),
        log(**english_words),
        log(**{**english_words, "severity": "low"}),
        log(vip),
        log(vip, cause=a_cause("rude_service")),
    ) == ["Ayu", "", "Ayu", "", "Budi", "", "Citra", ""]


def test_a_rule_for_a_cause_takes_in_its_finer_ones_and_words_are_taken_as_typed(group):
    a_rule(group, causes=["inefficient_service"])
    assert names(log(cause=a_cause("slow_service"))) == ["Ayu"]
    RoutingRule.objects.update(causes=[], words=["(a|b)", "100%"])
    assert names(log(summary="a b"), log(summary="fee of (a|b) guests")) == ["", ""]
    RoutingRule.objects.update(words=["air panas"])
    assert names(log(summary="AIR PANAS mati")) == ["Budi"]


def test_a_rule_that_is_switched_off_does_nothing(group):
    a_rule(group, is_active=False)
    assert names(log()) == [""]


def test_logging_costs_the_same_with_one_rule_and_with_many(group):
    def cost() -> int:
        customer = CustomerFactory(email="")
        with CaptureQueriesContext(connection) as caught:
            log(customer)
        return len(caught)

    a_rule(group, name="0")
    log()
    few = cost()
    for number in range(1, 20):
        a_rule(group, name=str(number), words=[f"w{number}"])
    assert cost() == few


# --- the dry run ----------------------------------------------------------------------------------------------------


def test_the_dry_run_tells_what_would_have_happened_and_changes_nothing(group, people):
    a_rule(group, name="Web", channels=["web"])
    known = [
        ComplaintFactory(channel="web", received_at=NOW - timedelta(days=day), owner=people[0]) for day in (3, 2, 1)
    ]
    phone = ComplaintFactory(channel="phone", received_at=NOW - timedelta(hours=5))
    ComplaintFactory(channel="web", received_at=NOW - timedelta(days=31))
    ComplaintFactory(channel="web", received_at=NOW - timedelta(days=1), confidential=True)
    services.add_absence(user=people[1], first_on=date(2026, 3, 2), last_on=date(2026, 3, 2), on=date(2026, 3, 1))
    done = rehearse(user=UserFactory(manager=True), at=NOW)
    assert (done.total, done.unmatched) == (4, 1)
    assert [(str(t.rule), t.count, t.nobody) for t in done.tallies] == [("Web", 3, 0)]
    assert [(one, str(person or "")) for one, _rule, person in done.latest] == [
        (phone, ""),
        (known[2], "Ayu"),
        (known[1], "Citra"),
        (known[0], "Ayu"),
    ]
    assert Entry.objects.count() == 0
    assert AgentGroup.objects.get().last_given_to is None


def test_the_dry_run_costs_the_same_for_three_complaints_and_for_thirty(group):
    a_rule(group, method="same_agent")
    user = UserFactory(manager=True)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            rehearse(user=user, at=NOW)
        return len(caught)

    ComplaintFactory.create_batch(3, received_at=NOW - timedelta(days=1))
    few = cost()
    ComplaintFactory.create_batch(27, received_at=NOW - timedelta(days=1))
    assert cost() == few


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, db):
    user = UserFactory(manager=True, language="en", full_name="Hendra")
    client.force_login(user)
    return user


def test_rules_are_added_moved_changed_and_removed(client, manager, group):
    url = "/handling/routing/"
    values = {"version": 1, "is_active": "on", "group": group.pk, "method": "least_busy"}
    for name in ("First", "Second"):
        answer = client.post(
            f"{url}new/", {**values, "name": name, "words": "Air panas, WIFI, wifi", "channels": ["web"]}
        )
        assert answer.status_code == 302, answer.content.decode()
    first, second = RoutingRule.objects.all()
    assert (first.words, first.channels) == (["air panas", "wifi"], ["web"])
    client.post(f"{url}{second.pk}/move/", {"to": "earlier"})
    client.post(f"{url}{second.pk}/move/", {"to": "earlier"})  # it is the first already
    assert [str(rule) for rule in RoutingRule.objects.all()] == ["Second", "First"]
    page = client.get(url).content.decode()
    assert "Channel: Web form" in page
    assert page.index("Second") < page.index("First")
    assert "There is a rule of this name already." in (
        client.post(f"{url}new/", {**values, "name": "second"}).content.decode()
    )
    client.post(f"{url}{first.pk}/remove/")
    assert [str(rule) for rule in RoutingRule.objects.all()] == ["Second"]


def test_two_managers_who_change_a_rule_see_both_versions(client, manager, group):
    rule = a_rule(group, name="Web")
    values = {"version": rule.version, "group": group.pk, "method": "round_robin"}
    client.post(f"/handling/routing/{rule.pk}/", {**values, "name": "Web forms"})
    answer = client.post(f"/handling/routing/{rule.pk}/", {**values, "name": "Internet"})
    assert answer.status_code == 409
    assert "Web forms" in answer.content.decode()


def test_a_group_in_use_stays_and_an_empty_one_is_refused(client, manager, group, people):
    a_rule(group)
    answer = client.post(f"/handling/groups/{group.pk}/remove/", follow=True)
    assert "A rule uses this group." in answer.content.decode()
    answer = client.post(f"/handling/groups/{group.pk}/", {"name": "Front", "version": 1})
    assert "Choose at least one person." in answer.content.decode()
    client.post(f"/handling/groups/{group.pk}/", {"name": "Front", "version": 1, "members": [people[1].pk]})
    group.refresh_from_db()
    assert (group.name, [member.user for member in group.members.all()]) == ("Front", [people[1]])


def test_everybody_enters_own_days_away_and_managers_those_of_all(client, group, people):
    day = timezone.localdate() + timedelta(days=3)
    days = {"first_on": day.isoformat(), "last_on": day.isoformat()}
    people[0].language = "en"
    people[0].save()
    client.force_login(people[0])
    client.post("/handling/absences/", {**days, "user": people[1].pk})
    absence = Absence.objects.get()
    assert absence.user == people[0]
    others = Absence.objects.create(user=people[1], first_on=day, last_on=day)
    page = client.get("/handling/absences/").content.decode()
    assert "Budi" not in page
    assert client.post(f"/handling/absences/{others.pk}/remove/").status_code == 404
    client.post(f"/handling/absences/{absence.pk}/remove/")
    client.force_login(UserFactory(manager=True, language="en"))
    client.post("/handling/absences/", {**days, "user": people[2].pk})
    assert {one.user for one in Absence.objects.all()} == {people[1], people[2]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first_on", "last_on"),
    [(date(2026, 3, 5), date(2026, 3, 4)), (date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 4), date(2028, 1, 1))],
)
def test_days_that_make_no_sense_are_refused(first_on, last_on):
    with pytest.raises(AppError):
        services.add_absence(user=UserFactory(), first_on=first_on, last_on=last_on, on=date(2026, 3, 4))
