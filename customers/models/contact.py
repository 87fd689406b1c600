from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from customers.enums import CONTACT_KINDS, Direction, InteractionKind, Priority, Reached, Repeat
from customers.models.customer import Customer

CORRECT_WITHIN = timedelta(hours=24)


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def contacts(self) -> "InteractionQuerySet":
        """What was between us and the customer, without notes that staff wrote for themselves."""
        return self.filter(kind__in=CONTACT_KINDS)


@audited(personal=["summary", "details"])
class Interaction(Submitted, Versioned):
    """Attention after the sale: a call, visit, message or meeting with a customer, noted by staff."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="interactions", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=10, choices=InteractionKind, default=InteractionKind.CALL)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, blank=True)
    reached = models.CharField(_("outcome"), max_length=10, choices=Reached, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )
    summary = models.CharField(_("summary"), max_length=300)
    details = models.TextField(_("details"), max_length=4000, blank=True)
    happened_at = models.DateTimeField(_("date and time"), default=timezone.now)
    noted_at = models.DateTimeField(_("noted"), null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("staff member")
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index("customer", F("happened_at").desc(), F("id").desc(), name="interaction_of_customer")]

    def __str__(self) -> str:
        return self.summary

    def is_open_to_correction(self, at: datetime) -> bool:
        """Whether it was noted so lately that a slip may still be mended without a trace on the page."""
        return self.noted_at is not None and at < self.noted_at + CORRECT_WITHIN


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> "FollowUpQuerySet":
        return self.filter(done_at__isnull=True)

    def ownerless(self) -> "FollowUpQuerySet":
        """Nobody will do them: without an owner, or with one who can no longer sign in."""
        return self.filter(Q(owner__isnull=True) | Q(owner__is_active=False))


@audited(personal=["task", "details", "outcome"])
class FollowUp(Submitted, Versioned):
    """Something promised or worth doing for a customer, with an owner and a due time (tindak lanjut).

    Upper apps make them too (a bad survey answer); `source_key` then says for what, so that each is made once.
    `reminded_at` and `escalated_at` are the steps that its delay has led to; a new due time takes both back.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="follow_ups", verbose_name=_("customer"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="follow_ups", verbose_name=_("owner")
    )
    task = models.CharField(_("what to do"), max_length=300)
    details = models.TextField(_("details"), max_length=4000, blank=True)
    due_at = models.DateTimeField(_("due"))
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    repeat = models.CharField(_("repeat"), max_length=10, choices=Repeat, blank=True)
    url = models.CharField(_("page"), max_length=200, blank=True, editable=False)
    source_key = models.CharField(_("made for"), max_length=80, unique=True, null=True, editable=False)  # noqa: DJ001
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # the list of what I planned for others has an index of its own
        verbose_name=_("planned by"),
    )
    snoozes = models.PositiveSmallIntegerField(_("times put off"), default=0, editable=False)
    reminded_at = models.DateTimeField(_("owner reminded"), null=True, editable=False)
    escalated_at = models.DateTimeField(_("managers told"), null=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index("owner", "due_at", "id", name="follow_up_open_of_owner", condition=Q(done_at__isnull=True)),
            models.Index("due_at", "id", name="follow_up_open", condition=Q(done_at__isnull=True)),
            models.Index("customer", F("created_at").desc(), F("id").desc(), name="follow_up_of_customer"),
            models.Index(
                "created_by", "due_at", "id", name="follow_up_open_by_planner", condition=Q(done_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="follow_up_priority_known"),
        ]

    def __str__(self) -> str:
        return self.task

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()

    @property
    def is_urgent(self) -> bool:
        return self.priority == Priority.HIGH


@audited()
class FollowUpPolicy(Versioned):
    """What happens to follow-ups that nobody does. There is one row.

    Both steps are counted in working days after the day on which a follow-up was due, and are taken once each.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    remind_after = models.PositiveSmallIntegerField(
        _("working days until the owner is reminded"), default=1, validators=[MaxValueValidator(30)]
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("working days until managers are told"), default=3, validators=[MaxValueValidator(60)]
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the day at which both are sent"), default=7, validators=[MaxValueValidator(23)]
    )
    is_active = models.BooleanField(_("send reminders and tell managers"), default=True)

    class Meta:
        verbose_name = _("policy of follow-ups")
        verbose_name_plural = _("policy of follow-ups")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="follow_up_policy_single_row"),
            models.CheckConstraint(
                condition=Q(remind_after__gte=1, escalate_after__gte=F("remind_after"), digest_hour__lte=23),
                name="follow_up_policy_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remind_after}, {self.escalate_after}"

    @classmethod
    def load(cls) -> "FollowUpPolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()
