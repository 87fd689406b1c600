"""What is due or waits, in each order; figures of clocks and of what customers heard, from indexes alone."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0029_only_open_ones_are_due'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('next_due_at'), models.F('id'), condition=models.Q(('next_due_at__isnull', False)), name='complaint_due'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('received_at'), models.F('id'), condition=models.Q(('next_due_at__isnull', False)), name='complaint_due_by_receipt'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('received_at'), models.F('id'), condition=models.Q(('waiting_since__isnull', False)), name='complaint_waiting_by_receipt'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('id'), condition=models.Q(('is_restricted', True)), name='complaint_confidential'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('received_at'), include=('id', 'is_restricted', 'about_person', 'cause', 'channel', 'acknowledged_at', 'first_response_at', 'reopened_count'), name='complaint_of_period'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('resolved_at'), condition=models.Q(('resolved_at__isnull', False)), include=('id', 'is_restricted', 'about_person', 'received_at', 'due_at', 'first_response_at', 'owner', 'department', 'severity', 'complexity', 'verdict', 'reopened_count'), name='complaint_answered'),
        ),
        RemoveIndexConcurrently(
            model_name='complaint',
            name='complaint_by_resolution',
        ),
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(models.F('kind'), models.F('ended_at'), condition=models.Q(('outcome', 'met')), include=('due_at', 'complaint'), name='clock_kept'),
        ),
        RemoveIndexConcurrently(
            model_name='clock',
            name='clock_by_end',
        ),
        AddIndexConcurrently(
            model_name='entry',
            index=models.Index(models.F('complaint'), models.F('created_at'), condition=models.Q(('kind__in', ('reply', 'promise'))), name='entry_heard'),
        ),
    ]
