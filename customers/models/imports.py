from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from customers.enums import ImportedKind, ImportStatus
from jobs.models import Job

REVERT_WITHIN = timedelta(days=30)


@audited()
class ImportPreset(Versioned):
    """How files of one source are read, remembered under a name and found again by the names of their columns."""

    kind = models.CharField(_("kind"), max_length=20, choices=ImportedKind)
    name = models.CharField(_("name"), max_length=80)
    fingerprint = models.CharField(_("fingerprint of the header"), max_length=64, editable=False)
    mapping = models.JSONField(_("columns"), default=dict, editable=False)  # name in the file → name of ours
    fixed = models.JSONField(_("fixed values"), default=dict, editable=False)
    reading = models.JSONField(_("how the file is read"), default=dict, editable=False)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("added by"),
    )

    class Meta:
        verbose_name = _("preset of imports")
        verbose_name_plural = _("presets of imports")
        ordering = ["kind", "name"]
        indexes = [models.Index("kind", "fingerprint", name="import_preset_by_header")]
        constraints = [models.UniqueConstraint("kind", "name", name="import_preset_name_unique")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way in: how it is read, what a check found, what came of it, and whether it was taken back."""

    kind = models.CharField(_("kind"), max_length=20, choices=ImportedKind)
    filename = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus, default=ImportStatus.RUNNING)
    # How it is read: `customers.imports.reading.Reading`, the names of its columns, and which of ours each of them is.
    reading = models.JSONField(_("how the file is read"), default=dict, editable=False)
    header = models.JSONField(_("names of the columns"), default=list, editable=False)
    mapping = models.JSONField(_("columns"), default=list, editable=False)
    fixed = models.JSONField(_("fixed values"), default=dict, editable=False)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, editable=False)
    preset = models.ForeignKey(
        ImportPreset, models.SET_NULL, null=True, related_name="runs", editable=False, verbose_name=_("preset")
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("job"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    problems = models.JSONField(_("first rejected rows"), default=list, editable=False)  # [line, column, code, value]
    report = models.JSONField(_("report"), default=dict, editable=False)  # customers.imports.report
    unknown_columns = models.JSONField(_("unknown columns"), default=list, editable=False)
    upload = models.CharField(_("stored file"), max_length=80, blank=True, editable=False)
    errors_file = models.CharField(_("file of rejected rows"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    # Under which the audit trail has what the run wrote.
    written_at = models.DateTimeField(_("written"), null=True, editable=False)
    audit_context = models.UUIDField(_("context in the audit trail"), null=True, editable=False)
    revert_plan = models.JSONField(_("what taking back would do"), default=dict, editable=False)
    reverted_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    reverted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False,
        verbose_name=_("taken back by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(F("started_at").desc(), F("id").desc(), name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"

    def get_absolute_url(self) -> str:
        return reverse("customers:import_run", args=[self.pk])

    @property
    def revert_url(self) -> str:
        return reverse("customers:import_revert", args=[self.pk])

    @property
    def revert_until(self) -> datetime:
        return (self.finished_at or self.started_at) + REVERT_WITHIN

    @property
    def can_be_reverted(self) -> bool:
        return (
            self.status == ImportStatus.DONE and self.created + self.updated > 0 and timezone.now() < self.revert_until
        )


class ImportChange(models.Model):
    """What a run overwrote: the columns of one row as they were before; null where the row is new and has no audit.

    Kept as long as the run can be taken back. It is personal data: erasing a person's data erases it too.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    model = models.CharField(_("table"), max_length=60)
    object_id = models.BigIntegerField(_("row"))
    before = models.JSONField(_("before"), null=True)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        constraints = [models.UniqueConstraint("run", "model", "object_id", name="import_change_once")]
        indexes = [models.Index("model", "object_id", name="import_change_of_row")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
