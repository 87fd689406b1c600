"""Surveys, invitations and answers for tests."""

from datetime import UTC, datetime, timedelta

import factory

from complaints.enums import Status
from complaints.models import Complaint
from customers.tests.factories import CustomerFactory, UserFactory
from surveys.enums import InvitationStatus, QuestionKind, SurveyStatus, Trigger
from surveys.models import Invitation, InvitationLink, Question, Response, Survey

NOON = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)  # a Monday, noon in Jakarta


class SurveyFactory(factory.django.DjangoModelFactory):
    """A published survey sent by hand, with the usual three questions."""

    class Meta:
        model = Survey
        skip_postgeneration_save = True

    title_id = factory.Sequence(lambda n: f"Survei {n}")
    title_en = factory.Sequence(lambda n: f"Survey {n}")
    intro_id = "Bantu kami menjadi lebih baik."
    intro_en = "Help us to become better."
    thanks_id = "Terima kasih banyak."
    thanks_en = "Many thanks."
    trigger = Trigger.MANUAL
    status = SurveyStatus.PUBLISHED
    published_at = NOON - timedelta(days=60)
    delay_hours = 1
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def questions(self, create, extracted, **kwargs):
        if extracted is None:
            QuestionFactory(survey=self, position=1, kind=QuestionKind.SCALE4, text_id="Puas?", text_en="Satisfied?")
            QuestionFactory(survey=self, position=2, kind=QuestionKind.NPS, text_id="Saran?", text_en="Recommend?")
            QuestionFactory(
                survey=self,
                position=3,
                kind=QuestionKind.TEXT,
                text_id="Komentar?",
                text_en="Comment?",
                is_required=False,
            )


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    survey = factory.SubFactory(SurveyFactory, questions=[])
    position = factory.Sequence(lambda n: n + 1)
    kind = QuestionKind.SCALE4
    text_id = "Seberapa puas Anda?"
    text_en = "How satisfied are you?"


class ComplaintFactory(factory.django.DjangoModelFactory):
    """A closed complaint with an owner."""

    class Meta:
        model = Complaint

    reference = factory.Sequence(lambda n: f"K-2026-{n + 90000:05d}")
    customer = factory.SubFactory(CustomerFactory, email=factory.Sequence(lambda n: f"orang{n}@example.com"))
    summary = "AC kamar mati"
    status = Status.CLOSED
    owner = factory.SubFactory(UserFactory)
    received_at = NOON - timedelta(days=3)
    due_at = NOON
    resolved_at = NOON - timedelta(days=1)
    closed_at = NOON


class InvitationFactory(factory.django.DjangoModelFactory):
    """An e-mail invitation that was sent and waits for its answer."""

    class Meta:
        model = Invitation

    survey = factory.SubFactory(SurveyFactory)
    customer = factory.SubFactory(CustomerFactory, email=factory.Sequence(lambda n: f"tamu{n}@example.com"))
    status = InvitationStatus.SENT
    created_at = NOON
    send_at = NOON
    sent_at = NOON
    expires_at = factory.LazyAttribute(lambda row: row.send_at + timedelta(days=14))


class ResponseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Response

    invitation = factory.SubFactory(InvitationFactory, status=InvitationStatus.ANSWERED)
    survey = factory.SelfAttribute("invitation.survey")
    submitted_at = NOON


def token_of(invitation: Invitation, *, at: datetime = NOON) -> str:
    """A fresh personal link to the invitation; gives its token."""
    _link, token = InvitationLink.issue(at=at, valid_for=invitation.expires_at - at, invitation=invitation)
    return token


def numbered(survey: Survey, *values: int | str | None) -> dict[str, str]:
    """The fields of a filled form, by the order of the questions; None leaves one out."""
    return {
        f"q{question.pk}": str(value)
        for question, value in zip(survey.questions.all(), values, strict=False)
        if value is not None
    }
