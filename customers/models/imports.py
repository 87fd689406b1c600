from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.enums import ImportedKind, ImportStatus


class ImportRun(models.Model):
    """One file brought in: which, by whom, and how many rows came out how."""

    kind = models.CharField(_("kind"), max_length=20, choices=ImportedKind)
    filename = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("checksum"), max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus, default=ImportStatus.RUNNING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    problems = models.JSONField(_("first rejected rows"), default=list, editable=False)  # [line, column, reason]
    unknown_columns = models.JSONField(_("unknown columns"), default=list, editable=False)
    upload = models.CharField(_("stored file"), max_length=80, blank=True, editable=False)
    errors_file = models.CharField(_("file of rejected rows"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(F("started_at").desc(), F("id").desc(), name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"
