from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0002_carried_memberships'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='enrols_primary',
            field=models.BooleanField(default=False, verbose_name='whoever becomes a primary customer joins by itself'),
        ),
        migrations.AddField(
            model_name='programmeevent',
            name='enrols_primary',
            field=models.BooleanField(default=False, verbose_name='whoever becomes a primary customer joins by itself'),
        ),
    ]
