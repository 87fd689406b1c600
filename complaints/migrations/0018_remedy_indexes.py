"""Lists of what is to be paid and was paid; sums of what was granted in a month."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0017_seed_outside_bodies'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='remedy',
            index=models.Index(models.F('decided_at'), models.F('id'), condition=models.Q(('amount__gt', 0), ('paid_at', None), ('status', 'approved')), name='remedy_to_pay'),
        ),
        AddIndexConcurrently(
            model_name='remedy',
            index=models.Index(models.OrderBy(models.F('paid_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('paid_at__isnull', False)), name='remedy_paid'),
        ),
        AddIndexConcurrently(
            model_name='remedy',
            index=models.Index(models.F('decided_at'), condition=models.Q(('amount__gt', 0), ('status', 'approved')), name='remedy_granted'),
        ),
    ]
