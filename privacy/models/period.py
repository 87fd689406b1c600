"""How long data are kept: who is kept whatever the periods say, and what each night took away."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from customers.models import Customer
from jobs.models import Job


@audited(personal=["reason"])
class RetentionHold(models.Model):
    """A person whose data are needed longer than the periods say: a lawsuit, an audit. At most one at a time."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="holds", verbose_name=_("customer"))
    reason = models.CharField(_("reason"), max_length=300)
    since = models.DateTimeField(_("since"))
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("hold on personal data")
        verbose_name_plural = _("holds on personal data")
        constraints = [
            models.UniqueConstraint("customer", condition=Q(lifted_at__isnull=True), name="held_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.since:%Y-%m-%d}"


class RetentionRun(models.Model):
    """One night's work: by which periods, and how many rows went of each kind. One a day."""

    day = models.DateField(_("day"), unique=True)
    periods = models.JSONField(_("periods in months"), default=dict)
    rows = models.JSONField(_("rows by kind"), default=dict)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("night of erasing")
        verbose_name_plural = _("nights of erasing")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
