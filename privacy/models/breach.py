"""Breaches of the protection of personal data, and who has to hear of them (UU PDP 27/2022, article 46)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from customers.models import Customer
from privacy.enums import DataKind


class BreachQuerySet(models.QuerySet["Breach"]):
    def open(self) -> "BreachQuerySet":
        return self.filter(closed_at__isnull=True)

    def pressing(self) -> "BreachQuerySet":
        """Of which the authority or the people concerned have not been told yet."""
        return self.filter(Q(authority_told_at__isnull=True) | Q(people_told_at__isnull=True), closed_at__isnull=True)

    def overdue(self, at: datetime) -> "BreachQuerySet":
        return self.pressing().filter(due_at__lt=at)


@audited()
class Breach(Versioned, Submitted):
    """Personal data were lost, disclosed or changed by somebody who must not: what, since when, whom it concerns.

    The clock runs from the discovery, by the calendar. `people` is what we estimate where it is not known who.
    """

    title = models.CharField(_("what happened"), max_length=200)
    details = models.TextField(_("how it happened"), max_length=4000, blank=True)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    discovered_at = models.DateTimeField(_("discovered"))
    due_at = models.DateTimeField(_("to be reported by"), editable=False)
    data_kinds = ArrayField(
        models.CharField(max_length=12, choices=DataKind), default=list, verbose_name=_("data concerned")
    )
    people = models.PositiveIntegerField(_("people concerned, as far as known"), null=True, blank=True)
    consequences = models.TextField(_("what it may lead to"), max_length=4000, blank=True)
    measures = models.TextField(_("what was done about it"), max_length=4000, blank=True)
    advice = models.TextField(_("what the people concerned should do"), max_length=4000, blank=True)
    authority_told_at = models.DateTimeField(_("authority told"), null=True, editable=False)
    authority_note = models.CharField(_("how the authority was told"), max_length=300, blank=True)
    people_told_at = models.DateTimeField(_("people told"), null=True, editable=False)
    people_note = models.CharField(_("how the people were told"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    created_at = models.DateTimeField(_("noted"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("noted by"),
    )

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach of data protection")
        verbose_name_plural = _("breaches of data protection")
        ordering = ["-discovered_at", "-id"]
        indexes = [
            models.Index(F("discovered_at").desc(), F("id").desc(), name="breach_newest"),
            models.Index("due_at", "id", name="breach_open", condition=Q(closed_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("discovered_at")), name="breach_due_after_discovery"),
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(happened_at__lte=F("discovered_at")),
                name="breach_before_discovery",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("privacy:breach_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"B-{timezone.localdate(self.discovered_at).year}-{self.pk:04d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_told(self) -> bool:
        return self.authority_told_at is not None and self.people_told_at is not None

    @property
    def is_late(self) -> bool:
        """Whether somebody was told after the time, or has not been and the time is over."""
        last = [self.authority_told_at, self.people_told_at]
        return any((told or timezone.now()) > self.due_at for told in last) and (self.is_open or self.is_told)

    @property
    def data_names(self) -> list[str]:
        return [str(DataKind(kind).label) for kind in self.data_kinds]

    @property
    def left(self) -> timedelta:
        return self.due_at - timezone.now()


class BreachPerson(models.Model):
    """A customer concerned by a breach, and when a message about it was queued for them."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="concerned", verbose_name=_("breach"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="breaches", verbose_name=_("customer"))
    told_at = models.DateTimeField(_("message queued"), null=True)

    class Meta:
        verbose_name = _("person concerned by a breach")
        verbose_name_plural = _("people concerned by breaches")
        constraints = [models.UniqueConstraint("breach", "customer", name="concerned_once_by_a_breach")]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.customer_id}"
