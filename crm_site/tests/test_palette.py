"""One search for everything: what it finds for whom, what was opened lately, and what can be begun."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OpenedRecord
from accounts.palette import actions_of, can_recall, find_records, recent_records
from accounts.services import note_opened
from accounts.services.opened import KEPT
from accounts.tests.factories import DepartmentFactory, UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory
from customers.services import merge_customers
from customers.tests.factories import CustomerFactory, PhoneFactory
from surveys.tests.factories import SurveyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return UserFactory()


@pytest.fixture
def budi():
    customer = CustomerFactory(name="Budi Santoso", email="budi@example.com")
    PhoneFactory(customer=customer, local="81234567890", typed="081234567890")
    return customer


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found(user, text: str) -> dict[str, list[str]]:
    return {kind.name: [record.label for record in records] for kind, records in find_records(user, text, limit=6)}


def labels(links) -> list[str]:
    return [str(link.label) for link in links]


def test_one_text_finds_customers_complaints_departments_and_surveys(agent, budi):
    ComplaintFactory(summary="Budi menunggu lama", customer=CustomerFactory(name="Rina"))
    DepartmentFactory(name="Bagian Budi Daya")
    SurveyFactory(title_id="Survei Budi", title_en="Survey")
    assert found(agent, "budi") == {
        "customers": ["Budi Santoso"],
        "complaints": ["Budi menunggu lama"],
        "departments": ["Bagian Budi Daya"],
        "surveys": ["Survei Budi"],
    }


def test_a_confidential_complaint_is_in_no_result_no_link_and_no_recent_record_of_who_is_not_named(agent, budi):
    named, boss = UserFactory(), UserFactory(admin=True)
    secret = ComplaintFactory(confidential=True, summary="Perundungan", customer=budi)
    RestrictedAccess.objects.create(complaint=secret, user=named)
    for user in (named, boss):
        note_opened(user=user, kind="complaints", key=secret.reference, at=timezone.now())

    def seen(user) -> str:
        client = signed_in(user)
        texts = ("perundungan", secret.reference, "budi", "")
        pages = [client.get("/search/", {"q": text}, HTTP_HX_REQUEST=value) for text in texts for value in ("true", "")]
        return "".join(re.sub(r'value="[^"]*"|Search: \S+|“[^”]*”', "", page.content.decode()) for page in pages)

    assert seen(named).count(f"/complaints/{secret.reference}/") == 8
    assert f"/complaints/{secret.reference}/" not in seen(boss)
    assert "Perundungan" not in seen(boss)
    assert not can_recall(boss, "complaints", secret.reference)


def test_who_loses_sight_of_a_complaint_loses_it_among_the_recent_ones(agent):
    complaint = ComplaintFactory()
    note_opened(user=agent, kind="complaints", key=complaint.reference, at=timezone.now())
    assert [record.key for record in recent_records(agent)] == [complaint.reference]
    complaint.is_restricted = True
    complaint.save()
    assert recent_records(agent) == []


def test_a_page_tells_that_it_was_opened_and_looking_at_it_changes_nothing(agent, budi):
    client = signed_in(agent)
    page = client.get(budi.get_absolute_url())
    assert f'data-opened="customers:{budi.pk}"' in page.content.decode()
    assert not OpenedRecord.objects.exists()
    assert client.post("/search/opened/", {"kind": "customers", "key": budi.pk}).status_code == 204
    assert [record.label for record in recent_records(agent)] == ["Budi Santoso"]
    assert recent_records(UserFactory()) == []


@pytest.mark.parametrize(
    ("kind", "key"),
    [("customers", "987654"), ("customers", "x"), ("customers", "9" * 40), ("complaints", "K-1999-00001"),
     ("surveys", "1"), ("nothing", "1"), ("", ""), ("customers", "\x00"), ("complaints", "😀" * 50)],
)  # fmt: skip
def test_what_does_not_exist_or_can_not_be_recalled_is_not_noted(agent, kind, key):
    assert signed_in(agent).post("/search/opened/", {"kind": kind, "key": key}).status_code in (400, 404)
    assert not OpenedRecord.objects.exists()


def test_recent_records_are_the_last_ones_each_once_and_folded_or_erased_ones_are_gone(agent):
    customers = CustomerFactory.create_batch(KEPT + 3)
    for customer in [*customers, customers[-3]]:
        note_opened(user=agent, kind="customers", key=str(customer.pk), at=timezone.now())
    assert OpenedRecord.objects.filter(user=agent).count() == KEPT
    assert [record.key for record in recent_records(agent)][:3] == [str(customers[n].pk) for n in (-3, -1, -2)]
    merge_customers(duplicate=customers[-1], survivor=customers[0], at=timezone.now())
    customers[-2].erased_at = timezone.now()
    customers[-2].save()
    assert [record.key for record in recent_records(agent)][:2] == [str(customers[n].pk) for n in (-3, -4)]


def test_beside_a_customer_stand_a_new_complaint_and_the_one_that_is_open(agent, budi):
    duplicate = CustomerFactory(merged_into=budi)
    complaint = ComplaintFactory(customer=duplicate)
    ComplaintFactory(customer=budi, closed=True)
    [(_kind, [record]), *_rest] = find_records(agent, "34567", limit=6)
    assert [(str(link.label), link.url) for link in record.links] == [
        ("Catat keluhan", f"/complaints/new/?customer={budi.pk}"),
        (complaint.reference, complaint.get_absolute_url()),
    ]


def test_the_match_is_marked_in_names_and_in_phone_numbers(agent, budi):
    client = signed_in(agent)
    assert "<mark>Budi</mark> <mark>Sant</mark>oso" in client.get("/search/?q=bdui+sant").content.decode()
    assert "0812-<mark>3456-7</mark>890" in client.get("/search/?q=34567").content.decode()


def test_an_unknown_number_offers_a_new_customer_and_a_complaint_with_it_filled_in(agent, budi):
    client = signed_in(agent)
    page = client.get("/search/", {"q": "0857 7712"}).content.decode()
    assert "/customers/new/?phone=0857+7712" in page
    assert "/complaints/new/?new_phone=0857+7712" in page
    form = client.get("/complaints/new/?new_phone=0857+7712").content.decode()
    assert 'value="0857 7712"' in form
    assert "/customers/new/?name=" not in client.get("/search/", {"q": "budi"}).content.decode()


def test_actions_are_those_of_the_role_and_are_found_by_the_beginnings_of_their_words(agent):
    manager, admin = UserFactory(manager=True), UserFactory(admin=True)
    assert "Retensi" not in labels(actions_of(agent))
    assert "Retensi" in labels(actions_of(manager))
    assert labels(actions_of(manager, "kata kel")) == []
    assert labels(actions_of(agent, "cat kel")) == ["Catat keluhan"]
    assert labels(actions_of(agent, "hari libur")) == []
    assert labels(actions_of(admin, "hari libur")) == ["Jam kerja dan hari libur"]


def test_the_number_of_queries_does_not_grow_with_what_is_found(agent, django_assert_max_num_queries):
    client = signed_in(agent)
    for number in range(12):
        customer = CustomerFactory(name=f"Budi {number}")
        ComplaintFactory.create_batch(2, customer=customer, summary=f"Budi kecewa {number}")
        note_opened(user=agent, kind="customers", key=str(customer.pk), at=timezone.now())
    for text in ("budi", "0812", "", "nobody at all"):
        with django_assert_max_num_queries(32):
            assert client.get("/search/", {"q": text}).status_code == 200
