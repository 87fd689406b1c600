from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.enums import CareOutcome
from complaints.models.complaint import Complaint
from customers.models import FollowUp


@audited(personal=["note"])
class AfterCare(models.Model):
    """Asking again some days after a solution whether it held. The task itself is a follow-up of the customer.

    `round` counts the solutions of a complaint that was opened again; what was planned after an earlier one is taken
    back, so no customer is asked twice about the same thing.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="after_care", verbose_name=_("complaint"))
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    days = models.PositiveSmallIntegerField(_("days after the solution"))
    follow_up = models.OneToOneField(FollowUp, models.SET_NULL, null=True, related_name="after_care")
    outcome = models.CharField(_("outcome"), max_length=12, choices=CareOutcome, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    noted_at = models.DateTimeField(_("noted"), null=True, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("after-care")
        verbose_name_plural = _("after-care")
        ordering = ["complaint", "round", "days"]
        constraints = [
            models.UniqueConstraint("complaint", "round", "days", name="after_care_once"),
            models.CheckConstraint(
                condition=Q(noted_at__isnull=True, outcome="") | (Q(noted_at__isnull=False) & ~Q(outcome="")),
                name="noted_after_care_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} +{self.days}"
