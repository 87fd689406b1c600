from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from customers.models.words import SearchWord, keep_words


class SummaryWord(SearchWord):
    """A word of a complaint's summary."""

    class Meta(SearchWord.Meta):
        verbose_name = _("word of a summary")
        verbose_name_plural = _("words of summaries")


keep_words(Complaint, SummaryWord, "summary")
