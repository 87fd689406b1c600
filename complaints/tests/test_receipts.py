"""The receipt on paper."""

import re
from html import unescape

import pytest

from complaints.models import TrackingLink
from complaints.tests.factories import ComplaintFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("paper", ["letter", "slip"])
def test_paper_carries_number_promise_and_a_private_address_that_opens(client, paper):
    complaint = ComplaintFactory(language="id", customer__name="Budi Santoso")
    client.force_login(UserFactory(language="en"))
    page = client.post(f"{complaint.get_absolute_url()}receipt/", {"paper": paper}).content.decode()
    assert f'class="receipt receipt-{paper}" lang="id"' in page
    assert "Nomor keluhan" in page
    assert complaint.reference in page
    assert "<svg" in page
    address = unescape(re.search(r'receipt-url">[^<]*(/c/[^<]+)<', page)[1])
    assert complaint.reference in client.get(address).content.decode()
    complaint.refresh_from_db()
    assert complaint.status == "acknowledged"


def test_paper_of_a_confidential_complaint_says_nothing_of_the_matter(client):
    agent = UserFactory()
    complaint = ComplaintFactory(confidential=True, summary="Perundungan", customer__name="Budi Santoso")
    client.force_login(agent)
    assert client.post(f"{complaint.get_absolute_url()}receipt/").status_code == 404
    complaint.named_people.create(user=agent)
    page = client.post(f"{complaint.get_absolute_url()}receipt/", {"paper": "slip"}).content.decode()
    slip = page[page.index("<article") : page.index("</article>")]
    assert "Perundungan" not in slip
    assert "Budi" not in slip


def test_looking_at_the_address_prints_nothing(client):
    complaint = ComplaintFactory()
    client.force_login(UserFactory())
    assert client.get(f"{complaint.get_absolute_url()}receipt/").status_code == 405
    assert TrackingLink.objects.count() == 0
