"""The record of those who gave no name is closed like an erased one: it is in no list, and nothing is added to it."""

from django.db import migrations

CLOSE = """
UPDATE customers_customer SET erased_at = created_at WHERE external_id = 'anonymous' AND is_test AND erased_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0029_fewer_indexes")]
    operations = [migrations.RunSQL(CLOSE, migrations.RunSQL.noop)]
