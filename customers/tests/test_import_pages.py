from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from customers.imports import uploads
from customers.models import Customer, ImportRun

pytestmark = pytest.mark.django_db
SOUND = "external_id,name,phone\nA1,Ani,0812-3456-7890\nA2,Budi,\n"
FAULTY = "external_id,name,phone,remark\nA1,Ani,,\nA2,<b>,call me,\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def admin(client):
    admin = UserFactory(admin=True, language="en")
    client.force_login(admin)
    return admin


def send(client, content: str | bytes, kind: str = "customers", name: str = "pelanggan.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("customers:import"), {"kind": kind, "file": SimpleUploadedFile(name, data)}, follow=True)


def stored_files(settings) -> list[str]:
    return [path.name for path in (settings.UPLOADS_DIR / "imports").glob("*")]


def test_a_file_is_checked_first_and_imported_when_that_is_confirmed(client, admin, settings):
    page = send(client, SOUND)

    run = ImportRun.objects.get()
    assert (run.status, run.created, run.filename) == ("checked", 2, "pelanggan.csv")
    assert "Nothing is written yet" in page.text
    assert (Customer.objects.count(), len(stored_files(settings))) == (0, 1)
    assert "pelanggan" not in stored_files(settings)[0]

    page = client.post(reverse("customers:import_confirm", args=[run.pk]), follow=True)

    run.refresh_from_db()
    assert (run.status, run.created, run.started_by) == ("done", 2, admin)
    assert "The file is imported." in page.text
    assert (Customer.objects.count(), stored_files(settings)) == (2, [])
    assert "pelanggan.csv" in client.get(reverse("customers:import")).text


def test_confirming_twice_imports_once(client, admin):
    send(client, SOUND)
    run = ImportRun.objects.get()
    confirm = reverse("customers:import_confirm", args=[run.pk])
    client.post(confirm)
    Customer.objects.filter(external_id="A1").update(name="Ani Lestari")

    client.post(confirm)

    assert Customer.objects.get(external_id="A1").name == "Ani Lestari"


def test_rejected_rows_are_shown_and_can_be_downloaded(client, admin):
    page = send(client, FAULTY)

    run = ImportRun.objects.get()
    assert (run.created, run.rejected) == (1, 1)
    assert "“call me” is no phone number" in page.text
    assert "not known and are passed over: remark" in page.text
    download = client.get(reverse("customers:import_errors", args=[run.pk]))
    assert download["Content-Disposition"] == 'attachment; filename="pelanggan-rejected.csv"'
    assert 'A2,<b>,call me,,"Line 3 – phone:' in b"".join(download.streaming_content).decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name\nAni\n", "These columns are missing: external_id."),
        (b"%PDF-1.7 ...", "This is no table."),
        (b"PK\x03\x04 ...", "This spreadsheet is damaged."),
        ("", "The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_field_and_not_kept(client, admin, settings, content, sentence):
    page = send(client, content)

    assert page.status_code == 422
    assert sentence in page.text
    assert (ImportRun.objects.count(), stored_files(settings) if content else []) == (0, [])


def test_a_file_over_the_limit_is_for_the_command_line(client, admin, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)

    page = send(client, SOUND)

    assert page.status_code == 422
    assert "larger than 20 MB" in page.text


def test_a_check_belongs_to_whoever_uploaded_the_file(client, admin):
    send(client, SOUND)
    run = ImportRun.objects.get()
    client.force_login(UserFactory(admin=True))

    answers = [
        client.get(reverse("customers:import_run", args=[run.pk])),
        client.get(reverse("customers:import_errors", args=[run.pk])),
        client.post(reverse("customers:import_confirm", args=[run.pk])),
        client.post(reverse("customers:import_discard", args=[run.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (ImportRun.objects.count(), Customer.objects.count()) == (1, 0)


def test_a_check_can_be_dropped_and_its_file_goes_with_it(client, admin, settings):
    send(client, SOUND)

    client.post(reverse("customers:import_discard", args=[ImportRun.objects.get().pk]))

    assert (ImportRun.objects.count(), stored_files(settings), Customer.objects.count()) == (0, [], 0)


def test_files_left_lying_for_a_day_are_forgotten(client, admin, settings):
    send(client, SOUND)

    uploads.purge_uploads(at=timezone.now() + timedelta(days=2))

    assert (ImportRun.objects.count(), stored_files(settings)) == (0, [])


def test_only_administrators_import(client):
    client.force_login(UserFactory(manager=True))

    assert client.get(reverse("customers:import")).status_code == 403
    assert send(client, SOUND).status_code == 403
    assert ImportRun.objects.count() == 0
