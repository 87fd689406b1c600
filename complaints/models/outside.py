from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.enums import Sector


@audited()
class OutsideBody(models.Model):
    """Somebody outside the house to whom a customer can turn when our answer is not accepted."""

    name_id = models.CharField(_("name in Indonesian"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150)
    about_id = models.CharField(_("what for, in Indonesian"), max_length=300, blank=True)
    about_en = models.CharField(_("what for, in English"), max_length=300, blank=True)
    website = models.URLField(_("website"), blank=True)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector, blank=True)  # empty: every sector
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("outside body")
        verbose_name_plural = _("outside bodies")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id

    @property
    def about(self) -> str:
        return self.about_en if get_language() == "en" else self.about_id
