"""An index for the order of each tab of the queue, built while people go on working."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0012_tags'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('next_due_at'), models.F('id'), condition=models.Q(('owner__isnull', True), ('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_unassigned_due'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('waiting_since'), models.F('id'), condition=models.Q(('waiting_since__isnull', False)), name='complaint_waiting_longest'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('received_at'), models.F('id'), condition=models.Q(('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_open_by_receipt'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='complaint_by_tag'),
        ),
    ]
