"""Complaints: an expression of dissatisfaction and valuable feedback, followed until the customer is content."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from common.audit import audited
from common.models import PersonalLink, Submitted, Versioned
from complaints.enums import (
    OPEN_STATUSES,
    STATUS_TONES,
    Channel,
    EntryKind,
    Factor,
    RemedyKind,
    RemedyStatus,
    Severity,
    Status,
    Verdict,
)
from customers.models import Customer
from customers.models.customer import PlainText


@audited()
class Cause(models.Model):
    """Why customers complain: six causes of the seed, finer ones below them; external factors are counted apart."""

    slug = models.SlugField(_("identifier"), unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    factor = models.CharField(_("factor"), max_length=10, choices=Factor, default=Factor.INTERNAL)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_id


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """The one gate to complaints: a restricted one exists only for the people named on it, whatever their role."""
        return self.filter(Q(is_restricted=False) | Q(pk__in=RestrictedAccess.of(user)))

    def hidden_from(self, user: User) -> "ComplaintQuerySet":
        """The others: few, so leaving out what belongs to them is cheap, whatever else a query joins."""
        return self.filter(is_restricted=True).exclude(pk__in=RestrictedAccess.of(user))

    def open(self) -> "ComplaintQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def running(self) -> "ComplaintQuerySet":
        """Open and with us: while we wait for the customer the clock stands still."""
        return self.filter(status__in=[Status.NEW, Status.IN_PROGRESS])

    def overdue(self, at: datetime) -> "ComplaintQuerySet":
        return self.running().filter(due_at__lt=at)


@audited(personal=["summary", "details", "expected_outcome", "resolution"])
class Complaint(Versioned, Submitted):
    """One complaint of one customer, from its receipt to the customer's verdict."""

    reference = models.CharField(_("complaint number"), max_length=20, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="complaints", verbose_name=_("customer"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PHONE)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("cause")
    )
    summary = models.CharField(_("summary"), max_length=200)
    details = models.TextField(_("details"), max_length=20_000, blank=True)
    expected_outcome = models.CharField(_("what the customer asks for"), max_length=300, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("about the department"),
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.NORMAL)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("officer"),
    )
    is_restricted = models.BooleanField(_("confidential: only for named people"), default=False)
    resolution = models.TextField(_("resolution"), max_length=4000, blank=True)
    verdict = models.CharField(_("customer's verdict"), max_length=10, choices=Verdict, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("first response"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("logged by")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(F("received_at").desc(), F("id").desc(), name="complaint_newest"),
            models.Index("due_at", "id", name="complaint_open_by_due", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(
                "owner", "due_at", "id", name="complaint_open_of_owner", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.Index("customer", F("received_at").desc(), F("id").desc(), name="complaint_of_customer"),
            models.Index("resolved_at", name="complaint_to_close", condition=Q(status="resolved")),
            models.Index("resolved_at", name="complaint_by_resolution", condition=Q(resolved_at__isnull=False)),
            GinIndex(OpClass(PlainText(F("summary")), name="gin_trgm_ops"), name="complaint_summary_trigrams"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False), name="closed_complaint_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["resolved", "closed"]) | Q(resolved_at__isnull=False),
                name="resolved_complaint_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(waiting_since__isnull=False), name="waiting_complaint_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("complaints:complaint_detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def tone(self) -> str:
        """The badge of its status."""
        return STATUS_TONES[self.status]

    def is_overdue(self, at: datetime) -> bool:
        """Late and still with us: while we wait for the customer the clock stands still."""
        return self.is_open and self.status != Status.WAITING and self.due_at < at


class ReferenceCounter(models.Model):
    """The last number given in a year. Taking one locks the row until commit: none is shared, none lost."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last_number = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("complaint number counter")
        verbose_name_plural = _("complaint number counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


@audited()
class RestrictedAccess(models.Model):
    """A person named on a confidential complaint."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="named_people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("named person")
        verbose_name_plural = _("named people")
        constraints = [models.UniqueConstraint("user", "complaint", name="named_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.user_id}"

    @classmethod
    def of(cls, user: User) -> models.QuerySet:
        """Ids of the confidential complaints this person may know of."""
        return cls.objects.filter(user_id=user.pk).values("complaint_id")

    @classmethod
    def names(cls, complaint: Complaint, user: User) -> bool:
        return cls.objects.filter(user_id=user.pk, complaint_id=complaint.pk).exists()


@audited(personal=["body", "old_value", "new_value"])
class Entry(Submitted):
    """One line of a complaint's timeline. It is written once and never changed."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="entries", verbose_name=_("complaint"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    old_value = models.CharField(_("before"), max_length=200, blank=True)
    new_value = models.CharField(_("after"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("date and time"), default=timezone.now)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["created_at", "id"]
        indexes = [models.Index("complaint", "created_at", "id", name="entry_of_complaint")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"

    @property
    def field_name(self) -> str:
        """Which field of the complaint a change of details is about."""
        return str(Complaint._meta.get_field(self.body).verbose_name) if self.kind == EntryKind.EDIT else ""

    @property
    def remedy_name(self) -> str:
        """The kind of remedy that was offered or decided on."""
        return str(dict(RemedyKind.choices).get(self.old_value, self.old_value))

    @property
    def before(self) -> str:
        """The old value in words."""
        return self._in_words(self.old_value)

    @property
    def after(self) -> str:
        """The new value in words."""
        return self._in_words(self.new_value)

    def _in_words(self, value: str) -> str:
        fields = {EntryKind.STATUS: "status", EntryKind.RECEIVED: "channel", EntryKind.EDIT: self.body}
        if self.kind == EntryKind.REMEDY:
            words = dict(RemedyStatus.choices)
        elif self.kind in fields:
            words = dict(Complaint._meta.get_field(fields[self.kind]).flatchoices)
        else:
            words = {}
        return str(words.get(value, value))


@audited(personal=["description", "decision_reason"])
class Remedy(Submitted):
    """What is done to make it good: apologise, solve, leave the customer better off.

    Above a limit a manager approves, never the one who proposed it. What staff may grant alone is approved at once
    and has nobody in `decided_by`.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="remedies", verbose_name=_("complaint"))
    kind = models.CharField(_("kind"), max_length=15, choices=RemedyKind)
    description = models.CharField(_("description"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    points = models.PositiveIntegerField(_("points"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=RemedyStatus, default=RemedyStatus.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")
        ordering = ["proposed_at", "id"]
        indexes = [models.Index("proposed_at", "id", name="remedy_to_decide", condition=Q(status="proposed"))]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="remedy_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="remedy_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_at__isnull=False), name="decided_remedy_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"


class TrackingLink(PersonalLink):
    """The customer's private way to a complaint. Each e-mail carries one of its own."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="tracking_links")

    class Meta:
        verbose_name = _("tracking link")
        verbose_name_plural = _("tracking links")

    def __str__(self) -> str:
        return f"{self.complaint_id}"


@audited()
class HandlingPolicy(Versioned):
    """How fast we promise to solve, in working hours by severity, and what staff may grant alone. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    hours_low = models.PositiveSmallIntegerField(_("working hours for low severity"), default=40)
    hours_normal = models.PositiveSmallIntegerField(_("working hours for normal severity"), default=24)
    hours_high = models.PositiveSmallIntegerField(_("working hours for high severity"), default=8)
    hours_critical = models.PositiveSmallIntegerField(_("working hours for critical severity"), default=4)
    agent_amount_limit = models.DecimalField(
        _("amount staff may grant without approval"), max_digits=18, decimal_places=2, default=250_000
    )
    agent_points_limit = models.PositiveIntegerField(_("points staff may grant without approval"), default=500)
    monthly_budget = models.DecimalField(
        _("budget for remedies in a month"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    reopen_days = models.PositiveSmallIntegerField(_("days in which a customer may reopen"), default=14)
    accept_after_days = models.PositiveSmallIntegerField(
        _("days after which a resolved complaint is closed"), default=7
    )

    class Meta:
        verbose_name = _("handling policy")
        verbose_name_plural = _("handling policy")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="handling_policy_single_row")]

    def __str__(self) -> str:
        return str(_("Handling policy"))

    @classmethod
    def load(cls) -> "HandlingPolicy":
        return cls.objects.first() or cls()


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
