"""Finds what a merge cancelled; built while people go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('surveys', '0004_cancelled_by_merge')]

    operations = [
        AddIndexConcurrently(
            model_name='invitation',
            index=models.Index(models.F('cancelled_by_merge'), condition=models.Q(('cancelled_by_merge__isnull', False)), name='invitation_by_merge'),
        ),
    ]
