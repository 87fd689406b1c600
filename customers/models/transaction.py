from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from customers.models.customer import Customer


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def purchases(self) -> "TransactionQuerySet":
        """Completed purchases, bookings and services above zero, before refunds are looked at."""
        return self.filter(kind__in=BUSINESS_KINDS, status=TransactionStatus.COMPLETED, amount__gt=0)

    def owed(self) -> "TransactionQuerySet":
        """Of which something is still to be paid; what was cancelled is owed no more."""
        return self.filter(outstanding__gt=0).exclude(status=TransactionStatus.CANCELLED)


@audited()
class Transaction(models.Model):
    """Business done with a customer: what makes one active, primary, retained.

    `occurred_at` decides the business date (in the organisation's time zone), `recorded_at` when we came to know it.
    """

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="transactions", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=TransactionKind, default=TransactionKind.PURCHASE)
    status = models.CharField(
        _("status"), max_length=10, choices=TransactionStatus, default=TransactionStatus.COMPLETED
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    occurred_at = models.DateTimeField(_("date and time"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    refund_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="refunds",
        verbose_name=_("refund of"),
    )
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    due_on = models.DateField(_("agreed due date"), null=True, blank=True)
    outstanding = models.DecimalField(_("outstanding amount"), max_digits=18, decimal_places=2, default=0)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")
        ordering = ["-occurred_at", "-id"]
        indexes = [
            # Holds what decides whether it is business, so that standings are worked out without the rows themselves.
            models.Index(
                "customer",
                F("occurred_at").desc(),
                F("id").desc(),
                include=["kind", "status", "amount", "currency"],
                name="transaction_facts_of_customer",
            ),
            models.Index("customer", name="transaction_pending", condition=Q(status=TransactionStatus.PENDING)),
            models.Index(F("recorded_at"), "id", name="transaction_by_recording"),
            models.Index(
                "refund_of",
                include=["kind", "status", "amount"],
                name="transaction_refunds_of",
                condition=Q(refund_of__isnull=False),
            ),
            models.Index("due_on", "id", name="transaction_outstanding", condition=Q(outstanding__gt=0)),
            models.Index(
                "customer", "due_on", "id", name="transaction_owed_by_customer", condition=Q(outstanding__gt=0)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="transaction_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(outstanding__gte=0, outstanding__lte=F("amount")), name="transaction_outstanding_in_range"
            ),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True) | Q(kind=TransactionKind.REFUND), name="only_refunds_refund"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def is_overdue(self, today: date) -> bool:
        return self.outstanding > 0 and self.due_on is not None and self.due_on < today

    @property
    def is_refundable(self) -> bool:
        return self.kind in BUSINESS_KINDS and self.status == TransactionStatus.COMPLETED


@audited()
class Contract(models.Model):
    """An agreement that keeps a customer active from its first to its last day, with or without purchases."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts", verbose_name=_("customer"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint("customer", "starts_on", name="contract_once_per_start"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.starts_on} – {self.ends_on or ''}"
