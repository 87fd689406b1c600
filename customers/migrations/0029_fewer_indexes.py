"""Take away indexes that another one can stand in for: each change of a customer writes into every index of the table.

What was looked up by them: a stage by the index of the order by stage, a month of birth by that of birthdays, foreign
keys by the partial ones, and the beginning of a customer number by none, as nobody does.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# Django makes them beside the unique ones for searches by the beginning of a text.
UNUSED = {
    'customers_customer_external_id_b1779fc4_like': 'external_id',
    'customers_customer_number_c63b3994_like': 'number',
}


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0006_service_levels'),
        ('customers', '0028_contacts_and_links_as_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(models.F('created_by'), condition=models.Q(('created_by__isnull', False)), name='customer_by_author'),
        ),
        AddIndexConcurrently(
            model_name='transaction',
            index=models.Index(models.F('refund_of'), condition=models.Q(('refund_of__isnull', False)), include=('kind', 'status', 'amount'), name='transaction_refunds_of'),
        ),
        RemoveIndexConcurrently(
            model_name='transaction',
            name='transaction_refunds',
        ),
        RemoveIndexConcurrently(
            model_name='customer',
            name='customer_by_stage',
        ),
        RemoveIndexConcurrently(
            model_name='customer',
            name='customer_by_birth_month',
        ),
        migrations.AlterField(
            model_name='customer',
            name='created_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='department',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='accounts.department', verbose_name='department'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='customers.customer', verbose_name='merged into'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='customers', to=settings.AUTH_USER_MODEL, verbose_name='looked after by'),
        ),
        *(
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS {index}',
                f'CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON customers_customer ({column} varchar_pattern_ops)',
            )
            for index, column in UNUSED.items()
        ),
    ]
