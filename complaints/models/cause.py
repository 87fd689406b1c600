from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.enums import Factor, Satisfaction, SuccessFactor


@audited()
class Cause(models.Model):
    """Why customers complain: six causes of the seed, finer ones below them; external factors are counted apart."""

    slug = models.SlugField(_("identifier"), unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    factor = models.CharField(_("factor"), max_length=10, choices=Factor, default=Factor.INTERNAL)
    # What it usually hits and what has usually failed: the answer suggested when a complaint is answered.
    satisfaction = models.CharField(_("usually hits"), max_length=20, choices=Satisfaction, blank=True)
    failure = models.CharField(_("has usually failed"), max_length=12, choices=SuccessFactor, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id

    @property
    def usual(self) -> tuple[str, str]:
        """What it usually hits and what has usually failed: its own, else its main cause's; empty if unknown."""
        parent = self.parent
        return (
            self.satisfaction or (parent.satisfaction if parent else ""),
            self.failure or (parent.failure if parent else ""),
        )
