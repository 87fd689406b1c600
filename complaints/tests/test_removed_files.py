"""A file that must not stay with a complaint: who may remove it, and what is left of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.enums import Role
from common.errors import NotAllowed
from complaints import services
from complaints.files import store
from complaints.models import Attachment, TrackingLink
from complaints.services.links import VALID_FOR
from complaints.tests.factories import EntryFactory, UserFactory
from complaints.tests.letters import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path


@pytest.fixture
def officer():
    return UserFactory(language="en")


@pytest.fixture
def entry():
    return EntryFactory(kind="customer_message", complaint__language="en")


def kept(entry, by=None) -> Attachment:
    upload = SimpleUploadedFile("ktp orang lain.pdf", PDF)
    (file,) = services.attach([upload], complaint=entry.complaint, entry=entry, at=timezone.now(), by=by)
    return file


def address(file) -> str:
    return f"/complaints/{file.complaint.reference}/files/{file.pk}/remove/"


def test_a_removed_file_is_gone_for_everybody_and_a_line_says_why(client, entry, django_capture_on_commit_callbacks):
    file, manager = kept(entry), UserFactory(language="en", role=Role.MANAGER, full_name="Hendra Gunawan")
    path = store.path_of(store.ATTACHMENTS, file.stored)
    client.force_login(manager)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(file), {"reason": "Shows another guest's identity card"})
    assert answer["Location"] == entry.complaint.get_absolute_url()
    line = entry.complaint.entries.get(kind="file_removed")
    assert (line.old_value, line.body, line.author) == (
        "ktp orang lain.pdf",
        "Shows another guest's identity card",
        manager,
    )
    token = TrackingLink.issue(at=timezone.now(), valid_for=VALID_FOR, complaint=entry.complaint)[1]
    seen = client.get(f"/c/{token}/").content.decode()
    assert (Attachment.objects.count(), path.exists()) == (0, False)
    assert "ktp orang lain" not in seen
    assert "identity card" not in seen
    assert "Shows another guest" in client.get(entry.complaint.get_absolute_url()).content.decode()


def test_without_a_reason_nothing_is_removed(client, entry):
    file = kept(entry)
    client.force_login(UserFactory(language="en", role=Role.MANAGER))
    answer = client.post(address(file), {"reason": "  "})
    assert "Say why the file has to go." in answer.content.decode()
    assert Attachment.objects.get() == file


def test_officers_remove_what_they_added_and_not_what_a_customer_sent(client, entry, officer):
    client.force_login(officer)
    proof, own = kept(entry), kept(EntryFactory(complaint=entry.complaint), by=officer)
    page = client.get(entry.complaint.get_absolute_url()).content.decode()
    assert (address(proof) in page, address(own) in page) == (False, True)
    assert [client.get(address(file)).status_code for file in (proof, own)] == [404, 200]
    with pytest.raises(NotAllowed):
        services.remove_attachment(
            attachment=proof, complaint=entry.complaint, reason="x", at=timezone.now(), by=officer
        )


def test_of_two_who_remove_a_file_one_writes_the_line(entry):
    file, manager = kept(entry), UserFactory(role=Role.MANAGER)
    for _time in range(2):
        services.remove_attachment(
            attachment=file, complaint=entry.complaint, reason="Twice", at=timezone.now(), by=manager
        )
    assert entry.complaint.entries.filter(kind="file_removed").count() == 1
