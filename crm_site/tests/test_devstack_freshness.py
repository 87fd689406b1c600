import pytest
from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder

from crm_site.devstack import freshness
from crm_site.devstack.datafolder import DataFolder


def test_static_files_are_collected_again_only_after_a_change(tmp_path, monkeypatch):
    monkeypatch.setattr(freshness, "BASE_DIR", tmp_path)
    folder = DataFolder(tmp_path / "var").create()
    for name in ("static/a.css", "crm_site/settings.py", "var/static/staticfiles.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    before = freshness.static_mark(folder)
    assert before == freshness.static_mark(folder)
    (tmp_path / "static/a.css").write_text("longer")
    assert freshness.static_mark(folder) != before
    (tmp_path / "var/static/staticfiles.json").unlink()
    assert freshness.static_mark(folder) == ""


@pytest.mark.django_db(transaction=True)
def test_a_database_is_migrated_again_when_its_migrations_are_not_those_of_last_time():
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings.DATABASES["default"])
    before = freshness.applied_migrations(address)
    extra = MigrationRecorder.Migration.objects.create(app="retention", name="9999_later")
    assert before
    assert freshness.applied_migrations(address) != before
    extra.delete()
    assert freshness.applied_migrations(address) == before
