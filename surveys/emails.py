"""The letter that asks a customer for an answer, rendered in the customer's language."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outbox.emails import send_mail
from outbox.models import Message
from surveys.enums import QuestionKind
from surveys.models import Invitation, InvitationLink, Question, UnsubscribeLink

PURPOSE = "surveys/mail/invitation"
# A letter may lie in a mailbox for long before somebody wants no more of its kind.
UNSUBSCRIBE_VALID = timedelta(days=730)


def send_invitation(invitation: Invitation, *, questions: list[Question], at: datetime) -> Message | None:
    """Queue the letter of an invitation for its `send_at`, with a personal link and a link out of all surveys."""
    _link, token = InvitationLink.issue(at=at, valid_for=invitation.expires_at - at, invitation=invitation)
    _way_out, way_out_token = UnsubscribeLink.issue(at=at, valid_for=UNSUBSCRIBE_VALID, customer=invitation.customer)
    unsubscribe_url = settings.SITE_URL + reverse("surveys:unsubscribe", args=[way_out_token])
    with translation.override(invitation.language):
        context = {
            "survey": invitation.survey,
            "title": invitation.survey.title,
            "intro": invitation.survey.intro,
            "customer": invitation.customer,
            "complaint": invitation.complaint,
            "scored": next((question.text for question in questions if question.kind == QuestionKind.NPS), ""),
            "scores": range(11),
            "count": len(questions),
            "url": settings.SITE_URL + reverse("surveys:survey_answer", args=[token]),
            "unsubscribe_url": unsubscribe_url,
            "expires_at": invitation.expires_at,
        }
    return send_mail(
        template=PURPOSE,
        to=invitation.customer.email,
        language=invitation.language,
        context=context,
        about=invitation.about,
        dedupe_key=invitation.about,
        send_at=max(invitation.send_at, at),
        headers={
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
