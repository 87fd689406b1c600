from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned


@audited()
class HandlingPolicy(Versioned):
    """What staff may grant alone, and what happens after the answer. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
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
