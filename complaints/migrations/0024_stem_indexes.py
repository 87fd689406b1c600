"""Stems of the words of summaries, by which complaints that speak of the same are found."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from complaints.models.word import Stem


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0023_usual_findings")]

    operations = [
        AddIndexConcurrently(
            "summaryword",
            models.Index(Stem("word", language=language), name=name, condition=Q(in_doubt=False)),
        )
        for language, name in (("indonesian", "summaryword_stem_id"), ("english", "summaryword_stem_en"))
    ]
