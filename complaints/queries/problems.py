"""Common problems with the complaints of theirs that a person may know of."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from complaints.enums import OPEN_STATUSES, ProblemStatus
from complaints.models import Complaint, ComplaintQuerySet, Problem, ProblemMember

OPEN, SOLVED = "open", "solved"


@dataclass(frozen=True)
class Answerable:
    """Whom one answer to all would reach: complaints by language, and those left out with the reason."""

    by_language: dict[str, int]
    closed: int

    @property
    def total(self) -> int:
        return sum(self.by_language.values())


def problems(*, user: User, tab: str = OPEN) -> "QuerySet[Problem]":
    """With `cases` and `open_cases`, counted among those `user` may see. To be listed by ("-created_at", "-id")."""
    seen = Q(members__complaint__is_restricted=False) | Q(
        Exists(Complaint.objects.visible_to(user).filter(pk=OuterRef("members__complaint")))
    )
    chosen = Q(status=ProblemStatus.SOLVED) if tab == SOLVED else ~Q(status=ProblemStatus.SOLVED)
    return (
        Problem.objects.filter(chosen)
        .select_related("cause__parent")
        .annotate(
            cases=Count("members", filter=seen),
            open_cases=Count("members", filter=seen & Q(members__complaint__status__in=OPEN_STATUSES)),
        )
    )


def cases_of(problem: Problem, *, user: User) -> ComplaintQuerySet:
    """The complaints of a problem that `user` may know of. To be listed by ("-id",)."""
    members = ProblemMember.objects.filter(problem=problem).values("complaint")
    return Complaint.objects.visible_to(user).filter(pk__in=members).select_related("customer", "owner", "cause")


def answerable(problem: Problem, *, user: User) -> Answerable:
    """What one answer to all of a problem would do now."""
    cases = cases_of(problem, user=user).order_by()
    counted = cases.filter(status__in=OPEN_STATUSES).values_list("language").annotate(n=Count("pk"))
    return Answerable(dict(counted), cases.exclude(status__in=OPEN_STATUSES).count())


def open_problems(limit: int = 50) -> "QuerySet[Problem]":
    """Those a complaint may be put to, newest first."""
    return Problem.objects.exclude(status=ProblemStatus.SOLVED).order_by("-created_at", "-id")[:limit]


def problem_of(complaint: Complaint) -> Problem | None:
    found = ProblemMember.objects.filter(complaint=complaint).select_related("problem").first()
    return found.problem if found else None
