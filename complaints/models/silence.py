from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.enums import SilenceScope


class SilenceReading(models.Model):
    """Whether one part of the customers complains less than was to be expected; taken once a day.

    Expected is what came in over the year before, for as many active customers as there are in the window. Confidential
    complaints count nowhere: the reading is the same for everybody.
    """

    taken_on = models.DateField(_("day"))
    scope = models.CharField(_("part of"), max_length=12, choices=SilenceScope)
    key = models.CharField(_("which"), max_length=40)  # a standing, or the number of a department
    observed = models.PositiveIntegerField(_("complaints"))
    expected = models.FloatField(_("expected"))
    chance = models.FloatField(_("chance of so few"))
    active = models.PositiveIntegerField(_("active customers"))
    active_before = models.FloatField(_("active customers before"))
    is_alarm = models.BooleanField(_("too quiet"))

    class Meta:
        verbose_name = _("reading of the silence watch")
        verbose_name_plural = _("readings of the silence watch")
        ordering = ["-taken_on", "chance", "id"]
        constraints = [models.UniqueConstraint("taken_on", "scope", "key", name="silence_read_once_a_day")]

    def __str__(self) -> str:
        return f"{self.taken_on} {self.scope} {self.key}"

    @property
    def per_thousand(self) -> float | None:
        """Complaints per 1,000 active customers in the window."""
        return self.observed * 1000 / self.active if self.active else None

    @property
    def expected_per_thousand(self) -> float | None:
        return self.expected * 1000 / self.active if self.active else None
