"""What is changed so that a cause of complaints goes away."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted, Versioned
from complaints.enums import IMPROVEMENT_TONES, OPEN_IMPROVEMENTS, ImprovementStatus
from complaints.models.cause import Cause
from complaints.models.problem import Problem


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    def open(self) -> "ImprovementQuerySet":
        return self.filter(status__in=OPEN_IMPROVEMENTS)


@audited()
class Improvement(Versioned, Submitted):
    """An answer of the house to a cause of complaints: somebody does something by a day, and later one sees whether
    fewer complain of it (quality function deployment, seed 001)."""

    title = models.CharField(_("what is to change"), max_length=200)
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="improvements", verbose_name=_("against the cause"))
    problem = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="improvements", verbose_name=_("common problem")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="improvements", verbose_name=_("owner")
    )
    due_on = models.DateField(_("to be done by"))
    status = models.CharField(_("status"), max_length=10, choices=ImprovementStatus, default=ImprovementStatus.PLANNED)
    what_done = models.TextField(_("what was done"), max_length=4000, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index("due_on", "id", name="improvement_open", condition=Q(status__in=OPEN_IMPROVEMENTS)),
            models.Index(F("done_on").desc(), F("id").desc(), name="improvement_over"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(done_on__isnull=False) & ~Q(what_done="")),
                name="done_improvement_says_what",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("complaints:improvement_edit", args=[self.pk])

    @property
    def tone(self) -> str:
        return IMPROVEMENT_TONES[ImprovementStatus(self.status)]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_IMPROVEMENTS

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today
