"""What was hit and what failed, as figures with the lists behind them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import services
from complaints.models import SilenceReading
from complaints.tests.factories import ComplaintFactory, UserFactory, a_cause

pytestmark = pytest.mark.django_db
PAGE = "/complaints/dashboard/learning/"


@pytest.fixture
def boss(client):
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def answered(*, satisfaction: str, failure: str, days_ago: int = 1, **fields):
    at = timezone.now() - timedelta(days=days_ago)
    complaint = ComplaintFactory(cause=a_cause("rude_staff"), received_at=at - timedelta(hours=5), **fields)
    services.resolve(
        complaint=complaint, resolution="Sorry", satisfaction=satisfaction, failure=failure, at=at, by=UserFactory()
    )
    return complaint


def lists_of(page: str, name: str) -> dict[str, str]:
    """The addresses of the lists behind the bars of a chart, by the word they ask for."""
    found = re.findall(rf'href="(/complaints/\?[^"]*\b{name}=(\w+)[^"]*)"', unescape(page))
    return {word: address for address, word in found}


def test_each_figure_leads_to_the_complaints_it_counts(client, boss):
    staff = [answered(satisfaction="staff", failure="personal") for _ in range(2)]
    ease = answered(satisfaction="ease", failure="system")
    answered(satisfaction="value", failure="team", days_ago=200)
    answered(satisfaction="form", failure="leadership", confidential=True)
    page = client.get(PAGE).content.decode()
    hits, failures = lists_of(page, "satisfaction"), lists_of(page, "failure")
    assert (set(hits), set(failures)) == ({"staff", "ease"}, {"personal", "system"})
    listed = {word: {row["complaint"] for row in client.get(url).context["rows"]} for word, url in hits.items()}
    assert listed == {"staff": set(staff), "ease": {ease}}
    behind = client.get(failures["personal"]).context["rows"]
    assert {row["complaint"] for row in behind} == set(staff)


def test_the_page_costs_the_same_with_many_findings(client, boss):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    answered(satisfaction="staff", failure="personal")
    cost()
    few = cost()
    for word in ("quality", "value", "form", "ease"):
        answered(satisfaction=word, failure="system")
    assert cost() == few


def test_managers_find_the_silence_alarm_among_what_is_due(client, boss):
    day = timezone.localdate()
    common = {
        "taken_on": day,
        "scope": "standing",
        "active": 100,
        "observed": 0,
        "expected": 9,
        "chance": 0.01,
        "active_before": 100,
    }
    SilenceReading.objects.create(key="primary", is_alarm=True, **common)
    page = client.get("/").content.decode()
    assert re.search(r'href="/complaints/dashboard/silence/"[^>]*>\s*1\s*<', page)
    client.force_login(UserFactory(language="en"))
    assert "/complaints/dashboard/silence/" not in client.get("/").content.decode()
