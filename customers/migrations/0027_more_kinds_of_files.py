from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0026_last_purchase_and_stage_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importpreset',
            name='kind',
            field=models.CharField(choices=[('customers', 'Customers'), ('transactions', 'Transactions'), ('contracts', 'Contracts'), ('merges', 'Merged duplicates'), ('standings', 'History of standings'), ('interactions', 'Interactions'), ('needs', 'Needs and wishes'), ('special_days', 'Special days')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='importpresetevent',
            name='kind',
            field=models.CharField(choices=[('customers', 'Customers'), ('transactions', 'Transactions'), ('contracts', 'Contracts'), ('merges', 'Merged duplicates'), ('standings', 'History of standings'), ('interactions', 'Interactions'), ('needs', 'Needs and wishes'), ('special_days', 'Special days')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='kind',
            field=models.CharField(choices=[('customers', 'Customers'), ('transactions', 'Transactions'), ('contracts', 'Contracts'), ('merges', 'Merged duplicates'), ('standings', 'History of standings'), ('interactions', 'Interactions'), ('needs', 'Needs and wishes'), ('special_days', 'Special days')], max_length=20, verbose_name='kind'),
        ),
    ]
