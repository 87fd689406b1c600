"""Something that went wrong for several customers at once: many complaints, one cause."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from complaints.enums import PROBLEM_TONES, ProblemStatus
from complaints.models.cause import Cause
from complaints.models.complaint import Complaint


@audited()
class Problem(Versioned, Submitted):
    """A common cause, suspected or confirmed, with the complaints that belong to it.

    Everybody may read its name and note; which complaints belong to it, each person sees as far as they may.
    """

    name = models.CharField(_("name"), max_length=120)
    cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("cause")
    )
    note = models.TextField(_("note"), max_length=4000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ProblemStatus, default=ProblemStatus.SUSPECTED)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    solved_at = models.DateTimeField(_("solved"), null=True, editable=False)

    class Meta:
        verbose_name = _("common problem")
        verbose_name_plural = _("common problems")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="problem_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="solved") | Q(solved_at__isnull=False), name="solved_problem_has_moment"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("complaints:problem_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return PROBLEM_TONES[ProblemStatus(self.status)]

    @property
    def is_solved(self) -> bool:
        return self.status == ProblemStatus.SOLVED


@audited()
class ProblemMember(models.Model):
    """A complaint that comes of a problem; of one at most."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="members", verbose_name=_("common problem"))
    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="membership", verbose_name=_("complaint"))
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("complaint of a common problem")
        verbose_name_plural = _("complaints of common problems")
        ordering = ["complaint"]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.complaint_id}"
