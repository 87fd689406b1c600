"""Indexes for the orders and filters of the list, built while people go on working."""

import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0003_list_of_changes'),
        ('customers', '0021_contacts_needs_payments_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='customer_changed'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(django.db.models.functions.comparison.NullIf(django.db.models.functions.text.Lower('city'), models.Value(''), output_field=models.CharField(null=True)), models.F('name'), models.F('id'), name='customer_by_city'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('party_type'), models.F('name'), models.F('id'), condition=models.Q(('party_type', 'individual'), _negated=True), name='customer_by_party'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('language'), models.F('name'), models.F('id'), condition=models.Q(('language', 'id'), _negated=True), name='customer_by_language'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('acquisition_source'), models.F('name'), models.F('id'), condition=models.Q(('acquisition_source', ''), _negated=True), name='customer_by_source'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('exit_reason'), models.F('name'), models.F('id'), condition=models.Q(('exit_reason', ''), _negated=True), name='customer_by_exit'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('birth_date'), condition=models.Q(('birth_date__isnull', False)), name='customer_by_birth_date'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(django.db.models.functions.datetime.ExtractMonth('birth_date'), condition=models.Q(('birth_date__isnull', False)), name='customer_by_birth_month'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('name'), models.F('id'), condition=models.Q(('do_not_contact', True)), name='customer_not_contacted'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('name'), models.F('id'), condition=models.Q(('survey_consent', False)), name='customer_not_surveyed'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('name'), models.F('id'), condition=models.Q(('is_test', True)), name='customer_for_tests'),
        ),
    ]
