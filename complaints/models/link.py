from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import PersonalLink
from complaints.models.complaint import Complaint


class TrackingLink(PersonalLink):
    """The customer's private way to a complaint. Each e-mail carries one of its own."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="tracking_links")

    class Meta:
        verbose_name = _("tracking link")
        verbose_name_plural = _("tracking links")

    def __str__(self) -> str:
        return f"{self.complaint_id}"
