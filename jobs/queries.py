from django.db.models import QuerySet

from accounts.models import User
from jobs.enums import Status
from jobs.models import Job
from jobs.registry import kind_of


def jobs_seen_by(user: User) -> "QuerySet[Job]":
    jobs = Job.objects.select_related("created_by", "undone_by")
    return jobs if user.is_admin else jobs.filter(created_by=user)


def can_be_undone(job: Job) -> bool:
    """Whether the work can be taken back: done, of a kind that can, and not taken back before."""
    kind = kind_of(job)
    if kind is None or not kind.undo or job.status != Status.DONE or hasattr(job, "undone_by"):
        return False
    return kind.can_undo(job)
