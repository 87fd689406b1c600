from jobs.models import Job

RECOMPUTATION = "customers.recompute_standings"


def last_recomputation() -> Job | None:
    """The last work that looked at everybody, or still does."""
    return Job.objects.filter(kind=RECOMPUTATION).order_by("-pk").first()


def recomputation_under_way() -> Job | None:
    last = last_recomputation()
    return last if last and not last.is_finished else None
