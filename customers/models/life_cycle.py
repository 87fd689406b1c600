from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from customers.enums import EvidenceKind, LifeCycle, StandingSource
from customers.models.customer import Customer


@audited()
class LifeCyclePolicy(Versioned):
    """When somebody is a client and when an advocate: the upper stages of the life cycle (seed 001). There is one row.

    The lower stages need no policy: a suspect is in the registry, a prospect showed interest, a first-time customer
    bought once, a repeat customer more often. A client is a regular; who has bought nothing for `lapse_months` is none
    any more and counts as a repeat customer again. An advocate is a client who recommended us.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    primary_is_client = models.BooleanField(_("primary customers are clients"), default=True)
    client_purchases = models.PositiveSmallIntegerField(
        _("purchases that make a client"), default=4, validators=[MinValueValidator(2), MaxValueValidator(1000)]
    )
    client_months = models.PositiveSmallIntegerField(
        _("within so many months"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    lapse_months = models.PositiveSmallIntegerField(
        _("months without a purchase that end it"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    advocate_months = models.PositiveSmallIntegerField(
        _("months for which a recommendation counts"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    reason = models.CharField(_("reason for the last change"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("policy of the life cycle")
        verbose_name_plural = _("policy of the life cycle")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="life_cycle_policy_single_row"),
            models.CheckConstraint(
                condition=Q(client_purchases__gte=2, client_months__gte=1, lapse_months__gte=1, advocate_months__gte=1),
                name="life_cycle_policy_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_purchases} / {self.client_months}"

    @classmethod
    def load(cls) -> "LifeCyclePolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()


class LifeCycleChange(models.Model):
    """The history of stages: which a customer entered on which day, and why.

    `left_on` and `next_stage` repeat what the following row says, so that figures over a period read that period alone.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="stage_changes", verbose_name=_("customer"), db_index=False
    )
    stage = models.CharField(_("stage of the life cycle"), max_length=10, choices=LifeCycle)
    effective_from = models.DateField(_("from"))
    source = models.CharField(_("set by"), max_length=10, choices=StandingSource)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    left_on = models.DateField(_("left on"), null=True, editable=False)
    next_stage = models.CharField(_("next stage"), max_length=10, choices=LifeCycle, blank=True, editable=False)

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-effective_from", "-id"]
        indexes = [
            models.Index("stage", F("effective_from").desc(), F("id").desc(), name="stage_change_entered"),
        ]
        constraints = [models.UniqueConstraint("customer", "effective_from", name="one_stage_a_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.stage} {self.effective_from}"


@audited(personal=["note"])
class StageEvidence(Submitted):
    """What staff noted that moves a customer along: interest without a purchase yet, or a recommendation to others."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="stage_evidence", verbose_name=_("customer"), db_index=False
    )
    kind = models.CharField(_("what happened"), max_length=15, choices=EvidenceKind)
    happened_on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("evidence of a stage")
        verbose_name_plural = _("evidence of stages")
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index("customer", "kind", "happened_on", name="stage_evidence_of_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.happened_on}"
