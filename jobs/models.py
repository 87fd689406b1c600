"""Work that takes longer than a page may: a row each, done by a worker in steps that can be repeated."""

from pathlib import Path

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.models import Submitted
from jobs.enums import UNFINISHED, Status

PRIVATE = "private"  # a parameter


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(status__in=UNFINISHED)

    def private(self) -> "JobQuerySet":
        """What nobody but its maker may see, and the undoing of that."""
        return self.filter(Q(**{f"parameters__{PRIVATE}": True}) | Q(**{f"undo_of__parameters__{PRIVATE}": True}))


class Job(Submitted):
    """One piece of work for one person: what to do, how far it is, what came of it.

    `state` is where the next step begins. It is written in the transaction of the step before, so a worker that dies
    leaves nothing half done: the next one goes on from there.
    """

    kind = models.CharField(_("kind"), max_length=60)  # a name in jobs.registry
    title = models.CharField(_("title"), max_length=200)  # in the words of the person who asked for it
    parameters = models.JSONField(_("parameters"), default=dict, editable=False)
    state = models.JSONField(_("state"), default=dict, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    total = models.PositiveBigIntegerField(_("to do"), null=True)  # unknown as long as it is null
    done = models.PositiveBigIntegerField(_("done"), default=0)
    message = models.CharField(_("result"), max_length=500, blank=True)
    result_url = models.CharField(_("page of the result"), max_length=300, blank=True)
    result_file = models.CharField(_("stored file"), max_length=80, blank=True, editable=False)
    result_name = models.CharField(_("file name"), max_length=120, blank=True)
    undo_of = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by", editable=False)
    attempts = models.PositiveSmallIntegerField(_("starts without progress"), default=0, editable=False)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="jobs", verbose_name=_("asked for by")
    )
    worked_at = models.DateTimeField(_("last worked on"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="job_newest"),
            models.Index("created_by", F("created_at").desc(), F("id").desc(), name="job_of_person"),
            models.Index("worked_at", "id", name="job_unfinished", condition=Q(status__in=["waiting", "running"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running"]) | Q(finished_at__isnull=False),
                name="finished_job_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job_detail", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def is_private(self) -> bool:
        return bool(self.parameters.get(PRIVATE)) or bool(self.undo_of and self.undo_of.is_private)

    @property
    def file_path(self) -> Path | None:
        """Where the file it made lies, if it made one and it is still there."""
        path = results_folder() / self.result_file
        return path if self.result_file and path.is_file() else None


class BulkChange(models.Model):
    """What a job did to records, for as long as it can be taken back: one row for all that changed alike."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="changes")
    what = models.JSONField(_("change"), default=dict)  # as the action of the job writes and reads it
    ids = ArrayField(models.BigIntegerField(), verbose_name=_("records"))

    class Meta:
        verbose_name = _("change of many records")
        verbose_name_plural = _("changes of many records")

    def __str__(self) -> str:
        return f"{self.job_id} × {len(self.ids)}"


class Export(models.Model):
    """A list that was taken out as a file: who, what, how much. Written once."""

    list_key = models.CharField(_("list"), max_length=40)
    described = models.TextField(_("filters"), blank=True)
    columns = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("columns"))
    file_format = models.CharField(_("format"), max_length=10)
    rows = models.PositiveBigIntegerField(_("rows"))
    exported_at = models.DateTimeField(_("date and time"), default=timezone.now)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-exported_at", "-id"]
        indexes = [models.Index(F("exported_at").desc(), F("id").desc(), name="export_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.list_key} {self.exported_at:%Y-%m-%d} × {self.rows}"


def results_folder() -> Path:
    """Outside of everything that is served; a file leaves it only as a download to who may have it."""
    folder = settings.UPLOADS_DIR / "jobs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
