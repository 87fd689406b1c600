"""Payments and budgets of remedies, promises with a date, after-care, the charter's words, bodies outside."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_service_levels'),
        ('complaints', '0015_attachments_and_mail'),
        ('customers', '0024_import_revert'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AfterCare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='round')),
                ('days', models.PositiveSmallIntegerField(verbose_name='days after the solution')),
                ('outcome', models.CharField(blank=True, choices=[('content', 'Reached: it is solved and stayed so'), ('unhappy', 'Reached: not content'), ('unreached', 'Not reached')], max_length=12, verbose_name='outcome')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('noted_at', models.DateTimeField(editable=False, null=True, verbose_name='noted')),
            ],
            options={
                'verbose_name': 'after-care',
                'verbose_name_plural': 'after-care',
                'ordering': ['complaint', 'round', 'days'],
            },
        ),
        migrations.CreateModel(
            name='AfterCareEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='round')),
                ('days', models.PositiveSmallIntegerField(verbose_name='days after the solution')),
                ('outcome', models.CharField(blank=True, choices=[('content', 'Reached: it is solved and stayed so'), ('unhappy', 'Reached: not content'), ('unreached', 'Not reached')], max_length=12, verbose_name='outcome')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('noted_at', models.DateTimeField(editable=False, null=True, verbose_name='noted')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CarePolicy',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('sector', models.CharField(choices=[('trade', 'Goods and services'), ('finance', 'Financial services'), ('public', 'Public services')], default='trade', max_length=10, verbose_name='our sector')),
                ('next_level_id', models.TextField(blank=True, max_length=1000, verbose_name='the next level inside, in Indonesian')),
                ('next_level_en', models.TextField(blank=True, max_length=1000, verbose_name='the next level inside, in English')),
                ('asks_again', models.BooleanField(default=True, verbose_name='ask again after a solution')),
                ('first_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days until the first contact')),
                ('second_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(730)], verbose_name='days until the second contact')),
            ],
            options={
                'verbose_name': 'policy of after-care',
                'verbose_name_plural': 'policy of after-care',
            },
        ),
        migrations.CreateModel(
            name='CarePolicyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                ('sector', models.CharField(choices=[('trade', 'Goods and services'), ('finance', 'Financial services'), ('public', 'Public services')], default='trade', max_length=10, verbose_name='our sector')),
                ('next_level_id', models.TextField(blank=True, max_length=1000, verbose_name='the next level inside, in Indonesian')),
                ('next_level_en', models.TextField(blank=True, max_length=1000, verbose_name='the next level inside, in English')),
                ('asks_again', models.BooleanField(default=True, verbose_name='ask again after a solution')),
                ('first_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days until the first contact')),
                ('second_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(730)], verbose_name='days until the second contact')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CharterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vision_id', models.TextField(blank=True, max_length=2000, verbose_name='our vision, in Indonesian')),
                ('vision_en', models.TextField(blank=True, max_length=2000, verbose_name='our vision, in English')),
                ('promise_id', models.TextField(blank=True, max_length=4000, verbose_name='our promise, in Indonesian')),
                ('promise_en', models.TextField(blank=True, max_length=4000, verbose_name='our promise, in English')),
                ('channels_id', models.TextField(blank=True, max_length=2000, verbose_name='how to reach us, in Indonesian')),
                ('channels_en', models.TextField(blank=True, max_length=2000, verbose_name='how to reach us, in English')),
                ('shows_performance', models.BooleanField(default=False, verbose_name='show how we do')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published')),
            ],
            options={
                'verbose_name': 'version of the charter',
                'verbose_name_plural': 'versions of the charter',
                'ordering': ['-published_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CharterVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('vision_id', models.TextField(blank=True, max_length=2000, verbose_name='our vision, in Indonesian')),
                ('vision_en', models.TextField(blank=True, max_length=2000, verbose_name='our vision, in English')),
                ('promise_id', models.TextField(blank=True, max_length=4000, verbose_name='our promise, in Indonesian')),
                ('promise_en', models.TextField(blank=True, max_length=4000, verbose_name='our promise, in English')),
                ('channels_id', models.TextField(blank=True, max_length=2000, verbose_name='how to reach us, in Indonesian')),
                ('channels_en', models.TextField(blank=True, max_length=2000, verbose_name='how to reach us, in English')),
                ('shows_performance', models.BooleanField(default=False, verbose_name='show how we do')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OutsideBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_id', models.CharField(max_length=150, verbose_name='name in Indonesian')),
                ('name_en', models.CharField(max_length=150, verbose_name='name in English')),
                ('about_id', models.CharField(blank=True, max_length=300, verbose_name='what for, in Indonesian')),
                ('about_en', models.CharField(blank=True, max_length=300, verbose_name='what for, in English')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('sector', models.CharField(blank=True, choices=[('trade', 'Goods and services'), ('finance', 'Financial services'), ('public', 'Public services')], max_length=10, verbose_name='sector')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_active', models.BooleanField(default=True, verbose_name='shown')),
            ],
            options={
                'verbose_name': 'outside body',
                'verbose_name_plural': 'outside bodies',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OutsideBodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name_id', models.CharField(max_length=150, verbose_name='name in Indonesian')),
                ('name_en', models.CharField(max_length=150, verbose_name='name in English')),
                ('about_id', models.CharField(blank=True, max_length=300, verbose_name='what for, in Indonesian')),
                ('about_en', models.CharField(blank=True, max_length=300, verbose_name='what for, in English')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('sector', models.CharField(blank=True, choices=[('trade', 'Goods and services'), ('finance', 'Financial services'), ('public', 'Public services')], max_length=10, verbose_name='sector')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_active', models.BooleanField(default=True, verbose_name='shown')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='submission key')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('what', models.CharField(max_length=300, verbose_name='what we promised')),
                ('due_at', models.DateTimeField(verbose_name='by when')),
                ('agreed_at', models.DateTimeField(editable=False, verbose_name='agreed with the customer')),
                ('first_due_at', models.DateTimeField(editable=False, verbose_name='promised first')),
                ('moves', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='times moved')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='promised on')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('released', 'The customer released us from it')], max_length=10, verbose_name='outcome')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('reminded_at', models.DateTimeField(editable=False, null=True, verbose_name='owner reminded')),
                ('escalated_at', models.DateTimeField(editable=False, null=True, verbose_name='managers told')),
            ],
            options={
                'verbose_name': 'promise',
                'verbose_name_plural': 'promises',
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PromiseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('submission_key', models.UUIDField(editable=False, null=True, verbose_name='submission key')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('what', models.CharField(max_length=300, verbose_name='what we promised')),
                ('due_at', models.DateTimeField(verbose_name='by when')),
                ('agreed_at', models.DateTimeField(editable=False, verbose_name='agreed with the customer')),
                ('first_due_at', models.DateTimeField(editable=False, verbose_name='promised first')),
                ('moves', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='times moved')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='promised on')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('released', 'The customer released us from it')], max_length=10, verbose_name='outcome')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('reminded_at', models.DateTimeField(editable=False, null=True, verbose_name='owner reminded')),
                ('escalated_at', models.DateTimeField(editable=False, null=True, verbose_name='managers told')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RemedyBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('monthly_amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='budget for remedies in a month')),
            ],
            options={
                'verbose_name': 'budget of a department',
                'verbose_name_plural': 'budgets of departments',
                'ordering': ['department__name'],
            },
        ),
        migrations.CreateModel(
            name='RemedyBudgetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('monthly_amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='budget for remedies in a month')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='complaint',
            name='about_member',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customer', verbose_name='about the department member'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='about_person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about the member of staff'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='decision',
            field=models.CharField(blank=True, choices=[('granted', 'Granted'), ('partly', 'Granted in part'), ('refused', 'Not granted')], max_length=10, verbose_name='our decision on what was asked'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='about_member',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer', verbose_name='about the department member'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='about_person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about the member of staff'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='decision',
            field=models.CharField(blank=True, choices=[('granted', 'Granted'), ('partly', 'Granted in part'), ('refused', 'Not granted')], max_length=10, verbose_name='our decision on what was asked'),
        ),
        migrations.AddField(
            model_name='handlingpolicy',
            name='agent_month_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount one person may grant alone in a month'),
        ),
        migrations.AddField(
            model_name='handlingpolicy',
            name='manager_amount_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount a manager may approve for a complaint'),
        ),
        migrations.AddField(
            model_name='handlingpolicy',
            name='manager_month_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount a manager may approve in a month'),
        ),
        migrations.AddField(
            model_name='handlingpolicyevent',
            name='agent_month_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount one person may grant alone in a month'),
        ),
        migrations.AddField(
            model_name='handlingpolicyevent',
            name='manager_amount_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount a manager may approve for a complaint'),
        ),
        migrations.AddField(
            model_name='handlingpolicyevent',
            name='manager_month_limit',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='amount a manager may approve in a month'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='department',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='budget of'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='paid_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='paid'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='paid_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='remedy',
            name='payment_reference',
            field=models.CharField(blank=True, max_length=60, verbose_name='payment reference'),
        ),
        migrations.AddField(
            model_name='remedyevent',
            name='department',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='budget of'),
        ),
        migrations.AddField(
            model_name='remedyevent',
            name='paid_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='paid'),
        ),
        migrations.AddField(
            model_name='remedyevent',
            name='paid_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='remedyevent',
            name='payment_reference',
            field=models.CharField(blank=True, max_length=60, verbose_name='payment reference'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('received', 'Complaint received'), ('customer_message', 'Message from the customer'), ('reply', 'Reply to the customer'), ('note', 'Internal note'), ('status', 'Change of status'), ('pause', 'Waiting for the customer'), ('assessment', 'Assessment'), ('escalation', 'Escalation'), ('assignment', 'Assignment'), ('remedy', 'Remedy'), ('edit', 'Change of details'), ('promise', 'Promise')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='entryevent',
            name='kind',
            field=models.CharField(choices=[('received', 'Complaint received'), ('customer_message', 'Message from the customer'), ('reply', 'Reply to the customer'), ('note', 'Internal note'), ('status', 'Change of status'), ('pause', 'Waiting for the customer'), ('assessment', 'Assessment'), ('escalation', 'Escalation'), ('assignment', 'Assignment'), ('remedy', 'Remedy'), ('edit', 'Change of details'), ('promise', 'Promise')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='remedy',
            name='kind',
            field=models.CharField(choices=[('apology', 'Apology'), ('explanation', 'Explanation'), ('redo', 'Service done again'), ('replacement', 'Replacement'), ('repair', 'Repair'), ('refund', 'Refund'), ('compensation', 'Compensation'), ('discount', 'Discount'), ('voucher', 'Voucher'), ('points', 'Goodwill points'), ('process_change', 'Change of our process')], max_length=15, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='remedyevent',
            name='kind',
            field=models.CharField(choices=[('apology', 'Apology'), ('explanation', 'Explanation'), ('redo', 'Service done again'), ('replacement', 'Replacement'), ('repair', 'Repair'), ('refund', 'Refund'), ('compensation', 'Compensation'), ('discount', 'Discount'), ('voucher', 'Voucher'), ('points', 'Goodwill points'), ('process_change', 'Change of our process')], max_length=15, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_at__isnull', True), ('payment_reference', '')), models.Q(('amount__gt', 0), ('paid_at__isnull', False), ('status', 'approved'), models.Q(('payment_reference', ''), _negated=True)), _connector='OR'), name='only_granted_money_is_paid'),
        ),
        migrations.AddField(
            model_name='aftercare',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='after_care', to='complaints.complaint', verbose_name='complaint'),
        ),
        migrations.AddField(
            model_name='aftercare',
            name='follow_up',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='after_care', to='customers.followup'),
        ),
        migrations.AddField(
            model_name='aftercare',
            name='noted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='aftercareevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint', verbose_name='complaint'),
        ),
        migrations.AddField(
            model_name='aftercareevent',
            name='follow_up',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.followup'),
        ),
        migrations.AddField(
            model_name='aftercareevent',
            name='noted_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='aftercareevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='aftercareevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.aftercare'),
        ),
        migrations.AddConstraint(
            model_name='carepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='care_policy_single_row'),
        ),
        migrations.AddConstraint(
            model_name='carepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('first_days__gte', 1), ('second_days__gt', models.F('first_days'))), name='care_policy_in_order'),
        ),
        migrations.AddField(
            model_name='carepolicyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='carepolicyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.carepolicy'),
        ),
        migrations.AddField(
            model_name='charterversion',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddField(
            model_name='charterversionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='charterversionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.charterversion'),
        ),
        migrations.AddField(
            model_name='charterversionevent',
            name='published_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddField(
            model_name='outsidebodyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='outsidebodyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.outsidebody'),
        ),
        migrations.AddField(
            model_name='promise',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='complaints.complaint', verbose_name='complaint'),
        ),
        migrations.AddField(
            model_name='promise',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promise',
            name='entry',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promise', to='complaints.entry'),
        ),
        migrations.AddField(
            model_name='promise',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promise',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to=settings.AUTH_USER_MODEL, verbose_name='who does it'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint', verbose_name='complaint'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='entry',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.entry'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='owner',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who does it'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='promiseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.promise'),
        ),
        migrations.AddField(
            model_name='remedybudget',
            name='department',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='remedy_budget', to='accounts.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='remedybudgetevent',
            name='department',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='remedybudgetevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='remedybudgetevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.remedybudget'),
        ),
        migrations.AddConstraint(
            model_name='aftercare',
            constraint=models.UniqueConstraint(models.F('complaint'), models.F('round'), models.F('days'), name='after_care_once'),
        ),
        migrations.AddConstraint(
            model_name='aftercare',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at__isnull', True), ('outcome', '')), models.Q(('noted_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='noted_after_care_has_outcome'),
        ),
        migrations.AddIndex(
            model_name='charterversion',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='charter_newest'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('ended_at__isnull', True)), name='promise_open'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(models.F('owner'), models.F('due_at'), models.F('id'), condition=models.Q(('ended_at__isnull', True)), name='promise_open_of_owner'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(models.F('agreed_at'), name='promise_by_agreed_date'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='ended_promise_has_outcome'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('agreed_at'))), name='promise_due_not_before_agreed'),
        ),
        migrations.AddConstraint(
            model_name='remedybudget',
            constraint=models.CheckConstraint(condition=models.Q(('monthly_amount__gte', 0)), name='remedy_budget_not_negative'),
        ),
    ]
