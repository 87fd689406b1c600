from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from customers.models.words import SearchWord, keep_words


class Stem(Func):
    """What a word comes from in a language that PostgreSQL knows, such as "lambat" of "terlambat"."""

    template = "(ts_lexize('%(language)s_stem', %(expressions)s))[1]"
    output_field = models.TextField()

    def __init__(self, expression: str, *, language: str):
        super().__init__(F(expression), language=language)


class SummaryWord(SearchWord):
    """A word of a complaint's summary."""

    class Meta(SearchWord.Meta):
        verbose_name = _("word of a summary")
        verbose_name_plural = _("words of summaries")
        # Complaints that speak of the same are found by the stems of their words.
        indexes = [
            *SearchWord.Meta.indexes,
            models.Index(Stem("word", language="indonesian"), name="summaryword_stem_id", condition=Q(in_doubt=False)),
            models.Index(Stem("word", language="english"), name="summaryword_stem_en", condition=Q(in_doubt=False)),
        ]


keep_words(Complaint, SummaryWord, "summary")
