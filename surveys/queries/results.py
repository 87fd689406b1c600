"""What the answers to a survey say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from customers.enums import Standing
from customers.models import FollowUp
from surveys.enums import Audience, InvitationStatus, Mode, QuestionKind
from surveys.models import Answer, Invitation, Question, Response, Survey, Wave
from surveys.queries.listing import NPS_COUNTS, Counts, Nps

# Below this many answers a group could tell who said what.
TOO_FEW = 5
COMMENTS_SHOWN = 12
TASKS_SHOWN = 10


@dataclass(frozen=True)
class ModeRow:
    """How far invitations of one way got."""

    mode: Mode
    counts: Counts
    delivered: int


@dataclass(frozen=True)
class QuestionResult:
    """Answers to one question: how often each step was chosen (also the steps nobody chose)."""

    question: Question
    counts: dict[int, int]
    before: dict[int, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def average(self) -> float | None:
        """Of numbers on a scale; a choice has none."""
        if not self.n or self.question.kind == QuestionKind.CHOICE:
            return None
        return sum(number * count for number, count in self.counts.items()) / self.n

    @property
    def satisfied(self) -> int:
        """Who chose 3 or 4 of 4."""
        return self.counts.get(3, 0) + self.counts.get(4, 0)

    @property
    def nps(self) -> Nps:
        groups = {"detractors": range(7), "passives": (7, 8), "promoters": (9, 10)}
        return Nps(**{name: sum(self.counts.get(number, 0) for number in scores) for name, scores in groups.items()})


@dataclass(frozen=True)
class GroupResult:
    """The same figures for one group of customers; hidden when they are too few."""

    label: Any
    n: int
    satisfaction: float | None
    nps: float | None

    @property
    def is_hidden(self) -> bool:
        return self.n < TOO_FEW


@dataclass(frozen=True)
class Loop:
    """Bad answers, and what was done about them."""

    low: int
    done: int
    in_time: int
    tasks: list[FollowUp]

    @property
    def in_time_share(self) -> float | None:
        return self.in_time / self.low if self.low else None


@dataclass(frozen=True)
class Results:
    survey: Survey
    wave: Wave | None
    modes: list[ModeRow]
    questions: list[QuestionResult]
    groups: list[GroupResult]
    comments: list[Answer]
    loop: Loop
    n: int

    @property
    def counts(self) -> Counts:
        names = ("planned", "sent", "answered", "expired", "declined", "cancelled")
        return Counts(**{name: sum(getattr(row.counts, name) for row in self.modes) for name in names})

    @property
    def is_hidden(self) -> bool:
        """Colleagues who rate colleagues are shown only in a group that protects them."""
        return self.survey.audience == Audience.INTERNAL and 0 < self.n < TOO_FEW


def results_of(survey: Survey, *, user: User, wave: Wave | None = None) -> Results:
    """Everything the page of results shows, in a constant number of queries."""
    invitations = Invitation.objects.visible_to(user).filter(survey=survey)
    if wave is not None:
        invitations = invitations.filter(wave=wave)
    responses = Response.objects.visible_to(user).filter(survey=survey)
    if wave is not None:
        responses = responses.filter(invitation__wave=wave)
    questions = list(survey.questions.all())
    return Results(
        survey=survey,
        wave=wave,
        modes=_modes(invitations),
        questions=_questions(questions, responses, _before(survey, wave)),
        groups=_groups(responses),
        comments=_comments(responses),
        loop=_loop(responses),
        n=responses.count(),
    )


def _modes(invitations: QuerySet[Invitation]) -> list[ModeRow]:
    delivered = Count("pk", filter=Q(sent_at__isnull=False) | Q(status=InvitationStatus.DECLINED) | Q(calls__gt=0))
    rows = invitations.exclude(status=InvitationStatus.CANCELLED).order_by().values_list("mode", "status")
    found: dict[str, dict[str, int]] = {}
    reached: dict[str, int] = {}
    for mode, status, count, arrived in rows.annotate(count=Count("pk"), delivered=delivered):
        found.setdefault(mode, {})[status] = count
        reached[mode] = reached.get(mode, 0) + arrived
    return [ModeRow(mode, Counts(**found[mode]), reached[mode]) for mode in Mode if mode in found]


def _before(survey: Survey, wave: Wave | None) -> QuerySet[Response] | None:
    """The answers to compare with: those of the wave before."""
    if wave is None:
        return None
    earlier = survey.waves.filter(planned_at__lt=wave.planned_at).order_by("-planned_at", "-pk").first()
    return Response.objects.filter(invitation__wave=earlier) if earlier else None


def _questions(
    questions: list[Question], responses: QuerySet[Response], before: QuerySet[Response] | None
) -> list[QuestionResult]:
    now = _numbers(responses)
    then = _numbers(before) if before is not None else {}
    return [
        QuestionResult(question, *(_filled(question, numbers.get(question.pk, {})) for numbers in (now, then)))
        for question in questions
        if not question.is_text
    ]


def _numbers(responses: QuerySet[Response]) -> dict[int, dict[int, int]]:
    rows = Answer.objects.filter(response__in=responses, number__isnull=False).order_by()
    found: dict[int, dict[int, int]] = {}
    for question, number, count in rows.values_list("question", "number").annotate(count=Count("pk")):
        found.setdefault(question, {})[number] = count
    return found


def _filled(question: Question, counts: dict[int, int]) -> dict[int, int]:
    return {number: counts.get(number, 0) for number, _label in question.steps}


def _groups(responses: QuerySet[Response]) -> list[GroupResult]:
    """By the customers' standing."""
    standing = F("response__invitation__customer__standing")
    rows = (
        Answer.objects.filter(response__in=responses, number__isnull=False)
        .order_by()
        .values(standing=standing)
        .annotate(
            n=Count("response", distinct=True),
            satisfaction=Avg("number", filter=Q(question__kind=QuestionKind.SCALE4)),
            **{
                name: Count("pk", filter=count.filter & Q(question__kind=QuestionKind.NPS))
                for name, count in NPS_COUNTS.items()
            },
        )
    )
    found: dict[str, dict[str, Any]] = {str(row["standing"]): dict(row) for row in rows}
    return [
        GroupResult(
            Standing(key).label,
            row["n"],
            row["satisfaction"],
            Nps(row["detractors"], row["passives"], row["promoters"]).score,
        )
        for key in Standing.values
        if (row := found.get(key))
    ]


