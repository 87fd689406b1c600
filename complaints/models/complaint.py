from datetime import datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from common.audit import audited
from common.models import Submitted, Versioned
from complaints.enums import (
    MOVES,
    OPEN_STATUSES,
    STATUS_TONES,
    Channel,
    ClockKind,
    Complexity,
    Decision,
    Impact,
    Priority,
    Severity,
    Status,
    Verdict,
)
from complaints.models.cause import Cause
from customers.models import Customer
from customers.models.words import Words

# What figures ask of a complaint: whether somebody may know of it, then what came in, and how it was answered.
GATE = ("id", "is_restricted", "about_person")
TOLD_OF_RECEIPT = ("cause", "channel", "acknowledged_at", "first_response_at", "reopened_count")
TOLD_OF_ANSWER = (
    "received_at", "due_at", "first_response_at", "owner", "department", "severity", "complexity", "verdict",
    "reopened_count",
)  # fmt: skip


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """The one gate to complaints: a restricted one exists only for the people named on it, whatever their role.

        One that was merged into another no longer counts as one.
        """
        named = Q(pk__in=RestrictedAccess.objects.filter(user_id=user.pk).values("complaint_id"))
        return self.standing().filter(Q(is_restricted=False) | (named & ~Q(about_person=user.pk)))

    def standing(self) -> "ComplaintQuerySet":
        """Without those that were merged into another: looked up row by row where a few rows are wanted."""
        merged = apps.get_model("complaints", "ComplaintMerge").duplicates()
        return self.exclude(Exists(merged.filter(duplicate=OuterRef("pk"))))

    def hidden_from(self, user: User) -> "ComplaintQuerySet":
        """The others: few, so leaving out what belongs to them is cheap, whatever else a query joins."""
        return self.filter(is_restricted=True).exclude(pk__in=RestrictedAccess.of(user))

    @classmethod
    def beyond(cls, user: User, name: str = "complaint") -> Q:
        """Condition for rows that hang on a complaint this person may not know of, or on one that was merged.

        These are few. To leave them out of a large table is quicker than to look for each row's complaint among all.
        """
        merged = apps.get_model("complaints", "ComplaintMerge").duplicates()
        return Q(**{f"{name}__in": Complaint.objects.hidden_from(user).values("pk")}) | Q(**{f"{name}__in": merged})

    def open(self) -> "ComplaintQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def running(self) -> "ComplaintQuerySet":
        """Open and with us: while we wait for the customer the clock stands still."""
        return self.open().filter(waiting_since__isnull=True)

    def waiting(self) -> "ComplaintQuerySet":
        """The customer's turn: only open ones wait, as the database sees to it."""
        return self.filter(waiting_since__isnull=False)

    def overdue(self, at: datetime) -> "ComplaintQuerySet":
        """Whose most pressing promise is broken; while we wait for the customer only the law can be.

        Only open ones are due. To ask for the state as well would mislead the planner, who takes both for chance.
        """
        return self.filter(next_due_at__lt=at)


