"""What the causes of the product usually hit, and what has usually failed."""

import pgtrigger
from django.db import migrations

# cause, what is hit (Satisfaction), what failed (SuccessFactor); finer causes without a line take their parent's
USUAL = [
    ("promise_not_kept", "reliability", "team"),
    ("inefficient_service", "ease", "system"),
    ("slow_service", "response", "system"),
    ("wrong_transaction", "reliability", "personal"),
    ("rude_service", "staff", "personal"),
    ("rude_staff", "staff", "personal"),
    ("change_not_communicated", "ease", "team"),
    ("dissatisfied_product_service", "quality", "system"),
    ("external_weather", "reliability", "none"),
    ("external_infrastructure", "reliability", "none"),
    ("external_crime", "reliability", "none"),
    ("external_other", "quality", "none"),
    ("slow_response", "response", "leadership"),
]


def fill(apps, schema_editor):
    Cause = apps.get_model("complaints", "Cause")
    # The triggers of before don't know the new columns yet.
    with pgtrigger.ignore():
        for slug, satisfaction, failure in USUAL:
            plain = Cause.objects.filter(slug=slug, satisfaction="", failure="")
            plain.update(satisfaction=satisfaction, failure=failure)
        # Those that people added outside our reach: nothing of ours failed.
        Cause.objects.filter(factor="external", failure="").update(failure="none")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0022_learning")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
