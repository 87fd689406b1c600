"""The history of a customer: one line of time over everything, of which nothing is lost or shown twice."""

import html
import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Interaction
from customers.queries.timeline import Place, Wanted, timeline_of
from customers.services import merge_customers, set_standing
from customers.tests.factories import (
    CustomerFactory,
    FollowUpFactory,
    InteractionFactory,
    NeedFactory,
    PaymentFactory,
    TransactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 3, 3, 5, 0, tzinfo=UTC)


@pytest.fixture
def agent(client):
    user = UserFactory(full_name="Rina Wulandari", language="en")
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def read_on(customer, user, *, limit: int, wanted: Wanted) -> list[str]:
    """All titles, page by page from the newest to the oldest; every page but the last is full."""
    seen, place = [], None
    while True:
        page = timeline_of(customer, user=user, wanted=wanted, before=place, limit=limit)
        seen += [str(item.title) for item in page.items]
        if page.older is None:
            return seen
        assert len(page.items) == limit
        place = page.older


def read_back(customer, user, *, limit: int, wanted: Wanted) -> list[str]:
    """The same from the oldest to the newest."""
    seen, place = [], Place(datetime(1990, 1, 1, tzinfo=UTC), "", 0)
    while place is not None:
        page = timeline_of(customer, user=user, wanted=wanted, after=place, limit=limit)
        seen = [str(item.title) for item in page.items] + seen
        place = page.newer
    return seen


@pytest.fixture
def crowded():
    """Forty notes, calls, purchases and tasks in one moment, some more around it, also of a folded duplicate."""
    survivor, duplicate = CustomerFactory(), CustomerFactory()
    merge_customers(duplicate=duplicate, survivor=survivor, at=NOON)
    chance = random.Random(4)
    for number in range(60):
        at = NOON if number < 40 else NOON + timedelta(microseconds=chance.randint(-3, 3))
        customer = chance.choice([survivor, duplicate])
        make = chance.choice(
            [
                lambda c, n, at: InteractionFactory(customer=c, summary=f"thing {n}", happened_at=at),
                lambda c, n, at: TransactionFactory(customer=c, reference=f"thing {n}", amount=n, occurred_at=at),
                lambda c, n, at: FollowUpFactory(customer=c, task=f"thing {n}", done_at=at),
            ]
        )
        make(customer, number, at)
    set_standing(
        customer=survivor, standing="primary", effective_from=date(2025, 3, 1), source="policy", reason="", by=None,
        at=NOON,
    )  # fmt: skip
    survivor.__dict__.pop("record_ids", None)
    return survivor


@pytest.mark.parametrize("limit", [1, 3, 7, 15, 100])
@pytest.mark.parametrize("sources", [(), ("interactions",), ("follow_ups", "transactions", "merges")])
def test_whoever_reads_on_sees_everything_once_though_forty_share_a_moment(crowded, limit, sources):
    reader, wanted = UserFactory(), Wanted(sources)
    whole = timeline_of(crowded, user=reader, wanted=wanted, limit=1000)
    everything = [str(item.title) for item in whole.items]
    assert whole.older is None
    assert len(everything) == len(set(everything)) > 10
    assert sources or len(everything) == 62
    assert [item.at for item in whole.items] == sorted((item.at for item in whole.items), reverse=True)
    assert read_on(crowded, reader, limit=limit, wanted=wanted) == everything
    assert read_back(crowded, reader, limit=limit, wanted=wanted) == everything


def test_the_buttons_of_the_page_lead_through_everything(client, agent, crowded):
    seen, address = [], crowded.get_absolute_url()
    while address:
        page = client.get(address)
        seen += re.findall(
            r"thing (\d+)", " ".join(f"{one.title} {one.body}" for one in page.context["timeline"].items)
        )
        more = re.search(r'class="btn btn-secondary" href="(/customers/\d+/timeline/[^"]+)"', page.content.decode())
        address = more and html.unescape(more[1])
    assert sorted(seen, key=int) == [str(number) for number in range(60)]


def test_the_history_can_be_narrowed_to_several_kinds(client, agent):
    customer = InteractionFactory(summary="Asked for a menu", happened_at=NOON).customer
    TransactionFactory(customer=customer, reference="INV-9", occurred_at=NOON - timedelta(days=1))
    FollowUpFactory(customer=customer, task="Send it", done_at=NOON + timedelta(days=1))
    page = client.get(f"{customer.get_absolute_url()}?source=interactions&source=transactions")
    assert [str(item.title) for item in page.context["timeline"].items] == [
        "Phone call: Asked for a menu",
        "Purchase IDR 100,000",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("menu", ["Phone call: Asked for a menu"]),
        ("MENU asked", ["Phone call: Asked for a menu"]),
        ("menu invoice", []),
        ("call", ["Follow-up done: Call the kitchen", "Phone call: Asked for a menu"]),
        ("inv-9", ["Purchase IDR 100,000"]),
        ("purchase", ["Purchase IDR 100,000"]),
        ("100%", []),
    ],
)
def test_words_are_looked_for_in_all_kinds_and_in_the_names_of_kinds(client, agent, text, found):
    customer = InteractionFactory(summary="Asked for a menu", happened_at=NOON).customer
    TransactionFactory(customer=customer, reference="INV-9", occurred_at=NOON - timedelta(days=1))
    FollowUpFactory(customer=customer, task="Call the kitchen", done_at=NOON + timedelta(days=1))
    page = client.get(f"{customer.get_absolute_url()}timeline/", {"q": text})
    assert [str(item.title) for item in page.context["timeline"].items] == found


