"""Everything that changes surveys, invitations and answers."""

from surveys.services.calls import key_in_response, note_call
from surveys.services.cancelling import plan_again
from surveys.services.invitations import (
    LETTERS_A_BATCH,
    cancel_invitations_of_complaint,
    cancel_invitations_of_customer,
    expire_invitations,
    follow_confidentiality,
    mark_sent,
    plan_invitation,
    plan_purchase_invitations,
    write_letters,
)
from surveys.services.responses import AnswerRefused, InvitationClosed, request_contact, submit_response
from surveys.services.surveys import QuestionDraft, close_survey, copy_survey, publish_survey, save_survey
from surveys.services.unsubscribe import unsubscribe
from surveys.services.waves import add_to_wave, open_wave, pause_wave, resume_wave, send_wave, withdraw_from_wave

__all__ = [
    "LETTERS_A_BATCH",
    "AnswerRefused",
    "InvitationClosed",
    "QuestionDraft",
    "add_to_wave",
    "cancel_invitations_of_complaint",
    "cancel_invitations_of_customer",
    "close_survey",
    "copy_survey",
    "expire_invitations",
    "follow_confidentiality",
    "key_in_response",
    "mark_sent",
    "note_call",
    "open_wave",
    "pause_wave",
    "plan_again",
    "plan_invitation",
    "plan_purchase_invitations",
    "publish_survey",
    "request_contact",
    "resume_wave",
    "save_survey",
    "send_wave",
    "submit_response",
    "unsubscribe",
    "withdraw_from_wave",
    "write_letters",
]