@audited(personal=["summary", "details", "expected_outcome", "resolution", "tags"])
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
    safety = models.BooleanField(_("somebody could come to harm"), default=False)
    complexity = models.CharField(_("complexity"), max_length=10, choices=Complexity, default=Complexity.SIMPLE)
    impact = models.CharField(_("who is affected"), max_length=10, choices=Impact, default=Impact.ONE)
    needs_action_now = models.BooleanField(_("needs immediate action"), default=False)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL, editable=False)
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.RECEIVED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("officer"),
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("tags"))
    is_restricted = models.BooleanField(_("confidential: only for named people"), default=False)
    # Who is complained about: a user, or a member of a department from the registry. Never its officer, never named.
    about_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("about the member of staff"),
    )
    about_member = models.ForeignKey(
        Customer,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("about the department member"),
    )
    resolution = models.TextField(_("resolution"), max_length=4000, blank=True)
    decision = models.CharField(_("our decision on what was asked"), max_length=10, choices=Decision, blank=True)
    verdict = models.CharField(_("customer's verdict"), max_length=10, choices=Verdict, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    deadlines = models.ForeignKey(
        "complaints.DeadlineSet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("further deadlines"),
    )
    due_at = models.DateTimeField(_("due"))  # the promised solution
    # What is most pressing; empty while nothing runs. Lists are sorted by it.
    next_due_at = models.DateTimeField(_("next due"), null=True, editable=False)
    next_due_kind = models.CharField(_("next due for"), max_length=15, choices=ClockKind, blank=True, editable=False)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("first response"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("answered"), null=True, blank=True)
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
            models.Index("next_due_at", "id", name="complaint_open_by_next_due", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(
                "owner", "next_due_at", "id", name="complaint_open_of_owner_due", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.Index(
                "next_due_at",
                "id",
                name="complaint_unassigned_due",
                condition=Q(status__in=OPEN_STATUSES, owner__isnull=True),
            ),
            models.Index("next_due_at", "id", name="complaint_due", condition=Q(next_due_at__isnull=False)),
            models.Index("received_at", "id", name="complaint_due_by_receipt", condition=Q(next_due_at__isnull=False)),
            models.Index(
                "waiting_since", "id", name="complaint_waiting_longest", condition=Q(waiting_since__isnull=False)
            ),
            models.Index(
                "received_at", "id", name="complaint_waiting_by_receipt", condition=Q(waiting_since__isnull=False)
            ),
            models.Index("id", name="complaint_confidential", condition=Q(is_restricted=True)),
            models.Index("received_at", "id", name="complaint_open_by_receipt", condition=Q(status__in=OPEN_STATUSES)),
            GinIndex("tags", name="complaint_by_tag"),
            models.Index("customer", F("received_at").desc(), F("id").desc(), name="complaint_of_customer"),
            models.Index("resolved_at", name="complaint_to_close", condition=Q(status="answered")),
            # Figures of a year read these alone, and not the texts that stand between the moments in the table.
            models.Index("received_at", name="complaint_of_period", include=[*GATE, *TOLD_OF_RECEIPT]),
            models.Index(
                "resolved_at",
                name="complaint_answered",
                include=[*GATE, *TOLD_OF_ANSWER],
                condition=Q(resolved_at__isnull=False),
            ),
            GinIndex(Words(F("summary")), name="complaint_words", gin_pending_list_limit=256),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False), name="closed_complaint_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "accepted", "closed"]) | Q(resolved_at__isnull=False),
                name="answered_complaint_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True) | Q(status__in=OPEN_STATUSES), name="only_open_ones_wait"
            ),
            models.CheckConstraint(
                condition=Q(next_due_at__isnull=True) | Q(status__in=OPEN_STATUSES), name="only_open_ones_are_due"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="complaint_moves",
                field="status",
                transitions=[(old.value, new.value) for old, ways in MOVES.items() for new in ways],
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("complaints:complaint_detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_waiting(self) -> bool:
        """Whether it is the customer's turn: all clocks stand still."""
        return self.waiting_since is not None

    @property
    def state(self) -> Any:
        """Its state in words, as badges and lists show it."""
        return _("Waiting for the customer") if self.is_waiting else self.get_status_display()

    @property
    def tone(self) -> str:
        """The badge of its state."""
        return "waiting" if self.is_waiting else STATUS_TONES[Status(self.status)]

    def is_overdue(self, at: datetime) -> bool:
        """Late and still with us: while we wait for the customer the clocks stand still, but for the law's."""
        return self.is_open and self.next_due_at is not None and self.next_due_at < at


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
        """Ids of the confidential complaints this person may know of; never one about that very person."""
        named = cls.objects.filter(user_id=user.pk)
        return named.exclude(complaint__about_person=user.pk).values("complaint_id")

    @classmethod
    def names(cls, complaint: Complaint, user: User) -> bool:
        return cls.objects.filter(user_id=user.pk, complaint_id=complaint.pk).exists()
