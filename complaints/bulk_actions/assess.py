from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import AppError
from complaints import services
from complaints.bulk_actions.base import PIECE, previewed
from complaints.enums import OPEN_STATUSES, Severity, Status
from complaints.models import Complaint
from complaints.services.steps import ASSESSED
from complaints.services.weighing import before_assessment, take_assessment_back
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change


class AssessForm(BulkForm):
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, widget=forms.RadioSelect)


class AssessComplaints(BulkAction):
    """Weigh open complaints by their severity; what else was said of each stays. Priority and promises follow."""

    name = "assess"
    label = _("Assess")
    icon = "scale"
    form_class = AssessForm
    chunk = PIECE
    undoable = True

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        severity = Severity(values["severity"]).label
        return gettext("Severity “%(severity)s”: %(complaints)s") % {"severity": severity, "complaints": how_many}

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows = rows.order_by()
        chosen, is_open = rows.count(), rows.open().count()
        changes = rows.open().exclude(_weighed(values["severity"])).count()
        return previewed(
            changes,
            (_("Are no longer open"), chosen - is_open),
            (_("Are assessed like that already"), is_open - changes),
            warning=gettext("The promised times of these complaints are worked out anew."),
        )

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        changed = 0
        for complaint in _one_by_one(run.rows.filter(pk__in=ids).exclude(_weighed(values["severity"]))):
            what = {"before": complaint.severity, "after": values["severity"], **before_assessment(complaint)}
            if _assess(complaint, values["severity"], run):
                keep_change(job=run.job, what={**what, "version": complaint.version}, ids=[complaint.pk])
                changed += 1
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        """Exactly as they were; what has gone on since is weighed anew as before, if nobody else did."""
        rows = run.rows.filter(pk__in=ids, severity=what["after"])
        return sum(_take_back(complaint, what, run) for complaint in _one_by_one(rows))


def _take_back(complaint: Complaint, what: Mapping[str, Any], run: Run) -> bool:
    version = what.get("version", 0)  # unknown to jobs of earlier releases
    if take_assessment_back(complaint=complaint, kept=what, version=version, at=run.at, by=run.user):
        return True
    return _assess(complaint, what["before"], run)


def _weighed(severity: str) -> Q:
    """Of this severity, and assessed, not only taken down."""
    return Q(severity=severity) & ~Q(status__in=[Status.RECEIVED, Status.ACKNOWLEDGED])


def _one_by_one(rows: QuerySet) -> Iterator[Complaint]:
    yield from rows.filter(status__in=OPEN_STATUSES).order_by("pk").select_related("deadlines")


def _assess(complaint: Complaint, severity: str, run: Run) -> bool:
    values = {name: getattr(complaint, name) for name in (*ASSESSED, "deadlines")} | {"severity": severity}
    try:
        services.assess(complaint=complaint, at=run.at, by=run.user, **values)
    except AppError:  # answered or closed this very moment
        return False
    return True
