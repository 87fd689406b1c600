"""Complaints by the words of their summaries instead of all their trigrams, without holding up who is at work."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

import customers.models.words


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("complaints", "0010_summary_words"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(customers.models.words.Words(models.F('summary')), gin_pending_list_limit=256, name='complaint_words'),
        ),
        RemoveIndexConcurrently(
            model_name='complaint',
            name='complaint_summary_trigrams',
        ),
    ]
