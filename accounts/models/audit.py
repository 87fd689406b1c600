"""The list of all changes, and the log of what was taken out of the audit trail."""

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class ChangeSet(models.Model):
    """What one statement changed in one audited table: a line of the list of all changes.

    A trigger on every event table writes it, so a single edit and an import of a million rows are one line each. Its
    events are those of its table from `first_id` to `last_id` with the same context.
    """

    at = models.DateTimeField(_("date and time"))
    table = models.CharField(_("table"), max_length=60)  # such as "customers.customer"
    action = models.CharField(_("action"), max_length=10)  # insert, update, delete
    context_id = models.UUIDField(null=True)
    user = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False, verbose_name=_("who")
    )
    source = models.CharField(_("page, task or command"), max_length=120, blank=True)
    reference = models.CharField(_("reference of the request"), max_length=40, blank=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    rows = models.PositiveBigIntegerField(_("rows"))
    record_id = models.BigIntegerField(_("record"), null=True)  # where all rows are of one record

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="change_newest"),
            models.Index("user", F("at").desc(), F("id").desc(), name="change_by_user"),
            models.Index("table", F("at").desc(), F("id").desc(), name="change_of_table"),
            models.Index("table", "first_id", name="change_by_event"),
            models.Index("reference", name="change_by_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.action} {self.at:%Y-%m-%d %H:%M}"


class CurrentTransaction(models.Func):
    """The number of the running transaction. A restored database counts anew, so its beginning belongs to it."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class Redaction(models.Model):
    """Personal words were taken out of append-only tables: when, by whom, why, and how many rows.

    The database lets such a change through only in the very transaction that has written this row, so none can happen
    without leaving it. Afterwards it never changes.
    """

    at = models.DateTimeField(_("date and time"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    reason = models.CharField(_("reason"), max_length=200)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    transaction_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    rows = models.JSONField(_("rows by table"), default=dict)

    class Meta:
        verbose_name = _("redaction of the audit trail")
        verbose_name_plural = _("redactions of the audit trail")
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="redaction_newest"),
            models.Index("transaction_id", name="redaction_by_transaction"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="final_after_commit",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE'
                        AND (OLD.transaction_id, OLD.transaction_at) = (NEW.transaction_id, NEW.transaction_at)
                        AND (OLD.transaction_id, OLD.transaction_at) = (pg_current_xact_id()::text::bigint, now()) THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'The log of redactions never changes.';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.reason}"
