"""A confidential complaint exists only for the people named on it, whatever their role."""

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/search/?q=perundungan",
    "/complaints/?tab=all",
    "/complaints/?tab=all&q=perundungan",
    "/complaints/dashboard/",
    "/outbox/",
    "/audit/?model=complaints.complaint",
    "/audit/?model=complaints.entry",
    "/admin/complaints/complaint/",
    "/follow-ups/",
]


@pytest.fixture
def secret():
    return ComplaintFactory(summary="Perundungan di dapur", is_restricted=True)


@pytest.mark.parametrize("role", Role.values)
def test_nobody_else_finds_a_trace_of_it(role, secret):
    client = Client()
    client.force_login(UserFactory(role=role))
    for page in [*PAGES, f"/customers/{secret.customer.pk}/", f"/complaints/new/?customer={secret.customer.pk}"]:
        answer = client.get(page).content.decode()
        assert secret.summary not in answer, page
        assert secret.reference not in answer, page
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_who_is_named_works_on_it_like_on_any_other(secret):
    named = UserFactory()
    RestrictedAccess.objects.create(complaint=secret, user=named)
    client = Client()
    client.force_login(named)
    assert secret.summary in client.get(secret.get_absolute_url()).content.decode()
    assert secret.reference in client.get("/complaints/?tab=all").content.decode()
