"""Files with complaints: what is taken, who may fetch it, and how it is handed out."""

import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.errors import AppError
from complaints import services
from complaints.files import store
from complaints.files.kinds import kind_of
from complaints.models import Attachment, RestrictedAccess, TrackingLink
from complaints.services.attachments import LARGEST, clean_name
from complaints.services.links import VALID_FOR
from complaints.tests.factories import ComplaintFactory, EntryFactory, UserFactory
from complaints.tests.letters import PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path


def package(*names: str, **texts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, texts.get("text", "<x/>"))
    return made.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


def upload(content=PDF, name="nota.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def tracking_token(complaint) -> str:
    return TrackingLink.issue(at=timezone.now(), valid_for=VALID_FOR, complaint=complaint)[1]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "nota.pdf", "application/pdf"),
        (PNG, "foto.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0" + b"x" * 20, "foto.jpeg", "image/jpeg"),
        (b"\xff\xd8\xff\xe0" + b"x" * 20, "tanpa ekstensi", "image/jpeg"),
        (b"\x00\x00\x00\x18ftypmp42" + b"x" * 20, "bukti.mp4", "video/mp4"),
        (b"OggS" + b"x" * 20, "suara.opus", "audio/ogg"),
        (DOCX, "surat.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("Catatan – rapi".encode(), "catatan.txt", "text/plain"),
    ],
)
def test_what_people_send_as_proof_is_taken_by_what_it_is(content, name, kind):
    assert kind_of(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 40, "program.exe"),
        (b"MZ\x90\x00" + b"\x00" * 40, "nota.pdf"),
        (PDF, "foto.jpg"),
        (PNG, "nota.pdf"),
        (b"<html><script>1</script></html>", "halaman.html"),
        (b"  <svg xmlns='x'/>", "gambar.svg"),
        (b"<html></html>", "catatan.txt"),
        (b"alert(1)", "x.js"),
        (package("a.txt"), "arsip.zip"),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "makro.docx"),
        (b"PK\x03\x04" + b"\x00" * 50, "rusak.docx"),
        (DOCX, "tabel.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60, "lama.doc"),
    ],
)
def test_what_could_harm_or_lies_about_itself_is_refused_by_name(content, name):
    with pytest.raises(AppError, match=name):
        kind_of(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\nota.pdf", "nota.pdf"),
        ("nota\u202efdp.exe", "notafdp.exe"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_tricks_or_more_than_fits(given, kept):
    assert clean_name(given) == kept


def test_all_files_of_a_message_are_kept_or_none():
    complaint = ComplaintFactory()
    with pytest.raises(AppError, match=r"jahat\.pdf"):
        services.reply(
            complaint=complaint, body="Ini", at=timezone.now(), by=UserFactory(),
            files=[upload(), upload(b"MZ\x00", "jahat.pdf")],
        )  # fmt: skip
    assert (Attachment.objects.count(), complaint.entries.count()) == (0, 0)


def test_limits_are_told_in_a_sentence():
    complaint, big = ComplaintFactory(), upload()
    big.size = LARGEST + 1
    for files, words in (([big], "20 MB"), ([upload(b"")], "nota.pdf"), ([upload()] * 6, "5")):
        with pytest.raises(AppError, match=words):
            services.attach(files, complaint=complaint, at=timezone.now())


def test_a_file_lies_under_a_name_of_ours_and_is_only_ever_downloaded(signed_in_agent):
    complaint = ComplaintFactory()
    (file,) = services.attach([upload(name="Nota März.pdf")], complaint=complaint, at=timezone.now())
    assert "Nota" not in file.stored
    response = signed_in_agent.get(f"{complaint.get_absolute_url()}files/{file.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")


@pytest.fixture
def signed_in_agent(client):
    client.force_login(UserFactory())
    return client


def test_only_who_may_see_the_complaint_fetches_its_files(client):
    named, other = UserFactory(), UserFactory(admin=True)
    secret, open_one = ComplaintFactory(confidential=True), ComplaintFactory()
    RestrictedAccess.objects.create(complaint=secret, user=named)
    (file,) = services.attach([upload()], complaint=secret, at=timezone.now())
    address = f"{secret.get_absolute_url()}files/{file.pk}/"
    answers = {}
    for user in (named, other):
        client.force_login(user)
        answers[user] = client.get(address).status_code
    assert answers == {named: 200, other: 404}
    assert client.get(f"{open_one.get_absolute_url()}files/{file.pk}/").status_code == 404


def test_customers_fetch_by_their_own_link_what_is_shared_with_them(client):
    complaint, strange = ComplaintFactory(), ComplaintFactory()
    at, agent = timezone.now(), UserFactory()
    services.add_customer_message(complaint=complaint, body="Ini", at=at, files=[upload()])
    services.add_note(complaint=complaint, body="Intern", at=at, by=agent, files=[upload(name="intern.pdf")])
    shared, internal = Attachment.objects.order_by("id")
    token = tracking_token(complaint)
    page = client.get(f"/c/{token}/").content.decode()
    assert ("nota.pdf" in page, "intern.pdf" in page) == (True, False)
    assert client.get(f"/c/{token}/files/{shared.pk}/").status_code == 200
    assert client.get(f"/c/{token}/files/{internal.pk}/").status_code == 404
    assert client.get(f"/c/{tracking_token(strange)}/files/{shared.pk}/").status_code == 404


def test_a_refused_file_keeps_what_was_written(client):
    complaint = ComplaintFactory(language="en")
    data = {
        "body": "See the photo",
        "submission_key": "8f1f6e1e-8b0e-4b57-9d3c-0d3f5f1c1f01",
        "files": upload(b"MZ", "x.pdf"),
    }
    response = client.post(f"/c/{tracking_token(complaint)}/message/", data)
    assert response.status_code == 422
    assert "See the photo" in response.content.decode()
    assert "x.pdf" in response.content.decode()
    assert complaint.entries.count() == 0


def test_a_request_larger_than_all_files_may_be_is_not_read(client):
    complaint = ComplaintFactory(language="en")
    for address in (f"/c/{tracking_token(complaint)}/message/", "/complain/"):
        response = client.post(address, {"body": "x"}, CONTENT_LENGTH=str(200 << 20))
        assert response.status_code == 413


def test_files_without_a_row_go_and_those_of_complaints_stay():
    (file,) = services.attach([upload()], complaint=ComplaintFactory(), at=timezone.now())
    orphan = store.path_of(store.ATTACHMENTS, store.keep(store.ATTACHMENTS, [b"x"]))
    for path in (orphan, store.path_of(store.ATTACHMENTS, file.stored)):
        os.utime(path, (0, 0))
    assert services.purge_attachments(at=timezone.now()) == 1
    assert (orphan.exists(), store.path_of(store.ATTACHMENTS, file.stored).exists()) == (False, True)


def test_an_erasure_takes_the_file_with_its_row(django_capture_on_commit_callbacks):
    entry = EntryFactory()
    (file,) = services.attach([upload()], complaint=entry.complaint, entry=entry, at=timezone.now())
    path = store.path_of(store.ATTACHMENTS, file.stored)
    with django_capture_on_commit_callbacks(execute=True):
        Attachment.objects.filter(pk=file.pk).delete()
    assert not path.exists()
