"""Indexes for the orders by stage and last purchase and for wishes to be asked about again, built while people work."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0006_service_levels'),
        ('customers', '0025_name_rarity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.Case(models.When(stage='suspect', then=models.Value(0)), models.When(stage='prospect', then=models.Value(1)), models.When(stage='first_time', then=models.Value(2)), models.When(stage='repeat', then=models.Value(3)), models.When(stage='client', then=models.Value(4)), models.When(stage='advocate', then=models.Value(5)), output_field=models.IntegerField()), models.F('name'), models.F('id'), name='customer_by_stage_rank'),
        ),
        AddIndexConcurrently(
            model_name='customeractivity',
            index=models.Index(models.OrderBy(models.F('last_on'), descending=True), models.F('customer'), condition=models.Q(('last_on__isnull', False)), name='activity_last_bought'),
        ),
        AddIndexConcurrently(
            model_name='need',
            index=models.Index(models.F('review_on'), condition=models.Q(('ended_at__isnull', True), ('review_on__isnull', False)), name='need_to_review'),
        ),
    ]
