"""Indexes over the new columns, built while people go on working."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('customers', '0005_tags_stage_owner'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('owner'), models.F('name'), models.F('id'), condition=models.Q(('owner__isnull', False)), name='customer_by_owner'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('stage'), models.F('name'), models.F('id'), name='customer_by_stage'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='customer_by_tag'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('custom_values', name='jsonb_path_ops'), name='customer_by_custom_value'),
        ),
    ]
