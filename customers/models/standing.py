from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned


@audited()
class StandingPolicy(Versioned):
    """When a customer is primary: regular for years (seed 004). There is one row.

    Primary has in each of the last `tenure_years` years, counted back from today, at least `transactions_a_year`
    qualifying purchases; secondary has bought at all, or holds a contract; everybody else is a prospect.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    tenure_years = models.PositiveSmallIntegerField(
        _("years in a row"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    transactions_a_year = models.PositiveSmallIntegerField(
        _("transactions in each year"), default=2, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    class Meta:
        verbose_name = _("policy of standing")
        verbose_name_plural = _("policy of standing")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="standing_policy_single_row"),
            models.CheckConstraint(
                condition=Q(tenure_years__gte=1, transactions_a_year__gte=1), name="standing_policy_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenure_years} × {self.transactions_a_year}"

    @classmethod
    def load(cls) -> "StandingPolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()
