"""What the worker knows of everybody's business, and whom it has to look at again."""

from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.contact import Interaction
from customers.models.customer import Customer
from customers.models.intimacy import CustomerLink
from customers.models.life_cycle import StageEvidence
from customers.models.transaction import Contract, Transaction


class CustomerActivity(models.Model):
    """One narrow row per customer: how often and when they bought, duplicates folded in, refunds taken off.

    `recheck_on` is the first day on which standing or stage can change although nothing happens: a purchase leaves a
    year that counts, a contract ends, a recommendation grows old.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="activity")
    purchases = models.PositiveIntegerField(_("purchases"), default=0)
    first_on = models.DateField(_("first purchase"), null=True)
    last_on = models.DateField(_("last purchase"), null=True)
    recheck_on = models.DateField(_("to be looked at again"), null=True)

    class Meta:
        verbose_name = _("activity of a customer")
        verbose_name_plural = _("activity of customers")
        indexes = [
            models.Index("recheck_on", name="activity_to_recheck", condition=models.Q(recheck_on__isnull=False)),
            models.Index(
                models.F("last_on").desc(),
                "customer",
                name="activity_last_bought",
                condition=models.Q(last_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.purchases}"


class ChangedCustomer(models.Model):
    """A customer about whom a fact was written since the worker last looked; several rows for one are common.

    Triggers only add rows, without a key to collide on, so writers never wait for each other. The worker takes rows
    away and looks at the facts in one transaction: what commits later leaves a row for its next turn.
    """

    customer_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("customer to be looked at")
        verbose_name_plural = _("customers to be looked at")

    def __str__(self) -> str:
        return str(self.customer_id)


def marks_changes(
    model: type[models.Model],
    *,
    rows: str,
    changed: str = "",
    operations: Sequence[str] = ("insert", "update", "delete"),
) -> None:
    """Let every write to `model` put the customers concerned on the list; for apps above too.

    `rows` is SQL that gives their ids from the written rows, which it knows as `written`. With `changed` (columns)
    an update counts only where one of them became another, and `written` has these columns and the key alone.
    """
    known: dict[str, tuple[Any, dict[str, str], str]] = {
        "insert": (pgtrigger.Insert, {"new": "new_values"}, "SELECT * FROM new_values"),
        "update": (
            pgtrigger.Update,
            {"old": "old_values", "new": "new_values"},
            _before_and_after(changed),
        ),
        "delete": (pgtrigger.Delete, {"old": "old_values"}, "SELECT * FROM old_values"),
    }
    pgtrigger.register(
        *(
            pgtrigger.Trigger(
                name=f"changed_customers_{name}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=pgtrigger.Referencing(**tables),
                func=f"""
                    INSERT INTO customers_changedcustomer (customer_id)
                    WITH written AS ({written})
                    SELECT DISTINCT customer_id FROM ({rows}) AS concerned WHERE customer_id IS NOT NULL;
                    RETURN NULL;
                """,  # noqa: S608 - written here and in the apps above, never typed by anybody
            )
            for name, (operation, tables, written) in known.items()
            if name in operations
        )
    )(model)


def _before_and_after(changed: str) -> str:
    """Rows that were changed, as they were and as they are: differences of sets and no join (see `common.audit`)."""
    if not changed:
        return "SELECT * FROM new_values UNION ALL SELECT * FROM old_values"
    columns = ", ".join(["id", *changed.split()])
    was, now = (f"SELECT {columns} FROM {rows}" for rows in ("old_values", "new_values"))  # noqa: S608
    return f"({now} EXCEPT {was}) UNION ALL ({was} EXCEPT {now})"


_OWN = "SELECT customer_id FROM written"
_REFUNDED = "SELECT p.customer_id FROM written w JOIN customers_transaction p ON p.id = w.refund_of_id"
marks_changes(
    Transaction,
    # A refund voids a purchase, which may be another record's since two were folded together.
    rows=f"{_OWN} UNION ALL {_REFUNDED}",
    changed="customer_id kind status amount currency occurred_at refund_of_id",
)
marks_changes(Contract, rows=_OWN, changed="customer_id starts_on ends_on")
marks_changes(Interaction, rows=_OWN, changed="customer_id happened_at")
marks_changes(
    CustomerLink,
    rows="SELECT other_id AS customer_id FROM written WHERE kind = 'referred'",
    changed="other_id kind since",
)
marks_changes(StageEvidence, rows=_OWN, changed="customer_id kind happened_on")
marks_changes(
    Customer,
    rows="SELECT id AS customer_id FROM written UNION ALL SELECT merged_into_id FROM written",
    changed="standing standing_source stage stage_source merged_into_id erased_at created_at",
)
