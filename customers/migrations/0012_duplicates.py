"""Possible duplicates: the pairs, the searches, and what a search compares (made from the registry, so not logged)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

NAME_WORDS = """
-- The words of a name as they sound, sorted: without forms of address and degrees, old and new spelling alike, letters
-- that people double or not once. "Drs. Soeharto, M.Si" and "Suharto" are the same.
CREATE OR REPLACE FUNCTION prima_name_words(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
SELECT coalesce(array_agg(DISTINCT word ORDER BY word), ARRAY[]::text[]) FROM (
SELECT CASE WHEN sound IN ('muh', 'moh', 'mohamad', 'mohamed', 'muhamed', 'muhd', 'mohd') THEN 'muhamad'
    ELSE sound END AS word
FROM (
    SELECT regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            raw, 'oe', 'u'), 'dj', 'j'), 'tj', 'c'), 'ch', 'h'), 'kh', 'h'), 'dh', 'd'), 'th', 't'), 'ph', 'f'), 'v', 'f'),
            'y', 'i'),
        '(.)\\1+', '\\1', 'g') AS sound
    FROM regexp_split_to_table(
        replace(replace(public.prima_plain(name), '''', ''), '’', ''), '[[:space:][:punct:]]+') AS raw
    WHERE raw <> '' AND raw <> ALL (ARRAY['bapak', 'bpk', 'pak', 'ibu', 'bu', 'sdr', 'sdri', 'mr', 'mrs', 'ms', 'tn', 'ny',
        'nn', 'dr', 'drs', 'dra', 'ir', 'prof', 'h', 'hj', 'kh', 'sh', 'se', 'st', 'mm', 'msi', 'mba', 'spd', 'skom', 'ssos',
        'pt', 'cv', 'ud', 'pd', 'tbk'])
) AS sounds
) AS words
$$;
"""
TABLES = """
CREATE UNLOGGED TABLE customers_matchrecord (
    customer_id bigint PRIMARY KEY, words text[] NOT NULL, sound text NOT NULL, city text NOT NULL, birth_date date,
    emails text[] NOT NULL, digits text[] NOT NULL, kind text NOT NULL, party_type text NOT NULL, print bigint NOT NULL
);
CREATE UNLOGGED TABLE customers_matchkey (customer_id bigint NOT NULL, key bigint NOT NULL, kind smallint NOT NULL);
CREATE INDEX match_key ON customers_matchkey (key, customer_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0011_tags'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NAME_WORDS, "DROP FUNCTION IF EXISTS prima_name_words(text)"),
        migrations.RunSQL(TABLES, "DROP TABLE IF EXISTS customers_matchrecord, customers_matchkey"),
        migrations.CreateModel(
            name='DuplicateScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_full', models.BooleanField(default=True, verbose_name='whole registry')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('records', models.PositiveIntegerField(default=0, verbose_name='records looked at')),
                ('compared', models.PositiveBigIntegerField(default=0, verbose_name='pairs compared')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='pairs found')),
            ],
            options={
                'verbose_name': 'search for duplicates',
                'verbose_name_plural': 'searches for duplicates',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CommonValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'phone number'), (2, 'e-mail address'), (3, 'name and city'), (4, 'name and date of birth'), (5, 'part of the name and date of birth'), (6, 'part of the name and city')], verbose_name='kind')),
                ('value', models.CharField(max_length=400, verbose_name='value')),
                ('records', models.PositiveIntegerField(verbose_name='records')),
            ],
            options={
                'verbose_name': 'value shared by too many',
                'verbose_name_plural': 'values shared by too many',
                'ordering': ['-records', 'id'],
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('value'), name='common_value_once')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(verbose_name='likeness')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('phone', 'same phone number'), ('email', 'same e-mail address'), ('name', 'same name'), ('similar', 'similar name'), ('birth_date', 'same date of birth'), ('city', 'same city')], max_length=12), default=list, size=None, verbose_name='reasons')),
                ('status', models.CharField(choices=[('open', 'To be looked at'), ('dismissed', 'Not the same'), ('merged', 'Merged')], default='open', max_length=10, verbose_name='status')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last seen by a scan')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('lower_print', models.BigIntegerField(default=0, editable=False)),
                ('higher_print', models.BigIntegerField(default=0, editable=False)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('higher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='second record')),
                ('lower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='first record')),
            ],
            options={
                'verbose_name': 'pair of possible duplicates',
                'verbose_name_plural': 'pairs of possible duplicates',
                'ordering': ['-score', '-id'],
                'indexes': [models.Index(models.OrderBy(models.F('score'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('status', 'open')), name='pair_open_best'), models.Index(models.OrderBy(models.F('decided_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('status', 'dismissed')), name='pair_decided')],
                'constraints': [models.UniqueConstraint(models.F('lower'), models.F('higher'), name='pair_once'), models.CheckConstraint(condition=models.Q(('lower__lt', models.F('higher'))), name='pair_in_order'), models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='pair_score_to_100')],
            },
        ),
    ]
