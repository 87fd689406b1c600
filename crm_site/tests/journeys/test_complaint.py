"""The main job: a caller complains, the case is solved, the customer says how it was."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import PASSWORD
from complaints.enums import Status
from complaints.models import Complaint
from customers.models import Customer, FollowUp
from customers.tests.factories import CustomerFactory, PhoneFactory
from surveys.models import Response


@pytest.fixture
def budi() -> Customer:
    customer = CustomerFactory(name="Budi Santoso", email="budi@example.com", language="id")
    PhoneFactory(customer=customer, local="81234567890", typed="0812-3456-7890")
    return customer


class Keys:
    """Presses keys as a clerk does and counts them."""

    def __init__(self, page):
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def test_a_known_caller_is_logged_with_twelve_keys_and_no_click(new_page, agent, budi, check_page):
    page = new_page(user=agent)
    page.goto("/")
    keys = Keys(page)
    keys.press("n")
    page.wait_for_url("**/complaints/new/")
    page.wait_for_selector("#caller-q:focus")
    keys.press(*"56789", "Enter")
    page.wait_for_selector("#customer-panel >> text=Budi Santoso")
    page.wait_for_selector("[name=cause]:focus")
    keys.press("2")
    page.wait_for_selector("#id_summary:focus")
    check_page(page)
    page.keyboard.type("Menunggu lapor masuk lebih dari satu jam")
    keys.press("Control+Enter")
    page.wait_for_url("**/complaints/K-*/")
    assert keys.count <= 12
    complaint = Complaint.objects.get()
    assert (complaint.customer, complaint.channel, complaint.owner or complaint.logged_by) == (budi, "phone", agent)
    assert complaint.cause.slug == "inefficient_service"
    assert complaint.reference in page.inner_text("h1")
    check_page(page)


def test_a_customer_is_found_by_six_keys_within_three_seconds(new_page, agent, budi):
    CustomerFactory.create_batch(20)
    page = new_page(user=agent)
    page.goto("/customers/")
    started = time.monotonic()
    page.keyboard.press("/")
    page.keyboard.type("34567")
    page.wait_for_selector("#search-hits >> text=Budi Santoso")
    assert time.monotonic() - started < 3
    assert page.inner_text("#search-hits mark") == "3456-7"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{budi.pk}/")


def test_an_unknown_caller_is_added_in_the_same_form(new_page, agent):
    page = new_page(user=agent)
    page.goto("/complaints/new/")
    page.keyboard.type("085777123456")
    page.wait_for_selector("[data-no-callers]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_new_name:focus")
    page.keyboard.type("Suharto")
    page.check("#cause-3")
    page.fill("#id_summary", "Petugas membentak saya 😡")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/complaints/K-*/")
    complaint = Complaint.objects.select_related("customer").get()
    assert complaint.customer.name == "Suharto"
    assert complaint.customer.phones.get().e164 == "+6285777123456"
    assert complaint.summary == "Petugas membentak saya 😡"


def test_from_the_receipt_to_a_bad_answer_and_its_follow_up(new_page, agent, manager, budi, check_page, link_in_mail):
    clerk, phone = new_page(user=agent), new_page(width=360, height=740)
    complaint = log_for(budi, clerk)
    phone.goto(link_in_mail("budi@example.com", "/c/"))
    assert complaint.reference in phone.inner_text("h1")
    check_page(phone)
    they_write_to_each_other(clerk, phone, link_in_mail)
    solve(complaint, clerk, check_page)
    phone.goto(link_in_mail("budi@example.com", "/c/"))
    check_page(phone)
    phone.click("form[action*=accept] button")
    phone.wait_for_selector("[role=status]")
    complaint.refresh_from_db()
    assert complaint.status == Status.CLOSED

    answer_badly(phone, link_in_mail("budi@example.com", "/s/", at=timezone.now() + timedelta(days=3)), check_page)
    assert {follow_up.customer for follow_up in FollowUp.objects.filter(task__startswith="Hubungi")} == {budi}
    clerk.goto("/follow-ups/")
    assert "Budi Santoso" in clerk.inner_text("main")
    boss = new_page(user=manager)
    boss.goto(f"/surveys/{Response.objects.get().invitation.survey_id}/results/")
    check_page(boss)
    assert "NPS" in boss.inner_text("main")


def log_for(customer: Customer, clerk) -> Complaint:
    clerk.goto(f"/complaints/new/?customer={customer.pk}")
    clerk.check("#cause-1")
    clerk.fill("#id_summary", "Kamar menghadap laut tidak diberikan")
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/complaints/K-*/")
    return Complaint.objects.get()


def they_write_to_each_other(clerk, phone, link_in_mail) -> None:
    phone.fill("[name=body]", "Saya menginap sampai hari Minggu.")
    phone.click("form:has([name=body]) button")
    phone.wait_for_selector("text=Saya menginap sampai hari Minggu.")
    clerk.reload()
    assert "Saya menginap sampai hari Minggu." in clerk.inner_text("main")
    clerk.fill("#write [name=body]", "Kami pindahkan Bapak sore ini juga.")
    clerk.click("#write form button.btn-secondary")
    clerk.wait_for_selector(".timeline >> text=Kami pindahkan Bapak sore ini juga.")
    phone.goto(link_in_mail("budi@example.com", "/c/"))
    assert "Kami pindahkan Bapak sore ini juga." in phone.inner_text("main")


def solve(complaint: Complaint, clerk, check_page) -> None:
    clerk.goto(f"/complaints/{complaint.reference}/resolve/")
    check_page(clerk)
    clerk.fill("[name=resolution]", "Kamar diganti dan sarapan gratis.")
    clerk.click("main form button.btn-primary")
    clerk.wait_for_url(f"**/complaints/{complaint.reference}/")


def answer_badly(phone, survey_link: str, check_page) -> None:
    """Opening the link answers nothing, and it answers once."""
    for _opened in range(3):
        phone.goto(survey_link)
    assert not Response.objects.exists()
    check_page(phone)
    phone.locator("input[type=radio][value='1']").first.check()
    phone.locator("input[type=radio][value='3']").last.check()
    phone.click("main form button")
    phone.wait_for_selector("h1 >> text=Terima kasih")
    assert Response.objects.count() == 1
    phone.goto(survey_link)
    assert not phone.locator("main form").count()


def test_two_clerks_at_one_case_see_each_other_and_lose_no_words(new_page, agent, manager, budi):
    from complaints.tests.factories import ComplaintFactory

    complaint = ComplaintFactory(customer=budi, summary="AC mati")
    first, second = new_page(user=agent), new_page(user=manager)
    first.goto(complaint.get_absolute_url())
    first.fill("#id_body", "Teknisi datang pukul sepuluh")
    first.dispatch_event("#id_body", "input")
    first.wait_for_selector("[data-draft-status] >> text=/Draf tersimpan|Draft saved/")
    second.goto(complaint.get_absolute_url())
    second.wait_for_selector(f"#presence >> text={agent.full_name}")
    second.fill("#id_body", "Mohon maaf, kami periksa hari ini")
    second.click("#write button[aria-keyshortcuts]")
    second.wait_for_selector(".timeline >> text=Mohon maaf, kami periksa hari ini")
    first.keyboard.press("Control+Enter")
    first.wait_for_selector(".conflict >> text=Mohon maaf, kami periksa hari ini")
    assert first.input_value("#id_body") == "Teknisi datang pukul sepuluh"
    first.click("#write button[aria-keyshortcuts]")
    first.wait_for_selector(".timeline >> text=Teknisi datang pukul sepuluh")


def test_a_draft_survives_the_end_of_the_session(new_page, agent, budi):
    from complaints.tests.factories import ComplaintFactory

    complaint = ComplaintFactory(customer=budi, summary="AC mati")
    page = new_page(user=agent)
    page.goto(f"{complaint.get_absolute_url()}?write=note")
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_body", "Sudah menelepon bengkel")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", agent.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**?write=note**")
    assert page.input_value("#id_body") == "Sudah menelepon bengkel"


def test_two_clerks_who_edit_the_same_complaint_lose_nothing(new_page, agent, manager, budi):
    from complaints.tests.factories import ComplaintFactory

    complaint = ComplaintFactory(customer=budi, summary="Semula")
    first, second = new_page(user=agent), new_page(user=manager)
    for page in (first, second):
        page.goto(f"/complaints/{complaint.reference}/edit/")
    first.fill("[name=summary]", "Tulisan Rina")
    first.keyboard.press("Control+Enter")
    first.wait_for_url(f"**/complaints/{complaint.reference}/")
    second.fill("[name=summary]", "Tulisan Hendra")
    second.keyboard.press("Control+Enter")
    second.wait_for_selector(".conflict")
    assert "Tulisan Rina" in second.inner_text(".conflict")
    assert second.input_value("[name=summary]") == "Tulisan Hendra"
    second.click("main form button.btn-primary")
    second.wait_for_url(f"**/complaints/{complaint.reference}/")
    complaint.refresh_from_db()
    assert complaint.summary == "Tulisan Hendra"
