import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=60, verbose_name='purpose')),
                ('subject_key', models.CharField(blank=True, max_length=60, verbose_name='about')),
                ('dedupe_key', models.CharField(blank=True, max_length=120, null=True, unique=True, verbose_name='sent only once for')),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                ('from_email', models.CharField(max_length=320, verbose_name='sender')),
                ('to_email', models.CharField(max_length=320, verbose_name='to')),
                ('cc', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), blank=True, default=list, size=None)),
                ("is_confidential", models.BooleanField(default=False, verbose_name="confidential")),
                ('language', models.CharField(blank=True, max_length=5, verbose_name='language')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('sealed', models.BinaryField(null=True, verbose_name='sealed content')),
                ('status', models.CharField(choices=[('pending', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='pending', max_length=10, verbose_name='status')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('claimed_by', models.UUIDField(editable=False, null=True, verbose_name='claimed by')),
                ('claimed_until', models.DateTimeField(editable=False, null=True, verbose_name='claimed until')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(models.F('next_attempt_at'), models.F('id'), condition=models.Q(('status', 'pending')), name='message_pending'), models.Index(models.F('claimed_until'), condition=models.Q(('status', 'sending')), name='message_claimed'), models.Index(models.F('status'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='message_by_status'), models.Index(models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='message_newest'), models.Index(models.F('subject_key'), condition=models.Q(('subject_key', ''), _negated=True), name='message_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'sending'), _negated=True), models.Q(('claimed_by__isnull', False), ('claimed_until__isnull', False)), _connector='OR'), name='message_claimed_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'sent'), _negated=True), models.Q(('sealed__isnull', True), ('sent_at__isnull', False)), _connector='OR'), name='message_sent_is_wiped')],
            },
        ),
    ]
