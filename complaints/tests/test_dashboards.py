"""What managers see: fair figures, each with the list behind it, at a price that does not grow."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import Complaint
from complaints.queries.costs import monthly_costs
from complaints.queries.hours import complaints_by_hour
from complaints.queries.qualities import qualities
from complaints.queries.service import weekly_service
from complaints.queries.workers import work_by_person
from complaints.tests.factories import (
    ComplaintFactory,
    DepartmentFactory,
    EntryFactory,
    PromiseFactory,
    RemedyFactory,
    UserFactory,
    with_solution_clock,
)

pytestmark = pytest.mark.django_db
PAGES = ["", "people/", "qualities/", "learning/", "silence/"]


@pytest.fixture
def boss(client):
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def resolved(**fields) -> Complaint:
    at = timezone.now()
    facts = {"received_at": at - timedelta(days=2), "resolved_at": at - timedelta(days=1), "due_at": at,
             "first_response_at": at - timedelta(days=1, hours=20)}  # fmt: skip
    return ComplaintFactory(resolved=True, **facts | fields)


def period(user):
    today = timezone.localdate()
    return {"user": user, "since": today - timedelta(days=29), "until": today}


def test_a_page_costs_as_many_queries_with_thirty_complaints_as_with_three(client, boss):
    def make(count):
        for _ in range(count):
            complaint = with_solution_clock(resolved(department=DepartmentFactory()))
            PromiseFactory(complaint=complaint, owner=complaint.owner)
            RemedyFactory(complaint=complaint, status="approved", decided_at=timezone.now())

    def cost(page):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    pages = [f"/complaints/dashboard/{page}" for page in PAGES] + [
        "/complaints/iso-10002/",
        "/complaints/promises/record/",
    ]
    make(3)
    for page in pages:
        client.get(page)
    few = {page: cost(page) for page in pages}
    make(27)
    assert {page: cost(page) for page in pages} == few


def test_averages_of_a_person_are_told_from_ten_complaints_on(client, boss):
    busy, new = UserFactory(full_name="Busy Bee"), UserFactory(full_name="New Comer")
    for number in range(10):
        resolved(owner=busy, severity="critical" if number < 4 else "normal")
    resolved(owner=new)
    records = {record.who: record for record in work_by_person(**period(boss))}
    assert (records[busy].hard_share, records[busy].on_time_share) == (0.4, 1.0)
    assert (records[new].resolved, records[new].on_time_share) == (1, None)
    page = client.get("/complaints/dashboard/people/").content.decode()
    assert "40%" in page
    assert "too few to tell" in page


def test_each_hour_opens_the_list_of_its_complaints(client, boss):
    for _ in range(3):
        ComplaintFactory(received_at=timezone.now() - timedelta(days=1), channel="phone")
    ComplaintFactory(received_at=timezone.now() - timedelta(days=1), channel="web")
    assert sum(complaints_by_hour(**period(boss), channel="phone").values()) == 3
    page = unescape(client.get("/complaints/dashboard/?days=30&channel=phone").content.decode())
    links = re.findall(r'href="(/complaints/\?tab=all[^"]*hour=[^"]*)">(\d+)<', page)
    assert [number for _link, number in links] == ["3"]
    assert client.get(links[0][0]).content.decode().count("row-link") == 3


def test_the_weeks_tell_the_share_in_time_and_how_long_half_and_nine_of_ten_took(boss):
    for hours in (1, 2, 3, 40):
        at = timezone.now() - timedelta(minutes=5)
        resolved(received_at=at - timedelta(hours=hours), resolved_at=at, due_at=at - timedelta(hours=hours - 3))
    week = weekly_service(user=boss, weeks=3, at=timezone.now())[-1]
    assert (week.resolved, week.on_time, week.half) == (4, 3, timedelta(hours=2, minutes=30))
    assert timedelta(hours=3) < week.most < timedelta(hours=40)


def test_costs_are_added_up_by_month_and_kind_and_open_their_list(client, boss):
    at = timezone.now()
    for kind, amount in (("refund", 300_000), ("voucher", 50_000), ("discount", 50_000)):
        RemedyFactory(kind=kind, amount=amount, status="approved", decided_at=at)
    RemedyFactory(amount=900_000, status="rejected", decided_at=at)
    month = monthly_costs(user=boss, months=12, at=at)[-1]
    assert ([int(amount) for amount in month.amounts], int(month.each)) == ([300_000, 0, 100_000], 133_333)
    page = client.get(f"/complaints/remedies/?tab=granted&month={timezone.localdate():%Y-%m}").content.decode()
    assert page.count("row-link") == 3
    assert "No money was granted" in client.get("/complaints/remedies/?tab=granted&month=2001-01").content.decode()


def test_the_five_qualities_are_shares_of_what_happened(client, boss):
    found = qualities(**period(boss), at=timezone.now())
    assert [quality.key for quality in found] == ["easy_to_reach", "fast", "confidential", "informative", "honest"]
    for number in range(10):
        complaint = with_solution_clock(
            resolved(
                acknowledged_at=timezone.now() - timedelta(days=3, hours=12) if number < 8 else None,
                reopened_count=1 if number == 0 else 0,
                received_at=timezone.now() - timedelta(days=4),
            )
        )
        if number < 6:
            EntryFactory(complaint=complaint, kind="reply", created_at=timezone.now() - timedelta(days=3))
    stranger = UserFactory(language="en")
    client.force_login(stranger)
    client.get(complaint.get_absolute_url())
    client.force_login(boss)
    client.get(complaint.get_absolute_url())
    scores = {quality.key: (quality.good, quality.total) for quality in qualities(**period(boss), at=timezone.now())}
    assert scores == {
        "easy_to_reach": (8, 10), "fast": (10, 10), "confidential": (1, 2), "informative": (6, 10), "honest": (9, 10),
    }  # fmt: skip
    page = client.get("/complaints/dashboard/qualities/").content.decode()
    assert ("60%" in page, "too few to tell" in page) == (True, True)
