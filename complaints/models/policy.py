from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from complaints.enums import Sector


@audited()
class HandlingPolicy(Versioned):
    """What staff may grant alone, what managers may approve, and what happens after the answer. There is one row.

    An empty limit is none. Administrators have no limits, but nobody approves a proposal of their own.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    agent_amount_limit = models.DecimalField(
        _("amount staff may grant without approval"), max_digits=18, decimal_places=2, default=250_000
    )
    agent_points_limit = models.PositiveIntegerField(_("points staff may grant without approval"), default=500)
    agent_month_limit = models.DecimalField(
        _("amount one person may grant alone in a month"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    manager_amount_limit = models.DecimalField(
        _("amount a manager may approve for a complaint"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    manager_month_limit = models.DecimalField(
        _("amount a manager may approve in a month"), max_digits=18, decimal_places=2, null=True, blank=True
    )
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
class RemedyBudget(Versioned):
    """What remedies about one department may cost in a month, inside the budget of the whole house."""

    department = models.OneToOneField(
        "accounts.Department", models.CASCADE, related_name="remedy_budget", verbose_name=_("department")
    )
    monthly_amount = models.DecimalField(_("budget for remedies in a month"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("budget of a department")
        verbose_name_plural = _("budgets of departments")
        ordering = ["department__name"]
        constraints = [models.CheckConstraint(condition=Q(monthly_amount__gte=0), name="remedy_budget_not_negative")]

    def __str__(self) -> str:
        return f"{self.department}: {self.monthly_amount}"


@audited()
class CarePolicy(Versioned):
    """Where else customers can turn, and when we ask again after a solution. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sector = models.CharField(_("our sector"), max_length=10, choices=Sector, default=Sector.TRADE)
    next_level_id = models.TextField(_("the next level inside, in Indonesian"), max_length=1000, blank=True)
    next_level_en = models.TextField(_("the next level inside, in English"), max_length=1000, blank=True)
    asks_again = models.BooleanField(_("ask again after a solution"), default=True)
    first_days = models.PositiveSmallIntegerField(
        _("days until the first contact"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    second_days = models.PositiveSmallIntegerField(
        _("days until the second contact"), default=90, validators=[MinValueValidator(2), MaxValueValidator(730)]
    )

    class Meta:
        verbose_name = _("policy of after-care")
        verbose_name_plural = _("policy of after-care")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="care_policy_single_row"),
            models.CheckConstraint(
                condition=Q(first_days__gte=1, second_days__gt=F("first_days")), name="care_policy_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_days}, {self.second_days}"

    @classmethod
    def load(cls) -> "CarePolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()

    @property
    def next_level(self) -> str:
        """Who looks at it again inside, in the language of the reader."""
        return self.next_level_en if get_language() == "en" else self.next_level_id
