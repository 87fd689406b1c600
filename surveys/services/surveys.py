"""Building a survey, publishing it, closing it, making a changeable copy."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.services.checks import check_fields
from surveys.enums import InvitationStatus, QuestionKind, SurveyStatus
from surveys.models import Invitation, Question, Survey
from surveys.services.cancelling import cancel_planned

MAX_QUESTIONS = 10
MAX_CHOICES = 12
TEXTS = ("title_id", "title_en", "intro_id", "intro_en", "thanks_id", "thanks_en")
SCHEDULE = ("delay_hours", "quiet_days", "valid_days")
FIELDS = (*TEXTS, "trigger", "audience", "department", *SCHEDULE)


@dataclass(frozen=True)
class QuestionDraft:
    """A question as it is typed, before it is a row."""

    kind: str
    text_id: str
    text_en: str
    choices_id: list[str] = field(default_factory=list)
    choices_en: list[str] = field(default_factory=list)
    is_required: bool = True


@transaction.atomic
def save_survey(
    *,
    by: User | None,
    at: datetime,
    fields: dict[str, Any],
    questions: list[QuestionDraft] | None = None,
    survey: Survey | None = None,
    expected_version: int | None = None,
) -> Survey:
    """Make a survey or change one. Of a published survey only texts and times can change, never what is asked.

    Raises AppError for questions that can't be asked, NotAllowed when the survey is locked, StaleRecord when
    somebody else saved meanwhile.
    """
    if survey is None:
        survey = Survey(**fields, created_by=by, created_at=at)
        check_fields(survey, *FIELDS)
        survey.save()
    else:
        stored = Survey.objects.select_for_update().get(pk=survey.pk)
        names = [name for name in _changeable(stored) if name in fields]
        for name in names:
            setattr(survey, name, fields[name])
        check_fields(survey, *names)
        survey.save_version(expected=stored.version if expected_version is None else expected_version, fields=names)
        if questions is not None and not stored.is_draft:
            raise NotAllowed(_("This survey is published: its questions are locked. Make a copy to change them."))
    if questions is not None:
        _replace_questions(survey, questions)
    return survey


def _changeable(survey: Survey) -> tuple[str, ...]:
    return FIELDS if survey.is_draft else (*TEXTS, *SCHEDULE)


def _replace_questions(survey: Survey, drafts: list[QuestionDraft]) -> None:
    if len(drafts) > MAX_QUESTIONS:
        raise AppError(
            _("Ask at most %(count)s questions: few people finish longer surveys.") % {"count": MAX_QUESTIONS}
        )
    for draft in drafts:
        _check_choices(draft)
    survey.questions.all().delete()
    Question.objects.bulk_create(
        Question(
            survey=survey,
            position=position,
            kind=draft.kind,
            text_id=draft.text_id,
            text_en=draft.text_en,
            choices_id=draft.choices_id if draft.kind == QuestionKind.CHOICE else [],
            choices_en=draft.choices_en if draft.kind == QuestionKind.CHOICE else [],
            is_required=draft.is_required,
        )
        for position, draft in enumerate(drafts, start=1)
    )


def _check_choices(draft: QuestionDraft) -> None:
    if draft.kind != QuestionKind.CHOICE:
        return
    if len(draft.choices_id) != len(draft.choices_en):
        raise AppError(
            _("“%(question)s” has %(first)s choices in Indonesian and %(second)s in English. Give each in both.")
            % {
                "question": draft.text_id or draft.text_en,
                "first": len(draft.choices_id),
                "second": len(draft.choices_en),
            }
        )
    if not 2 <= len(draft.choices_id) <= MAX_CHOICES:
        raise AppError(
            _("Give “%(question)s” between 2 and %(most)s choices.")
            % {"question": draft.text_id or draft.text_en, "most": MAX_CHOICES}
        )


@transaction.atomic
def publish_survey(*, survey: Survey, at: datetime) -> Survey:
    """Let a draft be sent; from now on its questions are locked.

    Raises AppError when it asks nothing, or when another survey is published for the same occasion.
    """
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if not stored.is_draft:
        raise NotAllowed(_("Only a draft can be published."))
    if not stored.questions.exists():
        raise AppError(_("Add a question before you publish the survey."))
    try:
        with transaction.atomic():
            _move(stored, SurveyStatus.PUBLISHED, published_at=at)
    except IntegrityError as error:
        raise AppError(
            _("Another survey is already published for this occasion. Close it first, then publish this one.")
        ) from error
    return stored


@transaction.atomic
def close_survey(*, survey: Survey, at: datetime) -> Survey:
    """Invite nobody any more and withdraw what is not sent yet. Links that were sent can still be answered."""
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if not stored.is_published:
        raise NotAllowed(_("Only a published survey can be closed."))
    _move(stored, SurveyStatus.CLOSED, closed_at=at)
    cancel_planned(Invitation.objects.filter(survey=stored, status=InvitationStatus.PLANNED))
    return stored


def _move(survey: Survey, status: SurveyStatus, **moments: datetime) -> None:
    for name, value in {"status": status, **moments}.items():
        setattr(survey, name, value)
    survey.save_version(expected=survey.version, fields=["status", *moments])


@transaction.atomic
def copy_survey(*, survey: Survey, by: User, at: datetime) -> Survey:
    """A draft with the same questions, to be changed."""
    fields = {name: getattr(survey, name) for name in FIELDS}
    fields["title_id"] = f"{survey.title_id[:105]} (salinan)"
    fields["title_en"] = f"{survey.title_en[:105]} (copy)"
    drafts = [
        QuestionDraft(row.kind, row.text_id, row.text_en, row.choices_id, row.choices_en, row.is_required)
        for row in survey.questions.all()
    ]
    return save_survey(by=by, at=at, fields=fields, questions=drafts)
