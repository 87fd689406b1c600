"""Flexible payment: what was agreed about paying later, and what came in (kelonggaran bayar, seed 002)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted
from customers.enums import PaymentKind
from customers.models.transaction import Transaction


@audited(personal=["note"])
class Payment(Submitted):
    """A part of what is outstanding of a transaction was paid, or waived. A wrong one is taken back, never changed."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="payments", verbose_name=_("transaction"))
    kind = models.CharField(_("kind"), max_length=10, choices=PaymentKind, default=PaymentKind.PAYMENT)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    paid_on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="payment_taken_back_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.amount}"


@audited(personal=["reason"])
class DueDateChange(Submitted):
    """A later (or earlier) day was agreed for what is outstanding, and why."""

    transaction = models.ForeignKey(
        Transaction, models.PROTECT, related_name="due_date_changes", verbose_name=_("transaction")
    )
    before = models.DateField(_("before"), null=True)
    after = models.DateField(_("after"))
    reason = models.CharField(_("reason"), max_length=300)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("change of a due date")
        verbose_name_plural = _("changes of due dates")
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=True) | ~Q(before=F("after")), name="due_date_really_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.before} → {self.after}"
