"""The page of one thing done to many customers: its preview tells the truth."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from customers.models import Customer
from customers.tests.bulk_actions.asking import PAGE, ask, do, preview, stored
from customers.tests.factories import CustomerFactory
from jobs.enums import Status
from jobs.models import Job

pytestmark = pytest.mark.django_db


def test_the_page_asks_shows_what_would_change_and_begins_only_when_confirmed(client, manager):
    solo, medan = CustomerFactory(city="Solo"), CustomerFactory(city="Medan")
    page = client.get(f"{PAGE}?action=edit&id={solo.pk}&id={medan.pk}&query=city%3DSolo")
    assert "For the marked rows: <strong>2 customers</strong>" in page.content.decode()
    answer = ask(client, "edit", solo, medan, set_city="on", city="Solo")
    assert preview(answer) == (1, {"Have these values already": 1})
    assert not Job.objects.exists()
    job = do(client, "edit", solo, medan, set_city="on", city="Solo")
    assert (job.title, job.message, job.status) == (
        "Change City of 2 customers", "1 record was changed. 1 were left as they are.", Status.DONE
    )  # fmt: skip
    assert {customer.city for customer in Customer.objects.all()} == {"Solo"}


def test_htmx_gets_the_preview_alone_and_no_scolding_while_typing(client, manager):
    answer = client.post(
        PAGE, {"action": "tags", "id": CustomerFactory().pk, "add": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "Fill in the form" in answer.content.decode()


def test_all_that_match_are_those_of_the_filters_when_the_job_runs(client, manager):
    CustomerFactory.create_batch(3, city="Solo")
    other = CustomerFactory(city="Medan")
    answer = ask(client, "tags", query="city=Solo", add="javanese")
    assert preview(answer) == (3, {})
    assert "For all that the filters find: <strong>3 customers</strong>" in answer.content.decode()
    do(client, "tags", query="city=Solo", add="javanese")
    assert Customer.objects.filter(tags=["javanese"]).count() == 3
    assert stored(other).tags == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"action": "tags"}, "Mark at least one row first."),
        ({"action": "nonsense", "id": "1"}, "Choose what to do"),
        ({"action": "export", "id": "1"}, "Choose what to do"),  # for managers
        ({"action": "tags", "id": ["x", "-1", "9" * 30]}, "Mark at least one row first."),
    ],
)
def test_nothing_marked_or_chosen_leads_back_to_the_list_with_a_sentence(client, agent, sent, sentence):
    page = client.get(PAGE, {**sent, "query": "city=Solo&evil=1"}, follow=True)
    assert page.redirect_chain == [("/customers/?city=Solo", 302)]
    assert sentence in page.content.decode()


def test_staff_work_on_a_page_of_rows_and_managers_on_whole_lists(client, agent):
    CustomerFactory.create_batch(101, city="Solo")
    page = client.get(PAGE, {"action": "tags", "all": "1", "query": "city=Solo"}, follow=True)
    assert "More than 100 at once are for a manager to decide." in page.content.decode()
    Customer.objects.first().delete()
    assert client.get(PAGE, {"action": "tags", "all": "1", "query": "city=Solo"}).status_code == 200
    client.force_login(UserFactory(manager=True))
    assert client.get(PAGE, {"action": "tags", "all": "1"}).status_code == 200


def test_a_filter_that_is_gone_never_means_everybody(client, manager):
    CustomerFactory.create_batch(2)
    page = client.get(PAGE, {"action": "tags", "all": "1", "query": "cf_rank=gold"}, follow=True)
    assert "One of the filters is no longer there." in page.content.decode()


def test_sent_twice_it_is_one_job(client, manager):
    sent = {"action": "tags", "id": CustomerFactory().pk, "add": "vip", "confirmed": "1", "submission_key": uuid4()}
    assert client.post(PAGE, sent)["Location"] == client.post(PAGE, sent)["Location"]
    assert Job.objects.count() == 1


def test_the_page_costs_the_same_for_three_and_a_hundred_rows(client, manager):
    def queries(count: int) -> int:
        ids = [customer.pk for customer in Customer.objects.all()[:count]]
        with CaptureQueriesContext(connection) as captured:
            client.post(PAGE, {"action": "tags", "id": ids, "add": "vip"})
        return len(captured)

    CustomerFactory.create_batch(100)
    assert queries(3) == queries(100) <= 10
