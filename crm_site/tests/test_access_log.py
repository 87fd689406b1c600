"""Looks at complaints and answers are noted, and betray nothing confidential."""

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory
from loyalty.tests.factories import MembershipFactory
from privacy.models import AccessEntry
from surveys.tests.factories import ResponseFactory

pytestmark = pytest.mark.django_db


def signed_in(**fields) -> tuple[Client, object]:
    client, user = Client(), UserFactory(language="en", **fields)
    client.force_login(user)
    return client, user


def test_complaints_members_and_answers_are_looks_at_their_customer():
    client, _user = signed_in()
    complaint, member, answer = ComplaintFactory(), MembershipFactory(), ResponseFactory()
    for address in (complaint.get_absolute_url(), member.get_absolute_url(), answer.get_absolute_url(),
                    f"/complaints/new/?customer={complaint.customer_id}"):  # fmt: skip
        assert client.get(address).status_code == 200
    assert list(AccessEntry.objects.order_by("id").values_list("kind", "customer_id", "record_id")) == [
        ("complaint", complaint.customer_id, complaint.pk),
        ("member", member.customer_id, member.pk),
        ("answer", answer.invitation.customer_id, answer.pk),
        ("card", complaint.customer_id, 0),
    ]


def test_that_somebody_looked_at_a_confidential_complaint_is_known_to_the_people_named_on_it_alone():
    secret = ComplaintFactory(is_restricted=True)
    named_client, named = signed_in(manager=True)
    RestrictedAccess.objects.create(complaint=secret, user=named)
    other_client, _other = signed_in(admin=True)
    assert named_client.get(secret.get_absolute_url()).status_code == 200
    assert other_client.get(secret.get_absolute_url()).status_code == 404
    AccessEntry.objects.filter(kind="page").delete()
    number = secret.customer.number
    for tab in ("all", "confidential"):
        assert number in named_client.get(f"/privacy/access/?tab={tab}").content.decode()
        assert number not in other_client.get(f"/privacy/access/?tab={tab}").content.decode()
    panel = other_client.get(f"/customers/{secret.customer_id}/?whole=1").content.decode()
    assert f"{named.full_name} <small" not in panel
    assert "Who looked" in panel
