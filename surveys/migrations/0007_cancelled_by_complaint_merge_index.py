"""Finds what a merge of complaints cancelled; built while people go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('surveys', '0006_cancelled_by_complaint_merge')]

    operations = [
        AddIndexConcurrently(
            model_name='invitation',
            index=models.Index(models.F('cancelled_by_complaint_merge'), condition=models.Q(('cancelled_by_complaint_merge__isnull', False)), name='invitation_by_case_merge'),
        ),
    ]
