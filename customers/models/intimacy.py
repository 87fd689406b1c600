"""What we know of a customer as a person: what they want, their days, and whom they are connected with."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from customers.enums import MUTUAL_LINKS, REVERSE_LINKS, LinkKind, NeedKind
from customers.models.customer import Customer, month_and_day


@audited(personal=["text"])
class Need(Submitted, Versioned):
    """Something a customer needs, expects, prefers or demands (keintiman, seed 001).

    What people want changes, so each is asked about again on `review_on`. One that no longer holds is ended, not
    deleted: that it once held is part of the history.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="needs", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=12, choices=NeedKind, default=NeedKind.PREFERENCE)
    text = models.CharField(_("what it is"), max_length=300)
    review_on = models.DateField(_("ask again from"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted"), default=timezone.now, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("noted by")
    )
    confirmed_at = models.DateTimeField(_("still true"), null=True, editable=False)
    ended_at = models.DateTimeField(_("no longer true since"), null=True, editable=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["kind", "id"]
        indexes = [
            models.Index("customer", "id", name="need_of_customer", condition=Q(ended_at__isnull=True)),
            models.Index(
                "review_on", name="need_to_review", condition=Q(ended_at__isnull=True, review_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_due_for_review(self, today: date) -> bool:
        return self.ended_at is None and self.review_on is not None and self.review_on <= today


@audited(personal=["label", "note"])
class SpecialDay(Submitted, Versioned):
    """A day that means something to a customer, every year or once. The birthday is the date of birth, not one more."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="special_days", verbose_name=_("customer"))
    label = models.CharField(_("what day it is"), max_length=80)
    day = models.DateField(_("day"))
    is_yearly = models.BooleanField(_("every year"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day", "id"]
        indexes = [
            models.Index(month_and_day("day"), name="special_day_yearly", condition=Q(is_yearly=True)),
            models.Index("day", name="special_day_once", condition=Q(is_yearly=False)),
        ]

    def __str__(self) -> str:
        return self.label


@audited(personal=["role"])
class CustomerLink(Submitted, Versioned):
    """One customer's relation to another: works for, supplies, was referred by (jaringan, seed 001).

    Read from `customer` to `other`; for the other direction `LinkKind` has its own words.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="links", verbose_name=_("customer"))
    other = models.ForeignKey(Customer, models.CASCADE, related_name="links_to_it", verbose_name=_("other customer"))
    kind = models.CharField(_("relation"), max_length=10, choices=LinkKind)
    role = models.CharField(_("role"), max_length=80, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(customer=F("other")), name="link_between_two"),
            models.UniqueConstraint("customer", "other", "kind", name="link_once"),
            models.UniqueConstraint(
                Least("customer", "other"),
                Greatest("customer", "other"),
                "kind",
                name="mutual_link_once",
                condition=Q(kind__in=[kind.value for kind in MUTUAL_LINKS]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"

    def words_from(self, record_ids: list[int]) -> str | Promise:
        """The relation as it reads on the page of the customer whose records these are."""
        return LinkKind(self.kind).label if self.customer_id in record_ids else REVERSE_LINKS[LinkKind(self.kind)]
