"""Lists go by what is most pressing; the hours of the policy have become deadlines."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0008_seed_deadlines'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='complaint',
            name='complaint_open_by_due',
        ),
        migrations.RemoveIndex(
            model_name='complaint',
            name='complaint_open_of_owner',
        ),
        migrations.RemoveField(
            model_name='handlingpolicy',
            name='hours_critical',
        ),
        migrations.RemoveField(
            model_name='handlingpolicy',
            name='hours_high',
        ),
        migrations.RemoveField(
            model_name='handlingpolicy',
            name='hours_low',
        ),
        migrations.RemoveField(
            model_name='handlingpolicy',
            name='hours_normal',
        ),
        migrations.RemoveField(
            model_name='handlingpolicyevent',
            name='hours_critical',
        ),
        migrations.RemoveField(
            model_name='handlingpolicyevent',
            name='hours_high',
        ),
        migrations.RemoveField(
            model_name='handlingpolicyevent',
            name='hours_low',
        ),
        migrations.RemoveField(
            model_name='handlingpolicyevent',
            name='hours_normal',
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('next_due_at'), models.F('id'), condition=models.Q(('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_open_by_next_due'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('owner'), models.F('next_due_at'), models.F('id'), condition=models.Q(('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_open_of_owner_due'),
        ),
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(models.F('complaint'), models.F('kind'), name='clock_of_complaint'),
        ),
    ]
