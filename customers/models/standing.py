from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned


@audited()
class StandingPolicy(Versioned):
    """When a customer is primary: regular for years (seed 004). There is one row.

    Years are counted back from today. A year is good when it holds at least `transactions_a_year` qualifying purchases
    and, where asked for, `amount_a_year` in the default currency, net of refunds. Primary is who has good years among
    the last `tenure_years`, all but `forgiven_years` of them; secondary has bought at all, or holds a contract;
    everybody else is a prospect.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    tenure_years = models.PositiveSmallIntegerField(
        _("years in a row"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    transactions_a_year = models.PositiveSmallIntegerField(
        _("transactions in each year"), default=2, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    amount_a_year = models.DecimalField(
        _("amount in each year"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    forgiven_years = models.PositiveSmallIntegerField(
        _("years that may fall short"), default=0, validators=[MaxValueValidator(19)]
    )
    reason = models.CharField(_("reason for the last change"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("policy of standing")
        verbose_name_plural = _("policy of standing")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="standing_policy_single_row"),
            models.CheckConstraint(
                condition=Q(tenure_years__gte=1, transactions_a_year__gte=1, amount_a_year__gte=0),
                name="standing_policy_at_least_one",
            ),
            models.CheckConstraint(
                condition=Q(forgiven_years__lt=F("tenure_years")), name="standing_policy_asks_for_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenure_years} × {self.transactions_a_year}"

    @classmethod
    def load(cls) -> "StandingPolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()
