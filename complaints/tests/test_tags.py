"""Tags of one complaint, changed on its page."""

import pytest
from django.utils import timezone

from common.errors import AppError
from complaints import services
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory, UserFactory
from customers.models import Tag

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def officer():
    return UserFactory(language="en")


@pytest.fixture
def client(client, officer):
    client.force_login(officer)
    return client


def send(client, complaint, **data):
    answer = client.post(f"/complaints/{complaint.reference}/tags/", data, headers=HTMX)
    complaint.refresh_from_db()
    return answer


def test_tags_are_added_and_taken_off_in_place_and_the_history_says_so(client, officer):
    Tag.objects.create(name="Kolam renang", created_at=timezone.now())
    complaint = ComplaintFactory(tags=["wifi"])
    send(client, complaint, add="kolam RENANG, Musim ramai")
    assert complaint.tags == ["wifi", "Kolam renang", "Musim ramai"]
    answer = send(client, complaint, remove="wifi")
    assert complaint.tags == ["Kolam renang", "Musim ramai"]
    assert "<html" not in answer.content.decode()
    lines = complaint.entries.order_by("pk").values_list("body", "old_value", "new_value", "author")
    assert list(lines) == [
        ("tags", "wifi", "wifi, Kolam renang, Musim ramai", officer.pk),
        ("tags", "wifi, Kolam renang, Musim ramai", "Kolam renang, Musim ramai", officer.pk),
    ]
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "wifi, Kolam renang, Musim ramai → Kolam renang, Musim ramai" in page


def test_a_new_tag_is_proposed_to_everybody_but_not_that_of_a_confidential_complaint(client, officer):
    secret = ComplaintFactory(confidential=True)
    RestrictedAccess.objects.create(complaint=secret, user=officer)
    send(client, secret, add="perundungan")
    send(client, ComplaintFactory(), add="banjir")
    assert secret.tags == ["perundungan"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["banjir"]


def test_what_changes_nothing_writes_nothing(client):
    complaint = ComplaintFactory(tags=["wifi"])
    send(client, complaint, add="wifi")
    send(client, complaint, remove="gone already")
    assert (complaint.tags, complaint.entries.count()) == (["wifi"], 0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * 41, "A tag has at most 40 characters."), (", ".join(map(str, range(51))), "at most 50 tags")],
)
def test_too_much_is_refused_and_what_was_typed_stays(client, typed, said):
    complaint = ComplaintFactory()
    answer = send(client, complaint, add=typed)
    assert (answer.status_code, complaint.tags) == (422, [])
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_whom_a_complaint_is_about_does_not_tag_it(client, officer):
    complaint = ComplaintFactory(about_person=officer)
    answer = send(client, complaint, add="fitnah")
    assert (answer.status_code, complaint.tags) == (422, [])
    assert "about you" in answer.content.decode()


def test_without_scripts_the_page_of_the_complaint_follows(client):
    complaint = ComplaintFactory()
    answer = client.post(f"/complaints/{complaint.reference}/tags/", {"add": "wifi"})
    assert answer["Location"] == complaint.get_absolute_url()


def test_more_than_a_complaint_can_have_is_refused_together(officer):
    complaint = ComplaintFactory(tags=[f"t{n}" for n in range(49)])
    with pytest.raises(AppError):
        services.tag_complaint(complaint=complaint, add=["a", "b"], at=timezone.now(), by=officer)
    complaint.refresh_from_db()
    assert len(complaint.tags) == 49
