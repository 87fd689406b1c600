"""Office hours from Monday to Friday and the public holidays of Indonesia, to start with; admins change both."""

from datetime import time

import holidays
from django.db import migrations

YEARS = range(2024, 2029)


def seed(apps, schema_editor):
    WorkingHours = apps.get_model("complaints", "WorkingHours")
    Holiday = apps.get_model("complaints", "Holiday")
    WorkingHours.objects.bulk_create(
        WorkingHours(weekday=weekday, starts_at=time(8), ends_at=time(17)) for weekday in range(5)
    )
    public_holidays = holidays.country_holidays("ID", years=YEARS, language="id")
    Holiday.objects.bulk_create(Holiday(date=day, name=name[:120]) for day, name in sorted(public_holidays.items()))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_seed_causes")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
