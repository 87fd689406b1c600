"""What is over is not due: the queue relies on it. Checked while people go on working."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

FORGET = """
UPDATE complaints_complaint SET next_due_at = NULL, next_due_kind = ''
WHERE next_due_at IS NOT NULL AND status IN ('answered', 'accepted', 'closed')
"""


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0028_removed_files'),
    ]

    operations = [
        AddConstraintNotValid(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('next_due_at__isnull', True), ('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused')), _connector='OR'), name='only_open_ones_are_due'),
        ),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        ValidateConstraint(model_name='complaint', name='only_open_ones_are_due'),
    ]
