"""The distinct words of names and cities, in which a mistyped word finds its like."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import customers.models.words

# Apostrophes join ("Ma'ruf" is one word, as people type it); all other punctuation separates. The price keeps the
# planner from working the words of a whole table out when there is an index over them.
WORDS = r"""
CREATE OR REPLACE FUNCTION prima_words(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100
AS $$ BEGIN
    RETURN array_remove(
        regexp_split_to_array(replace(public.prima_plain(value), '''', ''), '[[:punct:][:space:]]+'), ''
    );
END $$;
"""

# How a word sounds: spellings of before 1972 (oe, tj, dj, sj, nj), letters that Indonesians use for each other
# (f p v, q k, y i, x s), an h after a consonant, and doubled letters.
SOUND = r"""
CREATE OR REPLACE FUNCTION prima_sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100
AS $$ BEGIN
    word := replace(replace(replace(word, 'oe', 'u'), 'tj', 'c'), 'dj', 'j');
    word := replace(replace(replace(word, 'ph', 'f'), 'sj', 'sy'), 'nj', 'ny');
    word := translate(regexp_replace(word, '([bcdgkst])h', '\1', 'g'), 'vfqyx', 'ppkis');
    RETURN regexp_replace(word, '(.)\1+', '\1', 'g');
END $$;
"""

# A word and its sound, and each of them without any one of its letters; what is longer than a name is cut.
NEAR = r"""
CREATE OR REPLACE FUNCTION prima_near(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
AS $$
    SELECT array_agg(DISTINCT left(form, place - 1) || substr(form, place + 1))
    FROM (SELECT left(word, 24) UNION SELECT left(public.prima_sound(word), 24)) AS forms (form),
        generate_series(1, length(form) + 1) AS place
$$;
"""

# Triggers keep the table from the end of this migration on; the nightly count adds what is written until then.
FILL = """
INSERT INTO customers_nameword (word, in_doubt, uses)
SELECT w, FALSE, count(*) FROM customers_customer AS c, unnest(prima_words(c.name || ' ' || c.city)) AS w GROUP BY w
"""


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0008_merge_choices"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION IF EXISTS prima_words(text)"),
        migrations.RunSQL(SOUND, "DROP FUNCTION IF EXISTS prima_sound(text)"),
        migrations.RunSQL(NEAR, "DROP FUNCTION IF EXISTS prima_near(text)"),
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField(db_collation='C', verbose_name='word')),
                ('in_doubt', models.BooleanField(default=False, verbose_name='in doubt')),
                ('uses', models.PositiveIntegerField(db_default=0, default=0, verbose_name='uses at the last count')),
            ],
            options={
                'verbose_name': 'word of a name',
                'verbose_name_plural': 'words of names',
                'abstract': False,
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='nameword',
            index=models.Index(models.F('word'), condition=models.Q(('in_doubt', False)), name='nameword_by_word'),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=models.Index(models.F('id'), condition=models.Q(('in_doubt', True)), name='nameword_in_doubt'),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=django.contrib.postgres.indexes.GinIndex(customers.models.words.NearWords(models.F('word')), condition=models.Q(('in_doubt', False)), name='nameword_near'),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('word'), name='gin_trgm_ops'), condition=models.Q(('in_doubt', False)), name='nameword_trigrams'),
        ),
    ]
