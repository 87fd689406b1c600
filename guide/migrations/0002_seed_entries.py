"""The guide as it is delivered (entries.toml)."""

import tomllib
from pathlib import Path

from django.db import migrations

ENTRIES = Path(__file__).resolve().parents[1] / "entries.toml"


def seed(apps, schema_editor):
    GuideEntry = apps.get_model("guide", "GuideEntry")
    entries = tomllib.loads(ENTRIES.read_text())["entries"]
    GuideEntry.objects.bulk_create(
        [
            GuideEntry(**{name: value.strip() for name, value in entry.items()}, position=position)
            for position, entry in enumerate(entries)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('guide', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
