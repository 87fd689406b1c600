"""What is learnt from a complaint: what of the customer's satisfaction was hit, and what failed on our side."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.enums import Satisfaction, SuccessFactor
from complaints.models.complaint import Complaint


@audited()
class Finding(models.Model):
    """The answer to two questions that every answered complaint has; its cause is the third and stands in itself."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, primary_key=True, verbose_name=_("complaint"))
    satisfaction = models.CharField(_("what was hit"), max_length=20, choices=Satisfaction)
    failure = models.CharField(_("what failed on our side"), max_length=12, choices=SuccessFactor)
    found_at = models.DateTimeField(_("found"))
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("finding about a complaint")
        verbose_name_plural = _("findings about complaints")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.satisfaction}"
