"""Indexes of the search, built while people go on working: words and beginnings of names, ends of phone numbers."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

import customers.models.customer
import customers.models.words


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("customers", "0009_name_words"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(django.contrib.postgres.indexes.OpClass(customers.models.customer.PlainText(models.F('name')), name='text_pattern_ops'), models.F('id'), name='customer_by_plain_name'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(customers.models.words.Words(models.F('name'), models.F('city')), gin_pending_list_limit=256, name='customer_words'),
        ),
        AddIndexConcurrently(
            model_name='phone',
            index=models.Index(django.contrib.postgres.indexes.OpClass('digits', name='text_pattern_ops'), name='phone_by_beginning'),
        ),
        AddIndexConcurrently(
            model_name='phone',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse('digits'), name='text_pattern_ops'), name='phone_by_end'),
        ),
        RemoveIndexConcurrently(
            model_name='customer',
            name='customer_name_trigrams',
        ),
    ]
