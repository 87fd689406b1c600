"""The page of one customer: who this is, in five seconds, and everything the apps above add."""

import html
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.panels import Fact, Panel, _facts, _panels, register_facts, register_panel
from customers.services import merge_customers, set_standing
from customers.tests.factories import (
    CustomerFactory,
    FollowUpFactory,
    PhoneFactory,
    TransactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def facts_of(response) -> dict[str, tuple[str, str]]:
    """Value and note by the label of each fact in the head."""
    return {str(fact.label): (str(fact.value), str(fact.note)) for fact in response.context["facts"]}


def test_the_head_answers_who_this_is(client, agent):
    owner = UserFactory(full_name="Hendra Gunawan")
    customer = CustomerFactory(
        owner=owner,
        stage="client",
        stage_since=date(2025, 3, 3),
        stage_source="override",
        survey_consent=False,
        do_not_contact=True,
    )
    TransactionFactory.create_batch(2, customer=customer)
    set_standing(
        customer=customer, standing="primary", effective_from=date(2025, 1, 7), source="override", reason="Partner",
        by=owner, at=timezone.now(),
    )  # fmt: skip
    assert facts_of(client.get(customer.get_absolute_url())) == {
        "Standing": ("Primary customer", "by hand (Hendra Gunawan): Partner, since 7 Jan 2025"),
        "Life cycle": ("Client", "since 3 Mar 2025"),
        "Customer since": ("6 Jan 2025", "2 transactions, IDR 200K"),
        "Last transaction": ("6 Jan 2025", ""),
        "Looked after by": ("Hendra Gunawan", ""),
        "Consent": ("do not contact", "no surveys"),
        "Open complaints": ("none", ""),
        "Next follow-up": ("none planned", ""),
    }


def test_what_is_late_stands_out_in_the_head(client, agent):
    customer = CustomerFactory()
    TransactionFactory(customer=customer, outstanding=60_000, due_on=date(2025, 2, 1))
    FollowUpFactory(customer=customer, task="Call back", due_at=timezone.now() - timedelta(days=2))
    facts = {str(fact.label): fact for fact in client.get(customer.get_absolute_url()).context["facts"]}
    assert (facts["Next follow-up"].tone, facts["Next follow-up"].note) == ("alert", "Call back")
    assert str(facts["Still to be paid"].value) == "IDR 60K"


def test_what_happened_to_a_folded_duplicate_counts_in_the_head(client, agent):
    duplicate, survivor = CustomerFactory(), CustomerFactory()
    TransactionFactory(customer=duplicate)
    merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())
    facts = facts_of(client.get(survivor.get_absolute_url()))
    assert facts["Customer since"] == ("6 Jan 2025", "1 transaction, IDR 100K")


def test_a_whatsapp_draft_says_who_writes_and_nothing_about_the_customer(client, agent):
    customer = PhoneFactory(customer__name="Budi Santoso", customer__language="id", local="81234567890").customer
    content = client.get(customer.get_absolute_url()).content.decode()
    (draft,) = re.findall(r'href="(https://wa\.me/[^"]+)"', content)
    assert draft == "https://wa.me/6281234567890?text=Halo%2C%20kami%20dari%20Prima."


def test_who_does_not_want_contact_is_offered_no_draft(client, agent):
    customer = PhoneFactory(customer__do_not_contact=True).customer
    assert "wa.me" not in client.get(customer.get_absolute_url()).content.decode()


def test_a_landline_has_no_whatsapp(client, agent):
    customer = PhoneFactory(local="215550123", is_mobile=False).customer
    content = client.get(customer.get_absolute_url()).content.decode()
    assert 'href="tel:+62215550123"' in content
    assert "wa.me" not in content


@pytest.fixture
def added():
    """Panels and facts of an app above, taken away again."""
    names = ("test_urgent", "test_quiet", "test_facts")
    yield names
    for name in names:
        _panels.pop(name, None)
        _facts.pop(name, None)


def test_the_apps_above_add_facts_and_panels_in_their_place(client, agent, added):
    def fact(request, customer):
        return [Fact("Tier", "Gold", note=f"of {customer.name}", url="/loyalty/")]

    def panel(title: str, *, is_urgent: bool):
        def build(request, customer):
            return Panel(title, "components/empty.html", {"text": customer.name}, is_urgent=is_urgent)

        return build

    register_facts("test_facts", position=15, build=fact)
    register_panel("test_quiet", position=1, build=panel("Quiet panel", is_urgent=False))
    register_panel("test_urgent", position=99, build=panel("Urgent panel", is_urgent=True))
    page = text_of(client.get(CustomerFactory(name="Rani").get_absolute_url()))
    places = [page.index(words) for words in ("Standing", "Tier Gold of Rani", "Life cycle", "Urgent panel", "Quiet")]
    assert places == sorted(places)
