"""What the search for duplicates keeps beside the records: each word in the form that is compared, and how rare it is."""

from django.db import migrations

TABLES = """
CREATE UNLOGGED TABLE customers_matchword (word text PRIMARY KEY, sounds text[] NOT NULL);
CREATE UNLOGGED TABLE customers_matchrarity (kind "char", value text, bits real NOT NULL, PRIMARY KEY (kind, value));
TRUNCATE customers_matchrecord, customers_matchkey;
"""

# The same text as before in a third of the time: a function in SQL whose body is not immutable can't be inlined, so each
# call of it starts an executor.
PLAIN = """
CREATE OR REPLACE FUNCTION prima_plain(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 10
AS $$ BEGIN
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, value));
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION prima_plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0024_import_revert"),
    ]

    operations = [
        # The keys there are were made in another way; the next search, which finds the tables empty, makes all of them.
        migrations.RunSQL(TABLES, "DROP TABLE IF EXISTS customers_matchword, customers_matchrarity"),
        migrations.RunSQL(PLAIN, BEFORE),
    ]
