"""Promises with a date: the rules they come from, the clocks that run for a complaint, and who hears of late ones."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from complaints.enums import ClockKind, ClockOutcome, Priority, TimeUnit, Told
from complaints.models.complaint import Complaint

HOUSE = "house"


@audited()
class DeadlineSet(Versioned):
    """Rules that belong together: our own promises (`house`, always in force) or what a law or an authority asks.

    Delivered as files in complaints/deadlines. A set in force counts for every complaint; each other one can be chosen
    for a single complaint.
    """

    slug = models.SlugField(_("identifier"), unique=True)
    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_active = models.BooleanField(_("counts for every complaint"), default=False)

    class Meta:
        verbose_name = _("set of deadlines")
        verbose_name_plural = _("sets of deadlines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=HOUSE) | Q(is_active=True), name="our_own_deadlines_count")
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id

    @property
    def is_house(self) -> bool:
        return self.slug == HOUSE


@audited()
class DeadlineRule(models.Model):
    """How long something may take: for complaints of one priority or all, told in words, in writing or either way."""

    deadlines = models.ForeignKey(DeadlineSet, models.CASCADE, related_name="rules", verbose_name=_("set of deadlines"))
    kind = models.CharField(_("deadline for"), max_length=15, choices=ClockKind)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    told = models.CharField(_("told"), max_length=10, choices=Told, blank=True)
    amount = models.PositiveSmallIntegerField(_("time"), validators=[MinValueValidator(1), MaxValueValidator(2000)])
    unit = models.CharField(_("counted in"), max_length=15, choices=TimeUnit)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["deadlines", "kind", "id"]
        constraints = [
            models.UniqueConstraint("deadlines", "kind", "priority", "told", name="one_deadline_each"),
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=2000), name="deadline_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.time}"

    @property
    def time(self) -> str:
        return TimeUnit(self.unit).counted(self.amount)

    def fits(self, *, priority: str, told: str) -> bool:
        return self.priority in ("", priority) and self.told in ("", told)


@audited()
class Clock(models.Model):
    """One promise of one complaint: it runs until it is kept, or until nobody waits for it any more.

    `amount` and `unit` are those of the rule at the time, so a promise can be explained years later. A clock that
    `pauses` stands still while we wait for the customer; what the law says does not.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="clocks", verbose_name=_("complaint"))
    kind = models.CharField(_("deadline for"), max_length=15, choices=ClockKind)
    deadlines = models.ForeignKey(DeadlineSet, models.PROTECT, related_name="+", verbose_name=_("set of deadlines"))
    amount = models.PositiveSmallIntegerField(_("time"))
    unit = models.CharField(_("counted in"), max_length=15, choices=TimeUnit)
    pauses = models.BooleanField(_("stands still while we wait"), default=True)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ClockOutcome, blank=True)
    warned = models.PositiveSmallIntegerField(_("warned at per cent"), default=0)
    warn_at = models.DateTimeField(_("next warning"), null=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["started_at", "id"]
        indexes = [
            models.Index("complaint", "kind", name="clock_of_complaint"),
            models.Index(
                "warn_at", "id", name="clock_to_warn", condition=Q(ended_at__isnull=True, warn_at__isnull=False)
            ),
            models.Index(
                "kind", "ended_at", name="clock_kept", include=["due_at", "complaint"], condition=Q(outcome="met")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "complaint", "kind", name="one_running_clock_each", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="ended_clock_has_outcome",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.due_at}"

    @property
    def time(self) -> str:
        return TimeUnit(self.unit).counted(self.amount)

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def is_kept(self) -> bool:
        """Whether the promise was kept in time."""
        return self.outcome == ClockOutcome.MET and self.ended_at is not None and self.ended_at <= self.due_at

    def is_late(self, at: datetime | None = None) -> bool:
        return self.outcome != ClockOutcome.DROPPED and self.due_at < (self.ended_at or at or timezone.now())

    def used(self, at: datetime | None = None) -> float:
        """The share of the time from start to due that is over, by the clock on the wall; above 1 when late."""
        whole = (self.due_at - self.started_at).total_seconds()
        return ((self.ended_at or at or timezone.now()) - self.started_at).total_seconds() / whole if whole else 1.0


@audited()
class EscalationStep(Versioned):
    """Who hears of a promise when so many per cent of its time are over; the ladder up to named people."""

    percent = models.PositiveSmallIntegerField(
        _("per cent of the time"), unique=True, validators=[MinValueValidator(10), MaxValueValidator(300)]
    )
    to_owner = models.BooleanField(_("the officer"), default=True)
    to_department = models.BooleanField(_("managers of the department"), default=False)
    to_managers = models.BooleanField(_("all managers"), default=False)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("and these people")
    )

    class Meta:
        verbose_name = _("step of the escalation")
        verbose_name_plural = _("escalation")
        ordering = ["percent"]

    def __str__(self) -> str:
        return f"{self.percent} %"
