import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import append_only, audited
from common.models import PersonalLink, Submitted
from customers.models import Customer, Transaction
from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.models.programme import Programme, Reward


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(left_at__isnull=True)


@audited(exclude=["balance"])
class Membership(models.Model):
    """A customer in a programme. `balance` is the sum of the ledger; only services.ledger writes it."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="memberships", verbose_name=_("loyalty programme")
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="memberships", verbose_name=_("customer"))
    balance = models.BigIntegerField(_("points balance"), default=0, editable=False)
    enrolled_at = models.DateTimeField(_("member since"), default=timezone.now)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-enrolled_at", "-id"]
        indexes = [
            models.Index("programme", F("enrolled_at").desc(), F("id").desc(), name="membership_newest"),
            models.Index("programme", F("balance").desc(), F("id").desc(), name="membership_by_balance"),
        ]
        constraints = [
            models.UniqueConstraint("programme", "customer", name="member_once_per_programme"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="membership_balance_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("loyalty:membership_detail", args=[self.pk])

    @property
    def number(self) -> str:
        """What is printed on the card: A-000123."""
        return f"A-{self.pk:06d}"

    @property
    def is_current(self) -> bool:
        return self.left_at is None


@audited()
class Redemption(Submitted):
    """A reward taken for points. The clerk hands it out against the code."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="redemptions", verbose_name=_("membership"))
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions", verbose_name=_("reward"))
    points = models.PositiveIntegerField(_("points"))
    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=RedemptionStatus, default=RedemptionStatus.ISSUED)
    created_at = models.DateTimeField(_("redeemed"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(_("handed out or cancelled"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index("membership", F("created_at").desc(), F("id").desc(), name="redemption_of_member")]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="redemption_points_positive"),
            models.CheckConstraint(
                condition=Q(status=RedemptionStatus.ISSUED) | Q(settled_at__isnull=False),
                name="redemption_settled_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def tone(self) -> str:
        return {"issued": "progress", "collected": "done"}.get(self.status, "closed")

    def get_absolute_url(self) -> str:
        return reverse("loyalty:redemption_detail", args=[self.pk])


class LedgerEntry(models.Model):
    """One booking of points, written once: the database refuses to change or delete it.

    The order of bookings is that of `id`; `balance_after` is the sum of `points` up to this one.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="entries", verbose_name=_("membership"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    points = models.BigIntegerField(_("points"))
    balance_after = models.BigIntegerField(_("balance after"))
    # Points that a refund should have taken back, but that were spent already.
    waived = models.BigIntegerField(_("points not taken back"), default=0, db_default=0)
    # Amount per point when they were earned, so that a later refund takes back by the same rule.
    rate = models.DecimalField(_("amount per point"), max_digits=14, decimal_places=2, null=True)
    transaction = models.ForeignKey(
        Transaction, models.PROTECT, null=True, related_name="ledger_entries", verbose_name=_("transaction")
    )
    redemption = models.ForeignKey(
        Redemption, models.PROTECT, null=True, related_name="entries", verbose_name=_("redemption")
    )
    special_day = models.ForeignKey(
        "loyalty.SpecialDay", models.PROTECT, null=True, related_name="entries", verbose_name=_("special day")
    )
    source_key = models.CharField(_("made for"), max_length=80, unique=True, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("date and time"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        indexes = [models.Index("membership", F("id").desc(), name="entry_of_member")]
        constraints = [
            models.UniqueConstraint(
                "membership", "transaction", condition=Q(kind=EntryKind.EARN), name="points_once_per_purchase"
            ),
            models.UniqueConstraint("redemption", "kind", name="redemption_booked_once"),
            models.CheckConstraint(condition=Q(balance_after__gte=0), name="entry_balance_not_negative"),
            models.CheckConstraint(
                condition=(~Q(points=0) & Q(waived__gte=0)) | Q(points=0, waived__gt=0), name="entry_says_something"
            ),
        ]
        triggers = [append_only(personal=["reason"])]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.kind} {self.points:+d}"

    @property
    def cause(self) -> str:
        """What the booking is for: the purchase's reference, the reward, or the special day."""
        if self.redemption:
            return self.redemption.reward.name
        return str(self.transaction or self.special_day or "")


class PointsCheck(models.Model):
    """A purchase of a member that was written, changed or refunded, and whose points are to be looked at.

    A trigger on transactions adds rows here, so that finding what is new costs nothing however long the history is.
    """

    transaction_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("purchase to be looked at")
        verbose_name_plural = _("purchases to be looked at")

    def __str__(self) -> str:
        return str(self.transaction_id)


pgtrigger.register(
    pgtrigger.Trigger(
        name="points_check",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),
        func="""
            INSERT INTO loyalty_pointscheck (transaction_id, due_at)
            SELECT COALESCE(t.refund_of_id, t.id), t.occurred_at FROM new_values t
            WHERE EXISTS (
                SELECT 1 FROM customers_customer c JOIN loyalty_membership m
                ON m.customer_id IN (c.id, c.merged_into_id) WHERE c.id = t.customer_id
            );
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="points_recheck",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_values", new="new_values"),
        func="""
            INSERT INTO loyalty_pointscheck (transaction_id, due_at)
            SELECT COALESCE(t.refund_of_id, t.id), t.occurred_at
            FROM (
                SELECT id, customer_id, kind, status, amount, currency, occurred_at, refund_of_id FROM new_values
                EXCEPT
                SELECT id, customer_id, kind, status, amount, currency, occurred_at, refund_of_id FROM old_values
            ) AS t
            WHERE EXISTS (
                SELECT 1 FROM customers_customer c JOIN loyalty_membership m
                ON m.customer_id IN (c.id, c.merged_into_id) WHERE c.id = t.customer_id
            );
            RETURN NULL;
        """,
    ),
)(Transaction)


class StatementLink(PersonalLink):
    """The member's private way to the statement of points."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="statement_links")

    class Meta:
        verbose_name = _("statement link")
        verbose_name_plural = _("statement links")

    def __str__(self) -> str:
        return f"{self.membership_id}"


class CarriedMembershipQuerySet(models.QuerySet["CarriedMembership"]):
    def open(self) -> "CarriedMembershipQuerySet":
        return self.filter(returned_at__isnull=True)


@audited()
class CarriedMembership(models.Model):
    """A membership that follows its record into a merge, until the merge is undone.

    Where the survivor was a member too, the points went `into` its membership; else the membership itself did.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="carried", verbose_name=_("membership"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    into = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", verbose_name=_("carried into"))
    points = models.BigIntegerField(_("points"), default=0)
    into_left_at = models.DateTimeField(_("had left"), null=True)
    carried_at = models.DateTimeField(_("carried over"))
    returned_at = models.DateTimeField(_("given back"), null=True)

    objects = CarriedMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("carried membership")
        verbose_name_plural = _("carried memberships")
        indexes = [
            models.Index("membership", name="carried_open", condition=Q(returned_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.into_id}"
