"""Which merge cancelled an invitation, so that undoing the merge brings it back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0015_attachments_and_mail'),
        ('customers', '0026_last_purchase_and_stage_indexes'),
        ('outbox', '0002_came_back'),
        ('surveys', '0003_service_levels'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='cancelled_by_merge',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customermerge'),
        ),
    ]
