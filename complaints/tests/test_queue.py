"""The work queue: tabs, orders, columns, saved views, rows with one click, and walking through it case by case."""

import threading
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import SavedView
from common.errors import NotAllowed
from complaints import queries, services
from complaints.models import Complaint, Entry, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, UserFactory

LIST = "/complaints/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/complaints/?tab=unassigned"}


@pytest.fixture
def agent(db):
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def client(client, agent):
    client.force_login(agent)
    return client


def text_of(response) -> str:
    return response.content.decode()


def rows_of(response) -> list[Complaint]:
    return [row["complaint"] for row in response.context["rows"]]


def due_in(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


# --- tabs and orders ----------------------------------------------------------------------------------------------


def test_waiting_complaints_stand_by_how_long_they_wait(client):
    short = ComplaintFactory(waiting=True, waiting_since=due_in(-1))
    long = ComplaintFactory(waiting=True, waiting_since=due_in(-90))
    assert rows_of(client.get(LIST, {"tab": "waiting"})) == [long, short]


def test_the_order_can_be_chosen_and_due_times_order_only_what_is_open(client):
    first = ComplaintFactory(received_at=due_in(-9), due_at=due_in(9))
    second = ComplaintFactory(received_at=due_in(-5), due_at=due_in(2))
    assert rows_of(client.get(LIST, {"tab": "open"})) == [second, first]
    assert rows_of(client.get(LIST, {"tab": "open", "sort": "received"})) == [first, second]
    assert rows_of(client.get(LIST, {"tab": "all", "sort": "due"})) == [
        second,
        first,
    ]  # newest first: it has no due order
    assert "due" not in client.get(LIST, {"tab": "all"}).context["orders"]


def test_a_tab_counts_up_to_its_limit_and_says_so(client, monkeypatch):
    monkeypatch.setattr("complaints.queries.work.COUNTED_TO", 2)
    ComplaintFactory.create_batch(3)
    assert queries.tab_counts(user=UserFactory(), at=timezone.now())["unassigned"] == 3
    assert '<span class="count">2+</span>' in text_of(client.get(LIST, {"tab": "mine"}))


def test_confidential_complaints_are_in_no_row_number_or_count_of_others(client, agent):
    secret = ComplaintFactory(confidential=True, summary="Bullied at the front office", tags=["hr"])
    for tab in ("unassigned", "overdue", "open", "all"):
        answer = client.get(LIST, {"tab": tab})
        assert (rows_of(answer), answer.context["count"].value) == ([], 0)
        assert "Bullied" not in text_of(answer)
    assert client.get(LIST, {"tab": "all", "tags": "hr"}).context["count"].value == 0
    RestrictedAccess.objects.create(complaint=secret, user=agent)
    assert rows_of(client.get(LIST, {"tab": "open"})) == [secret]


def test_the_queue_costs_the_same_for_three_rows_and_thirty(client):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(LIST, {"tab": "open", "size": "50", "columns": ["customer", "owner", "department", "logged_by"]})
        return len(caught)

    owner = UserFactory()
    ComplaintFactory.create_batch(3, in_progress=True, owner=owner, logged_by=owner)
    cost()
    few = cost()
    ComplaintFactory.create_batch(27, in_progress=True, owner=owner, logged_by=owner)
    assert cost() == few <= 14


# --- saved views and columns ----------------------------------------------------------------------------------------


def test_a_saved_view_keeps_tab_filters_order_and_columns(client, agent):
    view = SavedView.objects.create(
        owner=agent,
        list_key="complaints",
        name="Loud ones",
        query="columns=channel&priority=urgent&sort=received&tab=open",
    )
    urgent = ComplaintFactory(priority="urgent")
    ComplaintFactory(priority="low")
    answer = client.get(LIST, {"view": view.pk}, follow=True)
    assert rows_of(answer) == [urgent]
    assert [column.name for column in answer.context["columns"]] == ["summary", "channel"]
    assert [tab.label for tab in answer.context["bar"].tabs if tab.is_current] == []  # it is not pinned, and no tab


def test_the_words_of_a_view_name_its_tab(client):
    page = text_of(client.get("/views/complaints/new/", {"tab": "overdue", "channel": "whatsapp"}))
    assert "Tab: Overdue" in page
    assert "Channel: WhatsApp" in page


def test_a_wrong_filter_finds_nothing_and_says_why(client):
    ComplaintFactory()
    answer = client.get(LIST, {"tab": "open", "received_from": "31-31-2026"})
    assert (answer.status_code, rows_of(answer)) == (422, [])


# --- from the row --------------------------------------------------------------------------------------------------


def test_taking_a_complaint_is_one_click_and_shows_the_row(client, agent):
    complaint = ComplaintFactory()
    answer = client.post(reverse("complaints:complaint_take", args=[complaint.reference]), headers=HTMX)
    complaint.refresh_from_db()
    assert complaint.owner == agent
    assert "Ayu Lestari" in text_of(answer)
    assert "Take it" not in text_of(answer)


def test_who_comes_second_is_told_who_was_quicker(client):
    complaint = ComplaintFactory(owner=UserFactory(full_name="Siti Rahma"))
    answer = client.post(reverse("complaints:complaint_take", args=[complaint.reference]), headers=HTMX)
    complaint.refresh_from_db()
    assert "Siti Rahma has taken this complaint already." in answer["HX-Trigger"]
    assert str(complaint.owner) == "Siti Rahma"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_complaint_at_once_one_gets_it():
    complaint, people, refused = ComplaintFactory(), UserFactory.create_batch(4), []
    start = threading.Barrier(4)

    def take(person):
        mine = Complaint.objects.get(pk=complaint.pk)
        start.wait()
        try:
            services.take(complaint=mine, at=timezone.now(), by=person)
        except NotAllowed:
            refused.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    complaint.refresh_from_db()
    assert len(refused) == 3
    assert complaint.owner not in refused
    assert Entry.objects.filter(kind="assignment").count() == 1


def test_the_usual_step_is_one_click_and_answers_with_the_row(client, agent):
    complaint = ComplaintFactory(owner=agent)
    page = text_of(client.get(LIST, {"tab": "mine"}))
    assert 'name="step" value="start"' in page
    url = reverse("complaints:complaint_status", args=[complaint.reference])
    assert "Being investigated" in text_of(client.post(url, {"step": "start"}, headers=HTMX))


# --- walking through the list -----------------------------------------------------------------------------------------


def walk(client, url):
    return client.get(url).context["walk"]


def references(*urls) -> list[str]:
    return [urlsplit(url).path.split("/")[2] if url else "" for url in urls]


@pytest.fixture
def three(agent):
    return [ComplaintFactory(owner=agent, due_at=due_in(hours)) for hours in (1, 2, 3)]


def test_one_walks_from_case_to_case_in_the_order_of_the_list(client, three):
    first, second, third = three
    url = client.get(LIST).context["rows"][1]["url"]
    way = walk(client, url)
    assert references(way.previous_url, way.next_url) == [first.reference, third.reference]
    assert way.list_url == LIST
    at_the_end = walk(client, way.next_url)
    assert references(at_the_end.previous_url, at_the_end.next_url) == [second.reference, ""]
    assert walk(client, second.get_absolute_url()) is None


def test_the_way_goes_on_from_where_a_case_was_after_it_left_the_list(client, three):
    first, second, third = three
    url = client.get(LIST).context["rows"][1]["url"]
    with transaction.atomic():
        services.wait_for_customer(complaint=second, at=timezone.now(), by=None)
    way = walk(client, url)
    assert references(way.previous_url, way.next_url) == [first.reference, third.reference]
    Complaint.objects.filter(pk=second.pk).update(owner=None)
    way = walk(client, url)
    assert references(way.previous_url, way.next_url) == [first.reference, third.reference]


def test_a_case_that_came_back_without_its_list_gets_the_way_again(client, three):
    url = client.get(LIST).context["rows"][0]["url"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}
    answer = client.get(reverse("complaints:complaint_walk", args=[three[0].reference]), asked, headers=HTMX)
    assert three[1].reference in text_of(answer)


@pytest.mark.parametrize("at", ["", "x", "W10=", "9" * 5000])
def test_a_damaged_place_leaves_only_the_way_back(client, three, at):
    way = walk(client, f"{three[1].get_absolute_url()}?list=tab%3Dopen&at={at}")
    assert (way.previous_url, way.next_url) == ("", "")


def test_walking_never_leads_to_a_confidential_case(client, three):
    secret = ComplaintFactory(confidential=True, owner=three[0].owner, due_at=due_in(1.5))
    way = walk(client, client.get(LIST).context["rows"][0]["url"])
    assert references(way.next_url) == [three[1].reference] != [secret.reference]


# --- what a row says ----------------------------------------------------------------------------------------------


def test_a_tab_leaves_out_the_column_that_would_say_the_same_in_each_row(client, agent):
    ComplaintFactory(owner=agent)
    names = {
        tab: [column.name for column in client.get(LIST, {"tab": tab}).context["columns"]] for tab in ("mine", "open")
    }
    assert names == {
        "mine": ["summary", "customer", "status", "due"],
        "open": ["summary", "customer", "status", "due", "owner"],
    }


def test_who_hands_a_complaint_over_is_told_so_where_the_row_does_not_show_it(client, agent):
    complaint, other = ComplaintFactory(owner=agent), UserFactory()
    url = reverse("complaints:complaint_assign", args=[complaint.reference])
    data = {"owner": other.pk, "version": complaint.version}
    answer = client.post(url, data, headers={**HTMX, "HX-Current-URL": "http://testserver/complaints/?tab=mine"})
    assert "The officer is changed." in answer["HX-Trigger"]
    assert other.full_name not in text_of(answer)


def test_a_row_keeps_in_full_what_it_may_cut(client):
    long = "The lift stopped between the floors and nobody came for half an hour, twice in one week"
    ComplaintFactory(summary=long, customer__name="Perkumpulan Pensiunan Pelayaran Nusantara")
    page = text_of(client.get(LIST, {"tab": "open"}))
    assert f'title="{long}"' in page
    assert 'title="Perkumpulan Pensiunan Pelayaran Nusantara"' in page


def test_what_is_over_is_never_due(agent):
    complaint = ComplaintFactory(status="investigating")

    with pytest.raises(IntegrityError, match="only_open_ones_are_due"):
        Complaint.objects.filter(pk=complaint.pk).update(status="answered", resolved_at=timezone.now())
