import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted
from complaints.enums import RemedyKind, RemedyStatus
from complaints.models.complaint import Complaint


@audited(personal=["description", "decision_reason"])
class Remedy(Submitted):
    """What is done to make it good: apologise, solve, leave the customer better off.

    Above a limit a manager approves, never the one who proposed it. What staff may grant alone is approved at once
    and has nobody in `decided_by`. Money is paid once: the database refuses a second payment of the same remedy.
    `department` is the one whose budget it was charged to, as it was when it was granted.
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
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("budget of"),
    )
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, db_index=False, related_name="+")
    payment_reference = models.CharField(_("payment reference"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")
        ordering = ["proposed_at", "id"]
        indexes = [
            models.Index("proposed_at", "id", name="remedy_to_decide", condition=Q(status="proposed")),
            models.Index(
                "decided_at", "id", name="remedy_to_pay", condition=Q(status="approved", amount__gt=0, paid_at=None)
            ),
            models.Index(F("paid_at").desc(), F("id").desc(), name="remedy_paid", condition=Q(paid_at__isnull=False)),
            models.Index("decided_at", name="remedy_granted", condition=Q(status="approved", amount__gt=0)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="remedy_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="remedy_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_at__isnull=False), name="decided_remedy_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, payment_reference="")
                | (Q(paid_at__isnull=False, status="approved", amount__gt=0) & ~Q(payment_reference="")),
                name="only_granted_money_is_paid",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="remedy_paid_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__paid_at__isnull=False)
                & (
                    pgtrigger.Q(old__paid_at__df=pgtrigger.F("new__paid_at"))
                    | pgtrigger.Q(old__payment_reference__df=pgtrigger.F("new__payment_reference"))
                    | pgtrigger.Q(old__amount__df=pgtrigger.F("new__amount"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"

    @property
    def is_to_pay(self) -> bool:
        """Granted money that nobody has paid yet."""
        return self.status == RemedyStatus.APPROVED and self.amount > 0 and self.paid_at is None
