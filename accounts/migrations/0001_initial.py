import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.department', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='department_name_unique')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(default='Prima', max_length=120, verbose_name='name')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='contact phone number')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('accent', models.CharField(default='#0a5cad', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Enter a colour like #0a5cad.')], verbose_name='accent colour')),
                ('logo', models.BinaryField(blank=True, null=True, verbose_name='logo')),
                ('logo_type', models.CharField(blank=True, editable=False, max_length=20, verbose_name='logo type')),
                ('second_factor_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agent', 'Customer service staff'), ('manager', 'Manager'), ('admin', 'Administrator')], max_length=10), blank=True, default=list, size=None, verbose_name='roles that need a second factor to sign in')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisation',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='organisation_single_row')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('full_name', models.CharField(max_length=150, verbose_name='full name')),
                ('role', models.CharField(choices=[('agent', 'Customer service staff'), ('manager', 'Manager'), ('admin', 'Administrator')], default='agent', max_length=10, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
                ('language', models.CharField(blank=True, choices=[('id', 'Indonesian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('theme', models.CharField(choices=[('auto', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=5, verbose_name='theme')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.department', verbose_name='department')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ['full_name', 'id'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique', violation_error_message='Somebody with this e-mail address is a user already.')],
            },
        ),
        migrations.CreateModel(
            name='DepartmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='part of')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.department')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                ('name', models.CharField(default='Prima', max_length=120, verbose_name='name')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='contact phone number')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('accent', models.CharField(default='#0a5cad', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Enter a colour like #0a5cad.')], verbose_name='accent colour')),
                ('logo_type', models.CharField(blank=True, editable=False, max_length=20, verbose_name='logo type')),
                ('second_factor_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agent', 'Customer service staff'), ('manager', 'Manager'), ('admin', 'Administrator')], max_length=10), blank=True, default=list, size=None, verbose_name='roles that need a second factor to sign in')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('full_name', models.CharField(max_length=150, verbose_name='full name')),
                ('role', models.CharField(choices=[('agent', 'Customer service staff'), ('manager', 'Manager'), ('admin', 'Administrator')], default='agent', max_length=10, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
                ('language', models.CharField(blank=True, choices=[('id', 'Indonesian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('theme', models.CharField(choices=[('auto', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=5, verbose_name='theme')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='department')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
