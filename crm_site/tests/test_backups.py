import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.tests.factories import UserFactory


def run(name: str, *arguments: str) -> None:
    call_command(name, *arguments, stdout=io.StringIO())


@pytest.fixture
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.UPLOADS_DIR.mkdir()
    (settings.UPLOADS_DIR / "letter.txt").write_text("surat")
    return settings.UPLOADS_DIR


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_back_rows_and_uploads_as_they_were(uploads, tmp_path):
    kept = UserFactory(full_name="Kept 🙏")
    run("backup", str(tmp_path / "prima.tar"))
    assert (tmp_path / "prima.tar").stat().st_mode & 0o077 == 0
    User.objects.all().delete()
    UserFactory(full_name="Added later")
    (uploads / "letter.txt").write_text("changed")
    run("restore", str(tmp_path / "prima.tar"), "--replace")
    assert [(user.pk, user.full_name) for user in User.objects.all()] == [(kept.pk, "Kept 🙏")]
    assert (uploads / "letter.txt").read_text() == "surat"


@pytest.mark.django_db
def test_restoring_asks_before_it_replaces_data_and_refuses_other_files(tmp_path):
    UserFactory()
    (tmp_path / "other.tar").write_text("no archive")
    with pytest.raises(CommandError, match="--replace"):
        run("restore", str(tmp_path / "other.tar"))
    with pytest.raises(CommandError, match="no backup of Prima"):
        run("restore", str(tmp_path / "other.tar"), "--replace")
    assert User.objects.count() == 1
