"""A clerk goes through the queue of possible duplicates: side by side, a choice for each field, merged, and undone."""

import re

import pytest

from customers.models import Customer, CustomerMerge, DuplicatePair
from customers.tests.factories import CustomerFactory, PhoneFactory, TransactionFactory


@pytest.fixture
def pair() -> DuplicatePair:
    kept = CustomerFactory(name="Ani Kartini", city="Bandung", email="ani@example.com")
    other = CustomerFactory(name="Ani Kartiny", city="Solo", email="")
    for customer in (kept, other):
        PhoneFactory(customer=customer, local="81234567890")
    TransactionFactory(customer=kept)
    return DuplicatePair.objects.create(lower=kept, higher=other, score=92, reasons=["phone", "name"])


@pytest.mark.parametrize("width", [1366, 390])
def test_a_pair_is_merged_from_the_queue_field_by_field_and_taken_apart_again(new_page, agent, pair, check_page, width):
    kept, other = pair.lower, pair.higher
    page = new_page(user=agent)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/customers/duplicates/review/")
    page.wait_for_selector(f"#pair-{pair.pk} mark")
    check_page(page)
    page.keyboard.press("m")
    page.wait_for_url(re.compile(r"/merge/\?with="))
    check_page(page)
    page.locator("label.compare-choice", has_text="Solo").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/duplicates/review/")
    merge = CustomerMerge.objects.get()
    assert (merge.duplicate, merge.survivor) == (other, kept)
    kept.refresh_from_db()
    assert (kept.name, kept.city, kept.email) == ("Ani Kartini", "Solo", "ani@example.com")
    page.locator(".alert a", has_text="Ani Kartini").click()
    page.wait_for_url(f"**{kept.get_absolute_url()}")
    undo = page.locator("#merges button", has_text="Urungkan")
    if not undo.is_visible():  # folded on a phone
        page.locator("#merges summary").click()
    undo.click()
    page.wait_for_url(f"**{other.get_absolute_url()}")
    check_page(page)
    kept.refresh_from_db()
    assert (kept.city, Customer.objects.get(pk=other.pk).merged_into) == ("Bandung", None)
