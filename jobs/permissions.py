from accounts.models import User
from jobs.models import Job


def can_see_job(user: User, job: Job) -> bool:
    """Whoever asked for it; administrators too, for a job can hold others up. Its file is for the first alone.

    A private one works on what others may not know of: its title and counts would tell them.
    """
    return job.created_by_id == user.pk or (user.is_admin and not job.is_private)


def can_steer_job(user: User, job: Job) -> bool:
    """Stop it or take it back."""
    return can_see_job(user, job)


def can_download_result(user: User, job: Job) -> bool:
    return job.created_by_id == user.pk
