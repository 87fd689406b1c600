"""The way of a file through the pages: uploaded, matched, checked by a worker, imported when that is confirmed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from customers.imports import wizard
from customers.models import Customer, ImportPreset, ImportRun, Transaction
from customers.tests.factories import CustomerFactory
from customers.tests.imports import choices, run_worker, tables_of_runs

pytestmark = pytest.mark.django_db
SOUND = "external_id,name,phone\nA1,Ani,0812-3456-7890\nA2,Budi,\n"
FAULTY = "external_id,name,phone,remark\nA1,Ani,,\nA2,<b>,call me,\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.UPLOADS_DIR = tmp_path / "uploads"


def send(client, content: str | bytes, kind: str = "customers", name: str = "pelanggan.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("customers:import"), {"kind": kind, "file": SimpleUploadedFile(name, data)}, follow=True)


def check(client, **chosen):
    """Send the form of columns as it stands, and let the worker check the file."""
    run = ImportRun.objects.latest("pk")
    address = reverse("customers:import_columns", args=[run.pk])
    page = client.post(address, {**choices(client.get(address)), **chosen}, follow=True)
    run_worker()
    return client.get(reverse("customers:import_run", args=[run.pk])) if page.status_code == 200 else page


def confirm(client, run):
    client.post(reverse("customers:import_confirm", args=[run.pk]))
    run_worker()
    return client.get(reverse("customers:import_run", args=[run.pk]))


def stored_files(settings) -> list[str]:
    return [path.name for path in (settings.UPLOADS_DIR / "imports").glob("*")]


def test_a_file_is_checked_first_and_imported_when_that_is_confirmed(
    client, admin, settings, django_capture_on_commit_callbacks
):
    page = send(client, SOUND)
    assert "How the file is read" in page.text

    page = check(client)

    run = ImportRun.objects.get()
    assert (run.status, run.created, run.filename) == ("checked", 2, "pelanggan.csv")
    assert "Nothing is written yet" in page.text
    assert (Customer.objects.count(), len(stored_files(settings))) == (0, 1)
    assert "pelanggan" not in stored_files(settings)[0]

    with django_capture_on_commit_callbacks(execute=True):
        confirm(client, run)

    run.refresh_from_db()
    assert (run.status, run.created, run.started_by) == ("done", 2, admin)
    assert (Customer.objects.count(), stored_files(settings), tables_of_runs()) == (2, [], [])
    assert "pelanggan.csv" in client.get(reverse("customers:import")).text


def test_confirming_twice_imports_once(client, admin):
    send(client, SOUND)
    check(client)
    run = ImportRun.objects.get()
    confirm(client, run)
    Customer.objects.filter(external_id="A1").update(name="Ani Lestari")

    confirm(client, run)

    assert Customer.objects.get(external_id="A1").name == "Ani Lestari"


def test_rejected_rows_are_grouped_by_reason_and_can_be_downloaded(client, admin):
    send(client, FAULTY)
    page = check(client, pass_over="on")

    run = ImportRun.objects.get()
    assert (run.created, run.rejected) == (1, 1)
    assert "“call me” is no phone number" in page.text
    assert "These columns are passed over: remark" in page.text
    download = client.get(reverse("customers:import_errors", args=[run.pk]))
    assert download["Content-Disposition"] == 'attachment; filename="pelanggan-rejected.csv"'
    assert 'A2,<b>,call me,,"Line 3 – phone:' in b"".join(download.streaming_content).decode()


def test_reasons_are_told_in_the_language_of_whoever_reads_them(client, admin):
    send(client, FAULTY)
    page = check(client, pass_over="on")
    assert "“call me” is no phone number" in page.text
    in_indonesian = client.get(page.wsgi_request.path, {"lang": "id"}).text
    assert "“call me” bukan nomor telepon" in in_indonesian
    assert "is no phone number" not in in_indonesian


def test_a_change_is_shown_as_old_and_new_before_it_is_made(client, admin):
    CustomerFactory(external_id="A1", name="Ani", city="Solo", tags=["vip"])
    send(client, "external_id,name,city,tags\nA1,Ani,Semarang,baru\n")

    page = check(client)

    assert "<del>Solo</del> → <ins>Semarang</ins>" in page.text
    assert "<del>vip</del> → <ins>vip, baru</ins>" in page.text
    assert Customer.objects.get().city == "Solo"


def test_a_column_nobody_knows_has_to_be_chosen_or_passed_over(client, admin):
    send(client, FAULTY)

    page = check(client)

    assert page.status_code == 422
    assert "Choose what these columns are, or pass them over: remark" in page.text
    assert ImportRun.objects.get().status == "uploaded"

    check(client, column_3="notes")

    assert ImportRun.objects.get().mapping == ["external_id", "name", "phone", "notes"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"column_1": "external_id"}, "Another column is this one already."),
        ({"column_0": "-"}, "No column of the file is chosen for: Identifier in the source"),
        ({"fixed_0": "city", "value_0": "x" * 101}, "The text is longer than 100 characters."),
        ({"fixed_0": "name", "value_0": "x"}, "Another column is this one already."),
        ({"column_1": "shoe_size"}, "not one of the available choices"),
        ({"preset_name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_a_choice_that_can_not_be_is_refused_and_the_others_are_kept(client, admin, chosen, sentence):
    send(client, SOUND)

    page = check(client, **chosen)

    assert page.status_code == 422
    assert sentence in page.text
    assert ImportRun.objects.get().status == "uploaded"


def test_a_value_that_the_file_does_not_have_can_be_given_for_all_rows(client, admin):
    send(client, SOUND)
    check(client, fixed_0="city", value_0="Solo's 100% %s", fixed_1="kind", value_1="Eksternal")

    confirm(client, ImportRun.objects.get())

    assert set(Customer.objects.values_list("city", "kind")) == {("Solo's 100% %s", "external")}


def test_choices_are_remembered_and_found_again_by_the_columns(client, admin):
    send(client, "kode;sebutan;hp;warna\nA1;Ani;;merah\n")
    check(client, column_1="name", pass_over="on", fixed_0="city", value_0="Solo", preset_name="Kasir")

    page = send(client, "kode;hp;warna;sebutan\nA2;0811234567;biru;Budi\n")

    assert "The preset “Kasir” was applied" in page.text
    run = ImportRun.objects.latest("pk")
    assert (run.mapping, run.fixed) == (["external_id", "phone", "-", "name"], {"city": "Solo"})
    check(client)
    confirm(client, ImportRun.objects.latest("pk"))
    stored = Customer.objects.get()
    assert (stored.external_id, stored.name, stored.city) == ("A2", "Budi", "Solo")


def test_a_preset_is_renamed_and_deleted(client, admin):
    send(client, SOUND)
    check(client, preset_name="Kasir")
    check_again = ImportPreset.objects.get()
    address = reverse("customers:import_preset_edit", args=[check_again.pk])
    assert "Kasir" in client.get(reverse("customers:import_presets")).text

    client.post(address, {"name": "Kasir Solo", "version": check_again.version})
    stale = client.post(address, {"name": "Kasir Medan", "version": check_again.version})

    assert (ImportPreset.objects.get().name, stale.status_code) == ("Kasir Solo", 409)
    client.post(reverse("customers:import_preset_delete", args=[check_again.pk]))
    assert (ImportPreset.objects.count(), ImportRun.objects.count()) == (0, 1)


def test_a_file_can_be_read_otherwise_than_guessed(client, admin):
    send(client, "Daftar pelanggan 2026\nid;nama\nA1;Ani, Siti\n", name="aneh.csv")
    run = ImportRun.objects.get()

    page = client.post(
        reverse("customers:import_reading", args=[run.pk]),
        {"encoding": "cp1252", "delimiter": ";", "header_line": "2"},
        follow=True,
    )

    assert "Ani, Siti" in page.text
    run.refresh_from_db()
    assert (run.header, run.mapping) == (["id", "nama"], ["external_id", "name"])
    check(client)
    confirm(client, run)
    assert Customer.objects.get().name == "Ani, Siti"


def test_a_file_without_names_of_columns_can_be_matched_too(client, admin):
    send(client, "A1,Ani\nA2,Budi\n")
    run = ImportRun.objects.get()
    client.post(
        reverse("customers:import_reading", args=[run.pk]), {"encoding": "utf-8", "delimiter": ",", "header_line": "0"}
    )

    check(client, column_0="external_id", column_1="name")
    confirm(client, run)

    assert list(Customer.objects.order_by("external_id").values_list("name", flat=True)) == ["Ani", "Budi"]


def test_times_without_an_offset_are_of_the_zone_that_is_chosen(client, admin):
    CustomerFactory(external_id="A1")
    send(client, "No Invoice,Kode Pelanggan,Tanggal,Total\nR1,A1,31/12/2026 09.00,50000\n", kind="transactions")
    check(client, zone="Asia/Jayapura")
    confirm(client, ImportRun.objects.get())

    assert Transaction.objects.get().occurred_at.isoformat() == "2026-12-31T00:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", "This is no table."),
        (b"PK\x03\x04 ...", "This spreadsheet is damaged."),
        (b"\xd0\xcf\x11\xe0 ...", "This is a spreadsheet of an old kind (.xls) or one with a password."),
        ("", "The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_field_and_not_kept(client, admin, settings, content, sentence):
    page = send(client, content)

    assert page.status_code == 422
    assert sentence in page.text
    assert (ImportRun.objects.count(), stored_files(settings)) == (0, [])


def test_a_file_over_the_limit_is_refused_before_it_is_read(client, admin, settings):
    settings.IMPORT_MAX_BYTES = -(1 << 20)  # what a form may hold besides its file is allowed in any case

    page = send(client, SOUND)

    assert page.status_code == 422
    assert "Ask whoever runs the server to import it by command." in page.text
    assert ImportRun.objects.count() == 0


def test_an_upload_without_token_is_refused_although_it_is_read_late(admin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)

    assert send(client, SOUND).status_code == 403
    assert ImportRun.objects.count() == 0


def test_a_file_belongs_to_whoever_uploaded_it_until_it_is_imported(client, admin):
    send(client, SOUND)
    check(client)
    run = ImportRun.objects.get()
    client.force_login(UserFactory(admin=True))

    names = ("import_run", "import_errors", "import_columns")
    answers = [client.get(reverse(f"customers:{name}", args=[run.pk])) for name in names]
    names = ("import_confirm", "import_discard", "import_reading", "import_stop")
    answers += [client.post(reverse(f"customers:{name}", args=[run.pk])) for name in names]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert (ImportRun.objects.count(), Customer.objects.count()) == (1, 0)


def test_a_file_can_be_dropped_and_everything_of_it_goes(client, admin, settings, django_capture_on_commit_callbacks):
    send(client, FAULTY)
    check(client, pass_over="on")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("customers:import_discard", args=[ImportRun.objects.get().pk]))

    assert (ImportRun.objects.count(), stored_files(settings), Customer.objects.count()) == (0, [], 0)
    assert (tables_of_runs(), list((settings.DATA_DIR / "imports").glob("*"))) == ([], [])


def test_files_left_lying_for_a_day_are_forgotten(client, admin, settings, django_capture_on_commit_callbacks):
    send(client, SOUND)
    check(client)

    with django_capture_on_commit_callbacks(execute=True):
        wizard.purge(at=timezone.now() + timedelta(days=2))

    assert (ImportRun.objects.count(), stored_files(settings), tables_of_runs()) == (0, [], [])


def test_stopping_the_check_leads_back_to_the_columns(client, admin):
    send(client, SOUND)
    run = ImportRun.objects.get()
    address = reverse("customers:import_columns", args=[run.pk])
    client.post(address, choices(client.get(address)))
    assert "being checked" in client.get(reverse("customers:import_run", args=[run.pk])).text

    page = client.post(reverse("customers:import_stop", args=[run.pk]), follow=True)

    assert "How the file is read" in page.text
    run_worker()
    assert ImportRun.objects.get().status == "uploaded"


def test_only_administrators_import(client):
    client.force_login(UserFactory(manager=True))

    assert client.get(reverse("customers:import")).status_code == 403
    assert send(client, SOUND).status_code == 403
    assert ImportRun.objects.count() == 0
