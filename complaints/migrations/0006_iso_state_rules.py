"""Indexes and rules over the new states, without holding up who is at work."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0005_translate_states'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_open_by_due'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('owner'), models.F('due_at'), models.F('id'), condition=models.Q(('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused'))), name='complaint_open_of_owner'),
        ),
        AddIndexConcurrently(
            model_name='complaint',
            index=models.Index(models.F('resolved_at'), condition=models.Q(('status', 'answered')), name='complaint_to_close'),
        ),
        AddConstraintNotValid(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['answered', 'accepted', 'closed']), _negated=True), ('resolved_at__isnull', False), _connector='OR'), name='answered_complaint_has_moment'),
        ),
        AddConstraintNotValid(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('waiting_since__isnull', True), ('status__in', ('received', 'acknowledged', 'assessed', 'investigating', 'refused')), _connector='OR'), name='only_open_ones_wait'),
        ),
        ValidateConstraint(model_name='complaint', name='answered_complaint_has_moment'),
        ValidateConstraint(model_name='complaint', name='only_open_ones_wait'),
    ]
