from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.models.complaint import Complaint
from complaints.models.entry import Entry


@audited(personal=["name"])
class Attachment(models.Model):
    """A file that came with a complaint or with a message about it. The customer sees those that are `is_shared`.

    It lies under the name `stored`, which nobody outside learns; `name` is what its sender called it.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="attachments", verbose_name=_("complaint"))
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="attachments", verbose_name=_("message"))
    name = models.CharField(_("file name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    stored = models.CharField(max_length=64, unique=True, editable=False)
    is_shared = models.BooleanField(_("shown to the customer"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("date and time"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint("complaint", "sha256", "entry", name="attached_once")]

    def __str__(self) -> str:
        return self.name
