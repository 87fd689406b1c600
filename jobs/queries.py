from django.db.models import QuerySet

from accounts.models import User
from jobs.enums import Status
from jobs.models import Job
from jobs.registry import kind_of


def jobs_seen_by(user: User) -> "QuerySet[Job]":
    """Own ones; for administrators all but the private ones of others."""
    jobs = Job.objects.select_related("created_by", "undone_by")
    if not user.is_admin:
        return jobs.filter(created_by=user)
    return jobs.exclude(pk__in=Job.objects.private().exclude(created_by=user).values("pk"))


def can_be_undone(job: Job) -> bool:
    """Whether the work can be taken back: done (or stopped), of a kind that can, and not taken back before."""
    kind = kind_of(job)
    if kind is None or not kind.undo or hasattr(job, "undone_by"):
        return False
    is_over = job.status == Status.DONE or (kind.undo_stopped and job.status in (Status.CANCELLED, Status.FAILED))
    return is_over and kind.can_undo(job)
