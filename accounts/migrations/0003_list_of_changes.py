"""One list of all changes, and the log without which nothing goes from append-only tables.

The functions are shared by the triggers of all event tables; `migrate` installs those at its end.
"""

import accounts.models
import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


IS_REDACTING = """
CREATE OR REPLACE FUNCTION prima_is_redacting() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_redaction
        WHERE transaction_id = pg_current_xact_id_if_assigned()::text::bigint AND transaction_at = now()
    )
$$;
"""

# The arguments of the trigger are the columns that hold personal words.
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION prima_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal text[] := coalesce(TG_ARGV[0:], '{}');
    before jsonb;
    after jsonb;
    name text;
BEGIN
    IF TG_OP = 'UPDATE' AND prima_is_redacting() THEN
        before := to_jsonb(OLD);
        after := to_jsonb(NEW);
        IF before - personal = after - personal THEN
            FOREACH name IN ARRAY personal LOOP
                IF after->name IS DISTINCT FROM before->name
                    AND after->name NOT IN ('null', '""', '"[…]"', '[]', '{}') THEN
                    RAISE EXCEPTION '%.% can only be emptied', TG_TABLE_NAME, name;
                END IF;
            END LOOP;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are written once and never changed or deleted', TG_TABLE_NAME;
END
$$;
"""

# Its argument is the label of the table that the events are about.
LIST_CHANGES = """
CREATE OR REPLACE FUNCTION prima_list_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_changeset
        (at, "table", action, context_id, user_id, source, reference, first_id, last_id, rows, record_id)
    SELECT changed.at, TG_ARGV[0], changed.action, changed.context_id, (context.metadata->>'user')::bigint,
        left(coalesce(context.metadata->>'page', context.metadata->>'task', context.metadata->>'command', ''), 120),
        left(coalesce(context.metadata->>'reference', ''), 40),
        changed.first_id, changed.last_id, changed.rows, changed.record_id
    FROM (
        SELECT min(pgh_created_at) AS at, pgh_label AS action, pgh_context_id AS context_id, min(pgh_id) AS first_id,
            max(pgh_id) AS last_id, count(*) AS rows,
            CASE WHEN min(pgh_obj_id) = max(pgh_obj_id) THEN min(pgh_obj_id) END AS record_id
        FROM new_values GROUP BY pgh_label, pgh_context_id
    ) AS changed LEFT JOIN pghistory_context AS context ON context.id = changed.context_id;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='date and time')),
                ('table', models.CharField(max_length=60, verbose_name='table')),
                ('action', models.CharField(max_length=10, verbose_name='action')),
                ('context_id', models.UUIDField(null=True)),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='page, task or command')),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name='reference of the request')),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('rows', models.PositiveBigIntegerField(verbose_name='rows')),
                ('record_id', models.BigIntegerField(null=True, verbose_name='record')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'indexes': [models.Index(models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='change_newest'), models.Index(models.F('user'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='change_by_user'), models.Index(models.F('table'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='change_of_table'), models.Index(models.F('table'), models.F('first_id'), name='change_by_event'), models.Index(models.F('reference'), condition=models.Q(('reference', ''), _negated=True), name='change_by_reference')],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='date and time')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('transaction_id', models.BigIntegerField(db_default=accounts.models.CurrentTransaction(), editable=False)),
                ('transaction_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False)),
                ('rows', models.JSONField(default=dict, verbose_name='rows by table')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'redaction of the audit trail',
                'verbose_name_plural': 'redactions of the audit trail',
                'indexes': [models.Index(models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='redaction_newest'), models.Index(models.F('transaction_id'), name='redaction_by_transaction')],
            },
        ),
        migrations.RunSQL(IS_REDACTING, "DROP FUNCTION IF EXISTS prima_is_redacting() CASCADE"),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION IF EXISTS prima_append_only() CASCADE"),
        migrations.RunSQL(LIST_CHANGES, "DROP FUNCTION IF EXISTS prima_list_changes() CASCADE"),
    ]
