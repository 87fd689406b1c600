from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted
from customers.enums import InteractionKind
from customers.models.customer import Customer


@audited(personal=["summary", "details"])
class Interaction(Submitted):
    """Attention after the sale: a call, visit, message or meeting with a customer, noted by staff."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="interactions", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=10, choices=InteractionKind, default=InteractionKind.CALL)
    summary = models.CharField(_("summary"), max_length=300)
    details = models.TextField(_("details"), max_length=4000, blank=True)
    happened_at = models.DateTimeField(_("date and time"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("staff member")
    )

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index("customer", F("happened_at").desc(), F("id").desc(), name="interaction_of_customer")]

    def __str__(self) -> str:
        return self.summary


@audited(personal=["task", "details", "outcome"])
class FollowUp(Submitted):
    """Something promised or worth doing for a customer, with an owner and a due time (tindak lanjut).

    Upper apps make them too (a bad survey answer); `source_key` then says for what, so that each is made once.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="follow_ups", verbose_name=_("customer"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="follow_ups", verbose_name=_("owner")
    )
    task = models.CharField(_("what to do"), max_length=300)
    details = models.TextField(_("details"), max_length=4000, blank=True)
    due_at = models.DateTimeField(_("due"))
    url = models.CharField(_("page"), max_length=200, blank=True, editable=False)
    source_key = models.CharField(_("made for"), max_length=80, unique=True, null=True, editable=False)  # noqa: DJ001
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index("owner", "due_at", "id", name="follow_up_open_of_owner", condition=Q(done_at__isnull=True)),
            models.Index("due_at", "id", name="follow_up_open", condition=Q(done_at__isnull=True)),
            models.Index("customer", F("created_at").desc(), F("id").desc(), name="follow_up_of_customer"),
        ]

    def __str__(self) -> str:
        return self.task

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
