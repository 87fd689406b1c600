"""Taking an answer: checked against the questions, stored once, and a bad one followed up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers import services as customers
from outbox import services as outbox
from surveys.clocks import end_of_working_day
from surveys.enums import InvitationStatus, Mode, QuestionKind
from surveys.models import Answer, Invitation, Question, Response

RANGES = {QuestionKind.SCALE4: (1, 4), QuestionKind.NPS: (0, 10)}
LOW = {QuestionKind.SCALE4: 2, QuestionKind.NPS: 6}
TEXT_LIMIT = 2000
CALL_BACK_WITHIN = 2  # working days


class InvitationClosed(AppError):
    """An answer came to an invitation that takes none: `state` is "answered", "expired" or "cancelled"."""

    def __init__(self, message: Any, *, state: str):
        super().__init__(message)
        self.state = state


class AnswerRefused(AppError):
    """An answer does not fit its question; `question` says which."""

    def __init__(self, message: Any, *, question: Question):
        super().__init__(message)
        self.question = question


@transaction.atomic
def submit_response(
    *,
    invitation: Invitation,
    answers: Mapping[int, int | str | None],
    at: datetime,
    language: str,
    mode: str = Mode.EMAIL,
    keyed_by: User | None = None,
) -> Response:
    """Store the answers (question id -> number or words) of an invitation, exactly once.

    The invitation's row is locked, so of two that come at the same time one is stored and the other is told so.
    Raises InvitationClosed or AnswerRefused.
    """
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("survey", "message", "customer")
        .get(pk=invitation.pk)
    )
    check_open(locked, at=at)
    questions = list(locked.survey.questions.all())
    given = {question: _checked(question, answers.get(question.pk)) for question in questions}
    response = Response.objects.create(
        invitation=locked,
        survey=locked.survey,
        submitted_at=at,
        mode=mode,
        language=language,
        keyed_by=keyed_by,
        is_low=any(_is_low(question, value) for question, value in given.items()),
    )
    Answer.objects.bulk_create(
        _answer(response, question, value) for question, value in given.items() if value not in (None, "")
    )
    _settle(locked, at=at)
    if response.is_low:
        _call_back(response, at=at)
    return response


def check_open(invitation: Invitation, *, at: datetime) -> None:
    """Raise InvitationClosed unless an answer is still welcome."""
    if invitation.customer.erased_at is not None:
        raise InvitationClosed(_("This invitation was withdrawn."), state="cancelled")
    if invitation.is_open(at):
        return
    if invitation.status == InvitationStatus.ANSWERED:
        raise InvitationClosed(_("This survey was answered already. Thank you."), state="answered")
    if invitation.status in (InvitationStatus.CANCELLED, InvitationStatus.DECLINED):
        raise InvitationClosed(_("This invitation was withdrawn."), state="cancelled")
    raise InvitationClosed(_("The time to answer this survey is over."), state="expired")


def _checked(question: Question, value: int | str | None) -> int | str | None:
    if value is None or value == "":
        if question.is_required:
            raise AnswerRefused(_("Choose an answer."), question=question)
        return None
    if question.is_text:
        text = str(value)
        if len(text) > TEXT_LIMIT or "\x00" in text:
            raise AnswerRefused(_("Write at most %(count)s characters.") % {"count": TEXT_LIMIT}, question=question)
        return text
    lowest, highest = RANGES.get(QuestionKind(question.kind), (0, len(question.choices_id) - 1))
    if not isinstance(value, int) or not lowest <= value <= highest:
        raise AnswerRefused(_("Choose one of the answers shown."), question=question)
    return value


def _is_low(question: Question, value: int | str | None) -> bool:
    return isinstance(value, int) and value <= LOW.get(QuestionKind(question.kind), -1)


def _answer(response: Response, question: Question, value: int | str | None) -> Answer:
    if isinstance(value, str):
        return Answer(response=response, question=question, text=value)
    return Answer(response=response, question=question, number=value)


def _settle(invitation: Invitation, *, at: datetime) -> None:
    """An answered invitation was evidently delivered, also when the worker has not noted it yet."""
    outbox.cancel(about=invitation.about)
    delivered_at = invitation.message.sent_at if invitation.message else None
    invitation.status = InvitationStatus.ANSWERED
    invitation.sent_at = invitation.sent_at or delivered_at or at
    invitation.save(update_fields=["status", "sent_at"])


@transaction.atomic
def request_contact(*, response: Response, at: datetime) -> None:
    """Note that the customer wants to be called, and see that somebody has it on the list."""
    Response.objects.filter(pk=response.pk, contact_requested_at__isnull=True).update(contact_requested_at=at)
    _call_back(response, at=at)


def _call_back(response: Response, *, at: datetime) -> None:
    """A task for the complaint's owner, else for who sent the wave, else for who made the survey. Made once.

    All staff read it, so it does not name the complaint, which may become confidential; the answer's page does.
    """
    invitation = response.invitation
    owner = _owner_of(invitation)
    with translation.override((owner and owner.language) or settings.LANGUAGE_CODE):
        customers.add_follow_up(
            customer=invitation.customer,
            owner=owner,
            task=_("Call back about a bad survey answer: %(survey)s") % {"survey": invitation.survey.title},
            due_at=end_of_working_day(at, days=CALL_BACK_WITHIN),
            at=at,
            url=response.get_absolute_url(),
            source_key=response.source_key,
        )


def _owner_of(invitation: Invitation) -> User | None:
    people = [
        invitation.complaint.owner if invitation.complaint else None,
        invitation.wave.sent_by if invitation.wave else None,
        invitation.survey.created_by,
    ]
    return next((person for person in people if person is not None and person.is_active), None)
