"""What people ask of us about their data, answered within 3 × 24 hours."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import append_only
from common.models import Submitted, Versioned
from customers.models import Customer
from privacy.enums import OPEN_REQUESTS, Channel, RequestKind, RequestStatus, StepKind


class RequestCounter(models.Model):
    """The last number given in a year. Taking one locks the row until commit: none is shared, none lost."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last_number = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("request number counter")
        verbose_name_plural = _("request number counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> "DataRequestQuerySet":
        return self.filter(status__in=OPEN_REQUESTS)

    def overdue(self, at: datetime) -> "DataRequestQuerySet":
        return self.open().filter(due_at__lt=at)


class DataRequest(Versioned, Submitted):
    """One request of one person, with its clock: hours of the calendar, not of work."""

    reference = models.CharField(_("request number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("asks for"), max_length=12, choices=RequestKind)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="data_requests", verbose_name=_("customer")
    )
    requester = models.CharField(_("who asks"), max_length=200, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    channel = models.CharField(_("received by"), max_length=10, choices=Channel)
    details = models.TextField(_("what is asked"), max_length=4000, blank=True)
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"))
    status = models.CharField(_("status"), max_length=12, choices=RequestStatus, default=RequestStatus.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    identity_note = models.CharField(_("how the identity was checked"), max_length=300, blank=True)
    identity_at = models.DateTimeField(_("identity checked"), null=True)
    identity_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    warned = models.PositiveSmallIntegerField(_("reminded at"), default=0, editable=False)  # per cent of the time
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index("due_at", "id", name="data_request_open", condition=Q(status__in=OPEN_REQUESTS)),
            models.Index(F("received_at").desc(), F("id").desc(), name="data_request_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OPEN_REQUESTS) | Q(answered_at__isnull=False), name="closed_request_has_moment"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("received_at")), name="request_due_after_receipt"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("privacy:request_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_REQUESTS

    @property
    def tone(self) -> str:
        return {"new": "new", "in_progress": "progress", "proposed": "waiting", "answered": "done"}.get(
            self.status, "closed"
        )

    def is_overdue(self, at: datetime | None = None) -> bool:
        return self.is_open and self.due_at < (at or timezone.now())

    def used(self, at: datetime) -> float:
        """The share of the time that is over; more than 1 when it is late."""
        whole: timedelta = self.due_at - self.received_at
        return (at - self.received_at) / whole


class RequestStep(models.Model):
    """One line of what was done about a request. Written once."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="steps", verbose_name=_("request"))
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    body = models.TextField(_("text"), max_length=4000, blank=True)
    at = models.DateTimeField(_("date and time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["-at", "-id"]
        indexes = [models.Index("request", F("at").desc(), F("id").desc(), name="step_of_request")]
        triggers = [append_only(personal=["body"])]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"


class Restriction(models.Model):
    """Processing of a person's data has stopped on their wish: no surveys, no contact, and everybody sees why."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="restrictions", verbose_name=_("customer"))
    request = models.ForeignKey(DataRequest, models.PROTECT, null=True, related_name="+", verbose_name=_("request"))
    since = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    class Meta:
        verbose_name = _("restriction of processing")
        verbose_name_plural = _("restrictions of processing")
        constraints = [
            models.UniqueConstraint("customer", condition=Q(lifted_at__isnull=True), name="restricted_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.since:%Y-%m-%d}"


class Erasure(models.Model):
    """The personal data of a customer, and of the records folded together with it, were erased: when, by whom, why."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="erasures", verbose_name=_("customer"))
    request = models.ForeignKey(DataRequest, models.PROTECT, null=True, related_name="+", verbose_name=_("request"))
    at = models.DateTimeField(_("date and time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.JSONField(_("rows by table"), default=dict)
    waits = models.BooleanField(default=False, editable=False)  # something can't go yet: a task comes back to it

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-id"]
        indexes = [models.Index("id", name="erasure_waiting", condition=Q(waits=True))]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at:%Y-%m-%d}"
