"""Policies, their preview, stages and the funnel, as managers and clerks meet them."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, LifeCycleChange, StageEvidence
from customers.services import judging, refresh_standings, set_stage
from customers.tests.factories import (
    ContractFactory,
    CustomerFactory,
    InteractionFactory,
    TransactionFactory,
    UserFactory,
)
from jobs.models import Job
from jobs.services import run_job

pytestmark = pytest.mark.django_db
STANDING = {"tenure_years": 2, "transactions_a_year": 2, "amount_a_year": 0, "forgiven_years": 0}
LIFE_CYCLE = {"client_purchases": 4, "client_months": 12, "lapse_months": 12, "advocate_months": 24}


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def bought(customer, *days_ago: int) -> None:
    for days in days_ago:
        TransactionFactory(customer=customer, occurred_at=timezone.now() - timedelta(days=days))


def refresh() -> None:
    at = timezone.now()
    refresh_standings(today=timezone.localdate(at), at=at)


# --- policies ---------------------------------------------------------------------------------------------------------


def test_the_policy_of_standing_is_tried_out_saved_with_a_reason_and_its_history_shown(client, manager):
    customer = CustomerFactory(name="Sari Lestari")
    bought(customer, 3)
    tried = {**STANDING, "tenure_years": 1, "transactions_a_year": 1}
    preview = client.get(url("standing_preview"), tried)
    assert "Prospective customer → Primary customer 1 Sari Lestari" in text_of(preview)
    assert "Fill in all numbers" in text_of(client.get(url("standing_preview"), {**tried, "tenure_years": "9" * 50}))
    page = client.get(url("standing_policy"))
    assert "Nobody has changed these rules yet" in text_of(page)
    refused = client.post(url("standing_policy"), {**tried, "version": 1})
    assert refused.status_code == 422
    saved = client.post(url("standing_policy"), {**tried, "version": 1, "reason": "We are young"}, follow=True)
    assert "The worker is looking at everybody by these rules." in text_of(saved)
    run_job(Job.objects.get())
    customer.refresh_from_db()
    assert customer.standing == "primary"
    history = text_of(client.get(url("standing_policy")))
    assert "Years in a row: 2 → 1" in history
    assert "We are young" in history
    late = client.post(url("standing_policy"), {**tried, "version": 1, "reason": "Another tab"})
    assert late.status_code == 409


def test_forgiving_every_year_is_refused_with_what_was_typed_kept(client, manager):
    answer = client.post(url("standing_policy"), {**STANDING, "forgiven_years": 2, "reason": "Try", "version": 1})
    assert answer.status_code == 422
    assert "At least one of the years has to count." in text_of(answer)
    assert answer.context["form"]["reason"].value() == "Try"


def test_the_policy_of_the_life_cycle_moves_clients(client, manager):
    customer = CustomerFactory()
    bought(customer, 5, 6)
    refresh()
    tried = {**LIFE_CYCLE, "client_purchases": 2}
    assert "Repeat customer → Client 1" in text_of(client.get(url("life_cycle_preview"), tried))
    client.post(url("life_cycle_policy"), {**tried, "reason": "Twice is regular here", "version": 1})
    run_job(Job.objects.get())
    customer.refresh_from_db()
    assert (customer.stage, customer.stage_since) == ("client", timezone.localdate())


def test_the_line_of_a_preview_leads_to_everybody_behind_it_page_by_page(client, manager):
    for customer in CustomerFactory.create_batch(52):
        bought(customer, 3)
    query = {"policy": "standing", **STANDING, "of": "standing", "was": "prospect", "becomes": "secondary"}
    first = client.get(url("policy_movers"), query)
    second = client.get(url("policy_movers") + first.context["more_url"])
    found = [[row.pk for row in page.context["page"].customers] for page in (first, second)]
    assert [len(some) for some in found] == [50, 2]
    assert sorted(found[0] + found[1]) == sorted(Customer.objects.values_list("pk", flat=True))
    assert client.get(url("policy_movers"), {**query, "becomes": "emperor"}).status_code == 404


def test_a_preview_of_many_rests_on_an_even_sample(client, manager, monkeypatch):
    monkeypatch.setattr("customers.queries.previews.LOOKED_AT", 5)
    for customer in CustomerFactory.create_batch(20):
        bought(customer, 3)
    preview = client.get(url("standing_preview"), STANDING).context["preview"]
    assert (preview.total, preview.seen, preview.is_sample) == (20, 5, True)
    assert [move.count for move in preview.moves["standing"]] == [20]


# --- stage of one customer --------------------------------------------------------------------------------------------


def test_the_page_of_a_customer_says_in_words_why_it_has_its_standing_and_stage(client, agent):
    customer = CustomerFactory()
    bought(customer, 10, 20, 400, 410)
    refresh()
    page = text_of(client.get(f"{customer.get_absolute_url()}?whole=1"))
    assert "At least 2 purchases in each of the last 2 years (" in page
    assert page.count(": 2;") + page.count(": 2)") == 2
    assert "A regular: is a primary customer and bought last on" in page


def test_staff_note_interest_and_take_a_slip_back(client, agent):
    customer = CustomerFactory()
    page = client.get(url("customer_stage", customer.pk))
    form = page.context["form"]
    values = {"submission_key": form["submission_key"].value(), "kind": "interest", "note": "Asked for prices"}
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = client.post(url("customer_stage", customer.pk), {**values, "happened_on": tomorrow.isoformat()})
    assert refused.status_code == 422
    for _twice in range(2):
        client.post(url("customer_stage", customer.pk), {**values, "happened_on": timezone.localdate().isoformat()})
    customer.refresh_from_db()
    assert (customer.stage, StageEvidence.objects.count()) == ("prospect", 1)
    noted = StageEvidence.objects.get()
    client.force_login(UserFactory(language="en"))
    client.post(url("evidence_remove", noted.pk))
    assert StageEvidence.objects.exists()
    client.force_login(agent)
    client.post(url("evidence_remove", noted.pk))
    customer.refresh_from_db()
    assert customer.stage == "suspect"


def test_a_manager_overrules_the_stage_with_a_reason_and_gives_it_back(client, manager):
    customer = CustomerFactory()
    refresh()
    values = {"stage": "client", "effective_from": timezone.localdate().isoformat()}
    assert client.post(url("stage_edit", customer.pk), values).status_code == 422
    client.post(url("stage_edit", customer.pk), {**values, "reason": "Framework agreement"})
    refresh()
    page = text_of(client.get(url("customer_stage", customer.pk)))
    assert "Framework agreement" in page
    customer.refresh_from_db()
    assert (customer.stage, customer.stage_source) == ("client", "override")
    client.post(url("stage_release", customer.pk))
    customer.refresh_from_db()
    assert (customer.stage, customer.stage_source) == ("suspect", "policy")


# --- the funnel -------------------------------------------------------------------------------------------------------


def course(customer, *steps) -> None:
    """Stages with the days on which they began."""
    for stage, day in steps:
        set_stage(
            customer=customer, stage=stage, effective_from=day, reason="Test", by=None, at=timezone.now()
        )  # fmt: skip


def test_the_funnel_counts_who_came_who_went_on_and_how_long_it_took(client, manager):
    today = timezone.localdate()
    quick, slow = today - timedelta(days=100), today - timedelta(days=90)
    for place, customer in enumerate(CustomerFactory.create_batch(12, acquisition_source="Fair")):
        went_on = [("first_time", slow)] if place < 10 else []
        course(customer, ("prospect", quick), *went_on)
    for customer in CustomerFactory.create_batch(3, acquisition_source="Friends"):
        course(customer, ("prospect", quick), ("first_time", slow))
    course(CustomerFactory(internal=True), ("prospect", quick))
    page = client.get(url("funnel"), {"months": 6})
    rows = {row["figures"].stage: row["figures"] for row in page.context["stages"]}
    prospects = rows["prospect"].course
    assert (prospects.entered, prospects.rose, prospects.still, prospects.shown_days) == (15, 13, 2, 10)
    assert (rows["prospect"].now, rows["first_time"].now) == (2, 13)
    parts = {row["label"]: row["figures"].bought for row in page.context["parts"]}
    assert (parts["Fair"].entered, parts["Fair"].rate, parts["Fair"].is_small) == (12, 10 / 12, True)
    assert (parts["Friends"].entered, parts["Friends"].rate) == (3, None)
    assert "too few" in text_of(page)


def test_every_figure_of_the_funnel_opens_its_customers(client, manager):
    today = timezone.localdate()
    gone, stayed = CustomerFactory.create_batch(2, acquisition_source="Fair")
    course(gone, ("prospect", today - timedelta(days=9)), ("first_time", today - timedelta(days=2)))
    course(stayed, ("prospect", today - timedelta(days=9)))
    page = client.get(url("funnel"))
    row = next(row for row in page.context["stages"] if row["figures"].stage == "prospect")

    def names(address: str) -> list[int]:
        return [getattr(one, "customer_id", one.pk) for one in client.get(address).context["page"]]

    assert names(row["now_url"]) == [stayed.pk]
    assert sorted(names(row["urls"]["entered"])) == [gone.pk, stayed.pk]
    assert [names(row["urls"][name]) for name in ("rose", "still", "fell")] == [[gone.pk], [stayed.pk], []]
    part = client.get(url("funnel") + page.context["parts"][0]["url"])
    assert [chip["label"] for chip in part.context["chips"]] == ["Source: Fair"]


def test_the_funnel_of_an_empty_registry_teaches(client, manager):
    assert "from a name on a list to somebody who recommends us" in text_of(client.get(url("funnel")))
    assert client.get(url("funnel"), {"months": "x", "by": "y", "city": "\x00"}).status_code in (200, 400)


def test_the_funnel_costs_as_many_queries_for_many_as_for_few(client, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("funnel"))
        return len(captured)

    bought(CustomerFactory(acquisition_source="Fair"), 10)
    refresh()
    few = queries()
    for number, customer in enumerate(CustomerFactory.create_batch(30)):
        Customer.objects.filter(pk=customer.pk).update(acquisition_source=f"Source {number % 5}")
        bought(customer, 10, 20)
    refresh()
    assert queries() == few
    assert few <= 12


# --- stages by the facts ----------------------------------------------------------------------------------------------


def test_the_course_is_told_by_the_days_of_the_facts_not_of_the_worker():
    customer = CustomerFactory()  # created on 6 January 2025
    InteractionFactory(customer=customer, happened_at=timezone.now() - timedelta(days=300))
    bought(customer, 200, 100, 50)
    refresh()
    today = timezone.localdate()
    assert list(customer.stage_changes.order_by("effective_from").values_list("stage", "effective_from")) == [
        ("suspect", date(2025, 1, 6)),
        ("prospect", today - timedelta(days=300)),
        ("first_time", today - timedelta(days=200)),
        ("repeat", today - timedelta(days=100)),
    ]


def test_a_lapsed_client_is_a_repeat_customer_again_and_keeps_its_history():
    customer = CustomerFactory()
    bought(customer, 10, 20, 30, 40)
    refresh()
    later = timezone.now() + timedelta(days=400)
    refresh_standings(today=timezone.localdate(later), at=later)
    customer.refresh_from_db()
    assert customer.stage == "repeat"
    stages = list(customer.stage_changes.order_by("effective_from").values_list("stage", flat=True))
    assert stages == ["suspect", "first_time", "repeat", "client", "repeat"]


def test_a_contract_makes_a_client_and_a_recommendation_an_advocate():
    customer = CustomerFactory()
    ContractFactory(customer=customer)
    StageEvidence.objects.create(
        customer=customer, kind="recommendation", happened_on=timezone.localdate(), note="Sent a friend"
    )
    refresh()
    customer.refresh_from_db()
    assert customer.stage == "advocate"


def test_whoever_listens_hears_of_all_moves_in_batches(monkeypatch):
    from customers.signals import standing_changed

    heard = []

    def listen(sender, moves, at, **kwargs):
        heard.append(len(moves))

    monkeypatch.setattr(judging, "BATCH", 10)
    for customer in CustomerFactory.create_batch(25):
        bought(customer, 3)
    standing_changed.connect(listen)
    try:
        refresh()
    finally:
        standing_changed.disconnect(listen)
    assert sum(heard) == 25
    assert max(heard) <= 10
    assert LifeCycleChange.objects.filter(stage="first_time").count() == 25
