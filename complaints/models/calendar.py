from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited


@audited()
class WorkingHours(models.Model):
    """A stretch of a weekday in which we work; several a day make breaks."""

    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 = Monday
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="working_hours_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="working_hours_end_after_start"),
            models.UniqueConstraint("weekday", "starts_at", name="working_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_at}–{self.ends_at}"


@audited()
class Holiday(models.Model):
    """A day on which we don't work."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
