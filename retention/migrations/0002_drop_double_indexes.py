import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_import_checks'),
        ('retention', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='yearresultcustomer',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='year_results', to='customers.customer', verbose_name='customer'),
        ),
        migrations.AlterField(
            model_name='yearresultcustomer',
            name='result',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='retention.yearresult'),
        ),
    ]