def test_one_can_go_to_a_day_and_from_there_to_what_is_newer(client, agent):
    customer = CustomerFactory()
    for day in range(1, 10):
        at = datetime(2025, 3, day, 16, 30, tzinfo=UTC)  # half past eleven at night in Jakarta
        InteractionFactory(customer=customer, summary=f"on {day}", happened_at=at)
    page = client.get(f"{customer.get_absolute_url()}timeline/?day=4-3-2025")
    assert [item.title for item in page.context["timeline"].items] == [f"Phone call: on {day}" for day in (4, 3, 2, 1)]
    newer = client.get(f"{customer.get_absolute_url()}timeline/?{page.context['newer']}")
    shown = [item.title for item in newer.context["timeline"].items]
    assert shown == [f"Phone call: on {day}" for day in (9, 8, 7, 6, 5)]


def test_a_letter_and_a_note_are_shown_and_the_note_as_what_stays_inside(client, agent):
    customer = InteractionFactory(kind="letter", summary="Sent the contract").customer
    InteractionFactory(customer=customer, kind="note", summary="Careful with cats", details="Allergic")
    page = text_of(client.get(customer.get_absolute_url()))
    assert "Letter: Sent the contract" in page
    assert "Internal note Allergic" in page


def test_a_slip_can_be_mended_from_the_line_it_stands_in_by_who_made_it(client, agent):
    mine = InteractionFactory(user=agent, noted_at=timezone.now(), happened_at=timezone.now())
    InteractionFactory(customer=mine.customer, noted_at=timezone.now(), happened_at=timezone.now())
    content = client.get(mine.customer.get_absolute_url()).content.decode()
    pages = [reverse("customers:interaction_edit", args=[one.pk]) for one in Interaction.objects.order_by("pk")]
    assert re.findall(r'href="(/interactions/\d+/edit/)"', content) == pages[:1]


def test_a_payment_stands_on_its_day_unless_it_was_taken_back():
    paid = PaymentFactory(note="by transfer")
    PaymentFactory(transaction=paid.transaction, amount=7, withdrawn_at=NOON, withdrawn_reason="Mistyped")
    (item,) = timeline_of(paid.transaction.customer, user=UserFactory(), wanted=Wanted(["payments"])).items
    assert item.at == datetime(2025, 1, 9, 17, tzinfo=UTC)
    assert "by transfer" in item.body


@pytest.mark.parametrize(
    "query",
    ["source=nothing", "before=yesterday", "before=9999-12-31T23:59:59%2B14:00,x,1", "day=31-2-2025", "after=,,",
     "before=2025-03-03T05:00:00%2B00:00,interactions,99999999999999999999", "q=%F0%9F%98%80", "after=2025,x"],
)  # fmt: skip
def test_a_damaged_address_narrows_nothing(client, agent, query):
    customer = InteractionFactory(summary="Asked").customer
    page = client.get(f"{customer.get_absolute_url()}timeline/?{query}")
    assert [item.title for item in page.context["timeline"].items] == ([] if "q=" in query else ["Phone call: Asked"])


def test_on_paper_the_limit_is_named(client, agent, monkeypatch):
    monkeypatch.setattr("customers.views.history.PRINTED", 3)
    customer = CustomerFactory()
    for number in range(4):
        InteractionFactory(customer=customer, summary=f"call {number}", happened_at=NOON + timedelta(hours=number))
    address = reverse("customers:customer_timeline_print", args=[customer.pk])
    page = text_of(client.get(f"{address}?source=interactions"))
    assert re.findall(r"call (\d)", page) == ["3", "2", "1"]
    assert "These are the newest 3 items; there are older ones." in page
    assert "Kinds Interactions" in page
    assert "newest" not in text_of(client.get(f"{address}?q=call+2"))


def statements(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def test_the_page_costs_the_same_however_much_has_happened(client, agent, crowded):
    few = CustomerFactory(merged_into=None)
    InteractionFactory(customer=few)
    TransactionFactory(customer=few)
    FollowUpFactory(customer=few, done_at=NOON)
    statements(client, f"{few.get_absolute_url()}timeline/")
    cheap = statements(client, f"{few.get_absolute_url()}timeline/")
    assert statements(client, f"{crowded.get_absolute_url()}timeline/") == cheap


def test_the_page_of_a_customer_needs_few_statements(client, agent):
    """One with open tasks, purchases, calls, a wish; what there is none of costs nothing."""
    customer = FollowUpFactory(task="Call back").customer
    NeedFactory(customer=customer)
    for _number in range(20):
        InteractionFactory(customer=customer)
        TransactionFactory(customer=customer)
    statements(client, customer.get_absolute_url())
    assert statements(client, customer.get_absolute_url()) <= 22


def test_what_stands_below_the_history_comes_when_it_is_asked_for(client, agent):
    customer = CustomerFactory()
    page = customer.get_absolute_url()
    assert "Standing and life cycle" not in text_of(client.get(page))
    assert client.get(f"{page}below/").url == f"{page}?whole=1#below"
    for answer in (client.get(f"{page}?whole=1"), client.get(f"{page}below/", headers={"HX-Request": "true"})):
        assert "Standing and life cycle" in text_of(answer)
