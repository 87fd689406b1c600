"""Which merge of complaints cancelled an invitation, so that taking them apart brings it back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0031_department_hours'),
        ('customers', '0030_close_the_shared_record'),
        ('outbox', '0002_came_back'),
        ('surveys', '0005_cancelled_by_merge_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='cancelled_by_complaint_merge',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='complaints.complaintmerge'),
        ),
    ]
