"""What search and numbering need of PostgreSQL before there is a table."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE, because its dictionary could change; with the dictionary named it can be indexed.
PLAIN = """
CREATE OR REPLACE FUNCTION prima_plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
"""

NUMBER = """
CREATE SEQUENCE IF NOT EXISTS customer_number;
CREATE OR REPLACE FUNCTION prima_customer_number() RETURNS text
LANGUAGE sql VOLATILE
AS $$ SELECT 'P-' || lpad(n::text, greatest(6, length(n::text)), '0') FROM nextval('customer_number') AS n $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(PLAIN, "DROP FUNCTION IF EXISTS prima_plain(text)"),
        migrations.RunSQL(
            NUMBER, "DROP FUNCTION IF EXISTS prima_customer_number(); DROP SEQUENCE IF EXISTS customer_number"
        ),
    ]
