"""Indexes and a check over the new columns, built while people go on working."""

import django.db.models.functions.datetime
import django.db.models.expressions
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('customers', '0020_contacts_needs_payments'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.datetime.ExtractMonth('birth_date'), '*', models.Value(100)), '+', django.db.models.functions.datetime.ExtractDay('birth_date')), condition=models.Q(('birth_date__isnull', False)), name='customer_by_birthday'),
        ),
        AddIndexConcurrently(
            model_name='followup',
            index=models.Index(models.F('created_by'), models.F('due_at'), models.F('id'), condition=models.Q(('done_at__isnull', True)), name='follow_up_open_by_planner'),
        ),
        AddIndexConcurrently(
            model_name='transaction',
            index=models.Index(models.F('due_on'), models.F('id'), condition=models.Q(('outstanding__gt', 0)), name='transaction_outstanding'),
        ),
        AddIndexConcurrently(
            model_name='transaction',
            index=models.Index(models.F('customer'), models.F('due_on'), models.F('id'), condition=models.Q(('outstanding__gt', 0)), name='transaction_owed_by_customer'),
        ),
        AddConstraintNotValid(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', [1, 2, 3])), name='follow_up_priority_known'),
        ),
        ValidateConstraint(model_name='followup', name='follow_up_priority_known'),
    ]
