"""The palette without the mouse: what was opened lately, a customer, a complaint for them, somebody unknown."""

import pytest

from complaints.tests.factories import ComplaintFactory
from customers.tests.factories import CustomerFactory, PhoneFactory


@pytest.fixture
def budi():
    customer = CustomerFactory(name="Budi Santoso")
    PhoneFactory(customer=customer, local="81234567890", typed="081234567890")
    return customer


def chosen(page) -> str:
    """The name of the option that a screen reader would read now."""
    return page.evaluate(
        """() => {
            const option = document.getElementById(document.activeElement.getAttribute("aria-activedescendant"));
            return option ? option.getAttribute("aria-label") || option.innerText : "";
        }"""
    )


def test_a_clerk_works_the_palette_by_keyboard_alone(new_page, agent, budi, check_page):
    complaint = ComplaintFactory(customer=budi, summary="Kamar belum siap")
    page = new_page(user=agent)
    with page.expect_response("**/search/opened/") as told:
        page.goto(budi.get_absolute_url())
    assert told.value.status == 204
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-hits [aria-selected=true]")
    assert chosen(page).startswith("Budi Santoso")
    check_page(page)

    page.keyboard.type("bdui sant")
    page.wait_for_selector("#palette-hits mark")
    check_page(page)
    assert chosen(page).startswith("Budi Santoso")
    page.keyboard.press("ArrowRight")
    assert chosen(page) == "Catat keluhan untuk Budi Santoso"
    page.keyboard.press("ArrowRight")
    assert chosen(page) == complaint.reference
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('palette').open")

    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-q:focus")
    page.keyboard.type("34567")
    page.keyboard.press("Shift+Enter")
    page.wait_for_url(f"**/complaints/new/?customer={budi.pk}")


def test_an_unknown_number_becomes_a_complaint_of_a_new_caller(new_page, agent, budi):
    page = new_page(user=agent)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("0857 7712 345")
    page.wait_for_selector("#search-hits >> text=Tambah pelanggan “0857 7712 345”")
    page.click("#search-hits >> text=Catat keluhan untuk “0857 7712 345”")
    page.wait_for_url("**/complaints/new/?new_phone=*")
    assert page.input_value("#id_new_phone") == "0857 7712 345"
    assert page.is_visible("#id_new_name")


def test_switched_off_shortcuts_leave_the_browser_its_own(new_page, agent):
    agent.shortcuts = False
    agent.save()
    page = new_page(user=agent)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.wait_for_timeout(300)
    assert not page.evaluate("document.getElementById('palette').open")