def _comments(responses: QuerySet[Response]) -> list[Answer]:
    """What was said in words, of discontent customers first, then the newest."""
    found = Answer.objects.filter(response__in=responses).exclude(text="")
    return list(
        found.select_related("response__invitation__customer", "question").order_by(
            "-response__is_low", "-response__submitted_at", "-pk"
        )[:COMMENTS_SHOWN]
    )


def _loop(responses: QuerySet[Response]) -> Loop:
    low = responses.filter(is_low=True)
    keys = low.annotate(key=Concat(Value("survey-response:"), Cast("pk", CharField()))).values("key")
    tasks = FollowUp.objects.filter(source_key__in=keys)
    figures = tasks.aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)), in_time=Count("pk", filter=Q(done_at__lte=F("due_at")))
    )
    open_first = tasks.select_related("customer", "owner").order_by(F("done_at").desc(nulls_first=True), "due_at")
    return Loop(low.count(), figures["done"], figures["in_time"], list(open_first[:TASKS_SHOWN]))


def responses_of_survey(survey: Survey, *, user: User, only: str = "") -> QuerySet[Response]:
    """All answers of a survey, for the list; `only` is "low" or "comments"."""
    found = Response.objects.visible_to(user).filter(survey=survey)
    if only == "low":
        found = found.filter(is_low=True)
    if only == "comments":
        found = found.filter(pk__in=Answer.objects.filter(question__survey=survey).exclude(text="").values("response"))
    return found.select_related("invitation__customer").prefetch_related("answers__question")


def export_rows(survey: Survey, *, user: User, questions: Iterable[Question]) -> Iterable[list[Any]]:
    """One list per answer: when, who, how, and each question's answer in words; oldest first."""
    order = [question.pk for question in questions]
    responses = (
        responses_of_survey(survey, user=user)
        .select_related("invitation__customer", "invitation__complaint")
        .order_by("submitted_at", "pk")
    )
    for response in responses.iterator(chunk_size=500):
        said = {answer.question_id: answer for answer in response.answers.all()}
        yield [
            response.submitted_at,
            response.invitation.customer.number,
            response.invitation.customer.name,
            response.invitation.complaint.reference if response.invitation.complaint else "",
            response.get_mode_display(),
            *(_exported(said.get(pk)) for pk in order),
        ]


def _exported(answer: Answer | None) -> int | str:
    if answer is None:
        return ""
    return answer.words if answer.number is None or answer.question.kind == QuestionKind.CHOICE else answer.number
