from collections.abc import Mapping, Sequence
from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned

Week = Mapping[int, Sequence[tuple[time, time]]]  # by weekday, 0 = Monday


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


@audited()
class DepartmentCalendar(Versioned):
    """A department that works at other times than the house: a reception at night, an office that rests on Fridays.

    The clocks of complaints about it run by this week. Departments without one have the week of the house.
    """

    department = models.OneToOneField(
        "accounts.Department", models.CASCADE, related_name="+", verbose_name=_("department")
    )
    stretches = models.JSONField(_("working week"), default=dict)  # by weekday: [["08:00", "12:00"], …]
    keeps_holidays = models.BooleanField(_("rests on the holidays of the house"), default=True)

    class Meta:
        verbose_name = _("working hours of a department")
        verbose_name_plural = _("working hours of departments")
        ordering = ["department__name"]

    def __str__(self) -> str:
        return str(self.department)

    @property
    def week(self) -> Week:
        return week_of(self.stretches)


def week_of(stretches: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """A week as JSON keeps it."""
    return {
        int(day): [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in hours]
        for day, hours in stretches.items()
    }


def stretches_of(week: Week) -> dict[str, list[list[str]]]:
    """A week as JSON keeps it; days off are left out."""
    return {
        str(day): [[begins.isoformat(), ends.isoformat()] for begins, ends in hours]
        for day, hours in week.items()
        if hours
    }
