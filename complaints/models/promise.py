from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from complaints.enums import PromiseOutcome
from complaints.models.complaint import Complaint
from complaints.models.entry import Entry

BROKEN = Q(ended_at__gt=F("agreed_at"))


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> "PromiseQuerySet":
        return self.filter(ended_at__isnull=True)

    def counted(self, at: datetime) -> "PromiseQuerySet":
        """Those of which one can say by `at` whether they were kept. Whoever released us in time from one ends it."""
        released = Q(outcome=PromiseOutcome.RELEASED, ended_at__lte=F("agreed_at"))
        return self.filter(Q(ended_at__isnull=False) | Q(agreed_at__lt=at)).exclude(released)

    def broken(self, at: datetime) -> "PromiseQuerySet":
        """Not done by the date that the customer had agreed to."""
        return self.filter(BROKEN | Q(ended_at__isnull=True, agreed_at__lt=at))


@audited(personal=["what", "note"])
class Promise(Submitted, Versioned):
    """A date that a customer was promised something by.

    `due_at` is when we mean to do it now, `agreed_at` the date the customer has agreed to: by that one it counts as
    kept or broken. Who moves a promise without the customer's agreement, or after the date, changes `due_at` alone.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="promises", verbose_name=_("complaint"))
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, related_name="promise", editable=False)
    what = models.CharField(_("what we promised"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="promises", verbose_name=_("who does it")
    )
    due_at = models.DateTimeField(_("by when"))
    agreed_at = models.DateTimeField(_("agreed with the customer"), editable=False)
    first_due_at = models.DateTimeField(_("promised first"), editable=False)
    moves = models.PositiveSmallIntegerField(_("times moved"), default=0, editable=False)
    made_at = models.DateTimeField(_("promised on"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=PromiseOutcome, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("owner reminded"), null=True, editable=False)
    escalated_at = models.DateTimeField(_("managers told"), null=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index("due_at", "id", name="promise_open", condition=Q(ended_at__isnull=True)),
            models.Index("owner", "due_at", "id", name="promise_open_of_owner", condition=Q(ended_at__isnull=True)),
            models.Index("agreed_at", name="promise_by_agreed_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="ended_promise_has_outcome",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("agreed_at")), name="promise_due_not_before_agreed"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def is_broken(self, at: datetime | None = None) -> bool:
        """Not done by the date that the customer had agreed to."""
        return (self.ended_at or at or timezone.now()) > self.agreed_at

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_at < timezone.now()
