from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.models.cause import Cause


@audited()
class CauseQuestion(models.Model):
    """What the public form asks besides, when somebody complains about one of the main causes."""

    cause = models.ForeignKey(Cause, models.CASCADE, related_name="questions", verbose_name=_("cause"))
    text_id = models.CharField(_("question in Indonesian"), max_length=120)
    text_en = models.CharField(_("question in English"), max_length=120)
    is_required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question about a cause")
        verbose_name_plural = _("questions about causes")
        ordering = ["cause", "position", "id"]
        constraints = [models.UniqueConstraint("cause", "position", name="one_question_each_place")]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_id
