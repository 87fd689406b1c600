"""Lists of surveys and invitations, with the counts beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from customers.models import Phone
from surveys.enums import InvitationStatus, QuestionKind
from surveys.models import Answer, Invitation, Survey, Wave

Status = InvitationStatus


@dataclass(frozen=True)
class Counts:
    """Invitations of a survey by what became of them. Cancelled ones were never made, as far as figures go."""

    planned: int = 0
    sent: int = 0
    answered: int = 0
    expired: int = 0
    declined: int = 0
    cancelled: int = 0

    @property
    def invited(self) -> int:
        return self.planned + self.asked

    @property
    def asked(self) -> int:
        """Who had the chance to answer."""
        return self.sent + self.answered + self.expired + self.declined

    @property
    def rate(self) -> float | None:
        """Answers among those asked; None before anybody was."""
        return self.answered / self.asked if self.asked else None


@dataclass(frozen=True)
class Nps:
    """Willingness to recommend: promoters (9-10) less detractors (0-6), in points from -100 to 100."""

    detractors: int = 0
    passives: int = 0
    promoters: int = 0

    @property
    def count(self) -> int:
        return self.detractors + self.passives + self.promoters

    @property
    def score(self) -> float | None:
        return (self.promoters - self.detractors) / self.count * 100 if self.count else None


NPS_COUNTS = {
    "detractors": Count("pk", filter=Q(number__lte=6)),
    "passives": Count("pk", filter=Q(number__in=[7, 8])),
    "promoters": Count("pk", filter=Q(number__gte=9)),
}


@dataclass(frozen=True)
class SurveyRow:
    survey: Survey
    counts: Counts
    nps: Nps


def survey_rows(surveys: Iterable[Survey], *, user: User) -> list[SurveyRow]:
    """The surveys of one page with their figures, in two queries however many they are."""
    surveys = list(surveys)
    counts = _counts_by_survey(surveys, user)
    scores = {
        survey_id: Nps(*numbers)
        for survey_id, *numbers in Answer.objects.filter(
            response__survey__in=surveys,
            question__kind=QuestionKind.NPS,
            response__invitation__in=Invitation.objects.visible_to(user),
        )
        .values("response__survey")
        .annotate(**NPS_COUNTS)
        .values_list("response__survey", *NPS_COUNTS)
    }
    return [SurveyRow(row, counts.get(row.pk, Counts()), scores.get(row.pk, Nps())) for row in surveys]


def _counts_by_survey(surveys: list[Survey], user: User) -> dict[int, Counts]:
    found: dict[int, dict[str, int]] = {}
    rows = Invitation.objects.visible_to(user).filter(survey__in=surveys).order_by().values_list("survey", "status")
    for survey_id, status, count in rows.annotate(count=Count("pk")):
        found.setdefault(survey_id, {})[status] = count
    return {pk: Counts(**by_status) for pk, by_status in found.items()}


def counts_of(survey: Survey, *, user: User) -> Counts:
    return _counts_by_survey([survey], user).get(survey.pk, Counts())


def waves_of(survey: Survey) -> QuerySet[Wave]:
    """Newest first, with how many letters and calls are still ahead (`waiting`) and how many answered."""
    waves = survey.waves.select_related("sent_by").annotate(
        waiting=Count("invitations", filter=Q(invitations__status=Status.PLANNED)),
        answered=Count("invitations", filter=Q(invitations__status=Status.ANSWERED)),
    )
    return waves.order_by("-planned_at", "-pk")


def invitations_of(survey: Survey, *, user: User, status: str = "") -> QuerySet[Invitation]:
    invitations = Invitation.objects.visible_to(user).filter(survey=survey)
    if status:
        invitations = invitations.filter(status=status)
    return invitations.select_related("customer", "complaint", "message", "response")


def calls_to_make(*, user: User, at: datetime) -> QuerySet[Invitation]:
    """Whom to ring up, and whose sheets to key in; the longest waiting first."""
    phones = Prefetch("customer__phones", Phone.objects.order_by("position", "pk"))
    return (
        Invitation.objects.visible_to(user)
        .to_call(at)
        .filter(expires_at__gt=at)
        .select_related("customer", "survey", "complaint")
        .prefetch_related(phones)
    )
