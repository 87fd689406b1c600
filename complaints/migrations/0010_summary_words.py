"""The distinct words of complaints' summaries, in which a mistyped word finds its like."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import customers.models.words

FILL = """
INSERT INTO complaints_summaryword (word, in_doubt, uses)
SELECT w, FALSE, count(*) FROM complaints_complaint AS c, unnest(prima_words(c.summary)) AS w GROUP BY w
"""


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0009_clocks_indexes"),
        ("customers", "0009_name_words"),
    ]

    operations = [
        migrations.CreateModel(
            name='SummaryWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField(db_collation='C', verbose_name='word')),
                ('in_doubt', models.BooleanField(default=False, verbose_name='in doubt')),
                ('uses', models.PositiveIntegerField(db_default=0, default=0, verbose_name='uses at the last count')),
            ],
            options={
                'verbose_name': 'word of a summary',
                'verbose_name_plural': 'words of summaries',
                'abstract': False,
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='summaryword',
            index=models.Index(models.F('word'), condition=models.Q(('in_doubt', False)), name='summaryword_by_word'),
        ),
        migrations.AddIndex(
            model_name='summaryword',
            index=models.Index(models.F('id'), condition=models.Q(('in_doubt', True)), name='summaryword_in_doubt'),
        ),
        migrations.AddIndex(
            model_name='summaryword',
            index=django.contrib.postgres.indexes.GinIndex(customers.models.words.NearWords(models.F('word')), condition=models.Q(('in_doubt', False)), name='summaryword_near'),
        ),
        migrations.AddIndex(
            model_name='summaryword',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('word'), name='gin_trgm_ops'), condition=models.Q(('in_doubt', False)), name='summaryword_trigrams'),
        ),
    ]
