"""Who looked at whose data: every page, once in ten minutes, never at the page's cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from customers.models import Customer
from customers.tests.factories import CustomerFactory
from privacy import services
from privacy.models import AccessEntry, Download, PrivacyPolicy

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def seen() -> list[tuple[int, str]]:
    return list(AccessEntry.objects.order_by("id").values_list("customer_id", "kind"))


def test_a_look_at_a_record_is_noted_once_however_often_the_page_is_loaded(client, agent):
    customer = CustomerFactory()
    for _n in range(3):
        client.get(f"/customers/{customer.pk}/")
    client.get(f"/customers/{customer.pk}/card/")
    client.get("/customers/")
    assert seen() == [(customer.pk, "page"), (customer.pk, "card")]
    assert AccessEntry.objects.first().user == agent


def test_the_next_ten_minutes_are_another_line(agent):
    customer = CustomerFactory()
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    for minutes in (0, 9, 10, 25):
        services.note_access(user=agent, customer_id=customer.pk, kind="page", at=start + timedelta(minutes=minutes))
    assert AccessEntry.objects.count() == 3


def test_a_hit_opened_from_the_search_is_told_apart(client, agent):
    customer = CustomerFactory()
    client.get(f"/customers/{customer.pk}/", headers={"referer": "http://testserver/search/?q=budi"})
    assert seen() == [(customer.pk, "search")]


def test_every_page_below_a_customer_counts_whoever_wrote_it(client, agent):
    customer = CustomerFactory()
    client.get(f"/customers/{customer.pk}/transactions/")
    assert seen() == [(customer.pk, "page")]


@pytest.mark.parametrize("address", ["/customers/{pk}/edit/", "/customers/987654321/", "/"])
def test_what_is_refused_or_shows_nobody_is_not_noted(client, address):
    customer = CustomerFactory()
    client.get(address.format(pk=customer.pk))
    client.force_login(UserFactory())
    client.get("/customers/987654321/")
    client.get("/")
    assert seen() == []


def test_a_page_is_shown_also_when_the_look_can_not_be_noted(client, agent, caplog):
    customer = CustomerFactory(name="Budi Santoso")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_accessentry RENAME TO gone")
    response = client.get(f"/customers/{customer.pk}/card/")
    assert "Budi Santoso" in response.content.decode()
    assert "could not be noted" in caplog.text


def test_noting_a_look_costs_one_statement(agent, django_assert_num_queries):
    customer = CustomerFactory()
    with django_assert_num_queries(3):  # with the savepoint around it, as there is a transaction here
        services.note_access(user=agent, customer_id=customer.pk, kind="page", at=NOW)


def test_records_with_a_watched_tag_have_a_list_of_their_own(client):
    PrivacyPolicy.objects.create(watched_tags=["Direksi"])
    vip, other = CustomerFactory(name="Ibu Menteri", tags=["Direksi"]), CustomerFactory(name="Budi")
    manager = UserFactory(manager=True, language="en")
    client.force_login(manager)
    for customer in (vip, other):
        client.get(f"/customers/{customer.pk}/")
    page = client.get("/privacy/access/?tab=watched").content.decode()
    assert "Ibu Menteri" in page
    assert "Budi" not in page


def test_a_manager_sees_who_looked_and_narrows_it_by_person_customer_and_day(client):
    manager, other = UserFactory(manager=True, language="en"), UserFactory(full_name="Bayu Pratama")
    customer, another = CustomerFactory(name="Sari"), CustomerFactory(name="Tono")
    services.note_access(user=other, customer_id=customer.pk, kind="page", at=NOW)
    services.note_access(user=manager, customer_id=another.pk, kind="card", at=NOW - timedelta(days=3))
    client.force_login(manager)
    for query, names in (
        ("", {"Sari", "Tono"}),
        (f"user={other.pk}", {"Sari"}),
        (f"customer={another.number.lower()}", {"Tono"}),
        ("customer=P-000000", set()),
        ("kind=card", {"Tono"}),
        (f"until={NOW - timedelta(days=2):%d-%m-%Y}", {"Tono"}),
    ):
        page = client.get(f"/privacy/access/?{query}").content.decode()
        assert {name for name in ("Sari", "Tono") if f">{name}<" in page} == names, query
    assert "Bayu Pratama" in client.get(f"/customers/{customer.pk}/?whole=1").content.decode()


def test_the_list_costs_the_same_for_3_lines_and_for_30(client, django_assert_max_num_queries):
    manager = UserFactory(manager=True)
    client.force_login(manager)
    for customer in CustomerFactory.create_batch(30):
        services.note_access(user=manager, customer_id=customer.pk, kind="page", at=NOW)
    with django_assert_max_num_queries(8):
        client.get("/privacy/access/")


def test_clerks_do_not_see_who_looked(client, agent):
    customer = CustomerFactory()
    services.note_access(user=UserFactory(), customer_id=customer.pk, kind="page", at=NOW)
    assert "Who looked" not in client.get(f"/customers/{customer.pk}/").content.decode()


def test_old_lines_go_the_oldest_first(agent):
    customer = CustomerFactory()
    for days in (1, 400, 500):
        services.note_access(user=agent, customer_id=customer.pk, kind="page", at=NOW - timedelta(days=days))
    assert services.purge_access(before=NOW - timedelta(days=365), limit=1) == 1
    assert services.purge_access(before=NOW - timedelta(days=365), limit=100) == 1
    assert AccessEntry.objects.count() == 1


def test_a_list_that_leaves_the_house_is_noted_with_the_names_of_its_filters(client):
    admin = UserFactory(admin=True, language="en")
    client.force_login(admin)
    b"".join(client.get("/audit/export/?text=Budi&model=").streaming_content)
    download = Download.objects.get()
    assert (download.user, download.view, download.filters) == (admin, "accounts:audit_export", "text")
    assert "accounts:audit_export" in client.get("/privacy/downloads/").content.decode()


def test_a_customer_taken_back_with_a_file_leaves_the_lines(agent):
    customer = CustomerFactory(survey_consent=False)
    services.note_access(user=agent, customer_id=customer.pk, kind="page", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [customer.pk])
    assert not Customer.objects.exists()
    assert AccessEntry.objects.count() == 1
    client = Client()
    client.force_login(UserFactory(role=Role.MANAGER))
    assert client.get("/privacy/access/").status_code == 200
